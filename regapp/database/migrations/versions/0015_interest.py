"""Who wants to hear when sign-up opens, and which edition came before."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # Written out: SQLite adds a key with its column only, and the table cannot be made anew
    # while others point at it.
    op.execute(
        "ALTER TABLE conferences ADD COLUMN previous_id INTEGER"
        " CONSTRAINT fk_conferences_previous_id REFERENCES conferences (id)"
    )
    op.create_index("ix_conferences_previous_id", "conferences", ["previous_id"])
    op.create_table(
        "interests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("wish", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("awaits_date", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("told_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("conference_id IS NULL OR series_id IS NULL", name=op.f("ck_interests_one_list")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_interests_conference_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_interests_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint(
            "conference_id", "wish", "email_key", name=op.f("uq_interests_conference_id_wish_email_key")
        ),
        sa.UniqueConstraint(
            "series_id", "wish", "email_key", name=op.f("uq_interests_series_id_wish_email_key")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_interests_token")),
        sqlite_autoincrement=True,
    )
    everything = sa.text("conference_id IS NULL AND series_id IS NULL")
    op.create_index(
        "ix_interests_everything",
        "interests",
        ["wish", "email_key"],
        unique=True,
        sqlite_where=everything,
        postgresql_where=everything,
    )
    waiting = sa.text("stage = 'waiting'")
    op.create_index(
        "ix_interests_waiting",
        "interests",
        ["conference_id", "series_id", "wish", "awaits_date", "created_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("interests")
    op.drop_index("ix_conferences_previous_id", "conferences")
    op.drop_column("conferences", "previous_id")
