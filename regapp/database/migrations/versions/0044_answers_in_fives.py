"""Answers of a survey are shown five at a time; a letter to a speaker is in their language."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("shown", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "survey_questions", sa.Column("shown_counts", types.Json, server_default="{}", nullable=False)
    )
    op.add_column("speakers", sa.Column("language", sa.String(2), server_default="sv", nullable=False))
    # What could be seen until now stays to be seen.
    op.execute("UPDATE surveys SET shown = answered WHERE answered >= 5")
    op.execute("UPDATE survey_questions SET shown_counts = counts")


def downgrade() -> None:
    op.drop_column("speakers", "language")
    op.drop_column("survey_questions", "shown_counts")
    op.drop_column("surveys", "shown")
