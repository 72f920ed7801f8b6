"""A conference that is put off, moved or turned digital; who must say yes to a higher fee."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None

_INSTANTS = ("postponed_at", "free_until_at", "turned_digital_at")


def upgrade() -> None:
    # Both databases know it; a rebuilt table would lose what points at it on SQLite.
    op.execute("ALTER TABLE conferences RENAME COLUMN cancel_reason TO turn_reason")
    empty = sa.text("''")
    op.add_column("conferences", sa.Column("turn_reason_en", sa.Text(), nullable=False, server_default=empty))
    op.add_column(
        "conferences",
        sa.Column("moved_from_place", sa.String(length=400), nullable=False, server_default=empty),
    )
    for name in _INSTANTS:
        op.add_column("conferences", sa.Column(name, types.UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "fee_consents",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("answer_by_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_fee_consents_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_fee_consents_conference_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_fee_consents")),
    )
    op.create_index("ix_fee_consents_answer_by_at", "fee_consents", ["answer_by_at"])
    op.create_index("ix_fee_consents_conference_id", "fee_consents", ["conference_id"])


def downgrade() -> None:
    op.drop_table("fee_consents")
    for name in (*reversed(_INSTANTS), "moved_from_place", "turn_reason_en"):
        op.drop_column("conferences", name)
    op.execute("ALTER TABLE conferences RENAME COLUMN turn_reason TO cancel_reason")
