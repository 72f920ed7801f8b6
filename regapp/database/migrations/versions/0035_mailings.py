"""Mailings to those a filter finds; letters promised as one."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | None = None
depends_on: str | None = None

_TOGETHER = sa.text("batch_id IS NOT NULL")
_PLANNED = sa.text("state = 'planned'")


def _words(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _instant(name: str, *, nullable: bool = True) -> sa.Column[types.UtcDateTime]:
    return sa.Column(name, types.UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column("outbox_message", sa.Column("batch_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_outbox_message_batch",
        "outbox_message",
        ["batch_id", "state"],
        sqlite_where=_TOGETHER,
        postgresql_where=_TOGETHER,
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        _words("subject", 200),
        sa.Column("body", sa.Text(), nullable=False),
        _words("subject_en", 200),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("audience", types.Json, nullable=False),
        _words("state", 32),
        _instant("goes_at"),
        _instant("sent_at"),
        sa.Column("stopped_why", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("created_at", nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        _instant("changed_at", nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_campaigns_series_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name=op.f("fk_campaigns_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name=op.f("fk_campaigns_changed_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_series_id", "campaigns", ["series_id"])
    op.create_index(
        "ix_campaigns_planned", "campaigns", ["goes_at"], sqlite_where=_PLANNED, postgresql_where=_PLANNED
    )
    op.create_table(
        "campaign_conferences",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        _words("stood", 64),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_conferences_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_campaign_conferences_conference_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "conference_id", name=op.f("pk_campaign_conferences")),
    )
    op.create_index("ix_campaign_conferences_conference_id", "campaign_conferences", ["conference_id"])


def downgrade() -> None:
    op.drop_table("campaign_conferences")
    op.drop_table("campaigns")
    op.drop_index("ix_outbox_message_batch", table_name="outbox_message")
    op.drop_column("outbox_message", "batch_id")
