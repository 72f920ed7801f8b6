"""Sheets of participants that wait to be looked at."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "sent_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("header", types.Json, nullable=False),
        sa.Column("rows", types.Json, nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_sent_lists_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sent_lists_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_lists")),
    )
    op.create_index("ix_sent_lists_conference_id", "sent_lists", ["conference_id"])
    op.create_index("ix_sent_lists_created_at", "sent_lists", ["created_at"])


def downgrade() -> None:
    op.drop_table("sent_lists")
