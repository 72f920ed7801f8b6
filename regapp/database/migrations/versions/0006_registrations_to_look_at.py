"""Registrations that an organizer is to look at: few, and counted on every dashboard."""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index(
        "ix_registrations_to_look_at",
        "registrations",
        ["id"],
        sqlite_where=sa.text("kind_disputed = 1 OR flagged = 1"),
        postgresql_where=sa.text("kind_disputed OR flagged"),
    )


def downgrade() -> None:
    op.drop_index("ix_registrations_to_look_at", "registrations")
