"""Sheets that the worker makes, and which columns somebody took the last time."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("conference_ids", types.Json, nullable=False),
        sa.Column("wanted", types.Json, nullable=False),
        sa.Column("columns", types.Json, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("touched_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_exports_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("key", name=op.f("uq_exports_key")),
    )
    op.create_index("ix_exports_created_at", "exports", ["created_at"])
    still = sa.text("state IN ('waiting', 'running')")
    op.create_index("ix_exports_open", "exports", ["id"], sqlite_where=still, postgresql_where=still)
    op.create_table(
        "column_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("columns", types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_column_choices_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_column_choices")),
    )


def downgrade() -> None:
    op.drop_table("column_choices")
    op.drop_table("exports")
