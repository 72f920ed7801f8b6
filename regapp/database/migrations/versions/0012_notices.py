"""Letters that somebody gets once for a date: reminders, thanks."""

import sqlalchemy as sa
from alembic import op

from regapp.database.types import UtcDateTime

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"],
            name=op.f("fk_notices_participant_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "kind", "held_on", name=op.f("pk_notices")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("notices")
