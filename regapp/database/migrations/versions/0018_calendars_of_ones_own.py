"""Conferences that participants moved away from; where a venue is; when a programme was published."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column(
        "conferences", sa.Column("coordinates", sa.String(30), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "conferences", sa.Column("programme_published_at", types.UtcDateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "left_conferences",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("rising", sa.Integer(), nullable=False),
        sa.Column("left_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_left_conferences_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_left_conferences_conference_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", "conference_id", name=op.f("pk_left_conferences")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("left_conferences")
    op.drop_column("conferences", "programme_published_at")
    op.drop_column("conferences", "coordinates")
