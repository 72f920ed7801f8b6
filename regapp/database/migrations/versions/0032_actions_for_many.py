"""What is to be done to many participants, and can be undone until then."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("chosen", types.Json, nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("waive", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.Column("refusal_values", types.Json, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_batches_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["target_id"], ["conferences.id"], name=op.f("fk_batches_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    planned = sa.text("state = 'planned'")
    op.create_index("ix_batches_due", "batches", ["due_at"], sqlite_where=planned, postgresql_where=planned)


def downgrade() -> None:
    op.drop_table("batches")
