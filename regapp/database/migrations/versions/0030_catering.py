"""What the kitchen is told: its words for notes, names where ticked, numbers kept, speakers and crew."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("needs_answers", sa.Column("kitchen_words", sa.String(length=80), nullable=True))
    _add_flag("needs_answers", "named_to_kitchen")
    _add_flag("options", "is_meal")
    op.create_table(
        "kitchen_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=True),
        sa.Column("counts", types.Json, nullable=False),
        sa.Column("made_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        _conference("kitchen_reports"),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_kitchen_reports_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kitchen_reports")),
        sa.UniqueConstraint(
            "conference_id", "frozen_on", name=op.f("uq_kitchen_reports_conference_id_frozen_on")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kitchen_extras",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("meal", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("plate", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _conference("kitchen_extras"),
        sa.PrimaryKeyConstraint("conference_id", "meal", "kind", "plate", name=op.f("pk_kitchen_extras")),
    )
    op.create_table(
        "kitchen_links",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        _conference("kitchen_links"),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_kitchen_links")),
        sa.UniqueConstraint("token", name=op.f("uq_kitchen_links_token")),
    )


def _add_flag(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def _conference(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conference_id"], ["conferences.id"], name=op.f(f"fk_{table}_conference_id")
    )


def downgrade() -> None:
    for table in ("kitchen_links", "kitchen_extras", "kitchen_reports"):
        op.drop_table(table)
    op.drop_column("options", "is_meal")
    op.drop_column("needs_answers", "named_to_kitchen")
    op.drop_column("needs_answers", "kitchen_words")
