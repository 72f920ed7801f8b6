"""Participants are asked for what is missing."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "completion_requests",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("fields", types.Json, nullable=False),
        sa.Column("asked_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_completion_requests_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_completion_requests")),
    )
    op.add_column("batches", sa.Column("fields", types.Json, server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    op.drop_column("batches", "fields")
    op.drop_table("completion_requests")
