"""What a conference writes in its letters instead of the standard words."""

import sqlalchemy as sa
from alembic import op

from regapp.database.types import UtcDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "letter_texts",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("subject_en", sa.String(200), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"],
            name=op.f("fk_letter_texts_conference_id"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"],
            name=op.f("fk_letter_texts_changed_by_id"), ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("conference_id", "kind", name=op.f("pk_letter_texts")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("letter_texts")
