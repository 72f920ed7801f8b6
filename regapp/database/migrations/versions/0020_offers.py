"""Offered seats: until when, how a conference lets in, groups that accept fewer seats."""

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None

_MODES = sa.Enum(
    "offer", "direct", "manual", name="letinmode", native_enum=False, create_constraint=False, length=32
)


def upgrade() -> None:
    op.add_column("conferences", sa.Column("let_in_mode", _MODES, nullable=True))
    op.add_column(
        "registrations",
        sa.Column("accepts_fewer", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("participants", sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_participants_offered",
        "participants",
        ["offered_until"],
        sqlite_where=sa.text("status = 'offered'"),
        postgresql_where=sa.text("status = 'offered'"),
    )


def downgrade() -> None:
    op.drop_index("ix_participants_offered", "participants")
    op.drop_column("participants", "offered_until")
    op.drop_column("registrations", "accepts_fewer")
    op.drop_column("conferences", "let_in_mode")
