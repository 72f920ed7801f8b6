"""What happened to public conferences, as subscribers to news are told.

Those that are public already are told of as published, and as called off where they are.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from regapp.database.types import UtcDateTime

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_conferences = sa.table(
    "conferences",
    sa.column("id", sa.Integer()),
    sa.column("status", sa.String()),
    sa.column("preliminary", sa.Boolean()),
    sa.column("programme", sa.Text()),
    sa.column("created_at", UtcDateTime()),
    sa.column("published_at", UtcDateTime()),
    sa.column("cancelled_at", UtcDateTime()),
)
_days = sa.table(
    "conference_days",
    sa.column("id", sa.Integer()),
    sa.column("conference_id", sa.Integer()),
    sa.column("on", sa.Date()),
    sa.column("starts_at", UtcDateTime()),
    sa.column("ends_at", UtcDateTime()),
    sa.column("removed_at", UtcDateTime()),
)


def upgrade() -> None:
    news = op.create_table(
        "conference_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("after", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_conference_news_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_news")),
        sa.UniqueConstraint("uid", name=op.f("uq_conference_news_uid")),
    )
    op.create_index(op.f("ix_conference_news_at"), "conference_news", ["at"])
    op.create_index(op.f("ix_conference_news_conference_id_id"), "conference_news", ["conference_id", "id"])
    found = sorted(_told_so_far(op.get_bind()), key=lambda row: row["at"])
    op.bulk_insert(news, found)


def downgrade() -> None:
    op.drop_table("conference_news")


def _told_so_far(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    public = sa.select(_conferences).where(_conferences.c.status.in_(["published", "cancelled"]))
    for row in connection.execute(public.order_by(_conferences.c.id)).mappings().all():
        cancelled = row["status"] == "cancelled"
        days = _days_of(connection, row["id"], removed=cancelled) if not row["preliminary"] else []
        after = {"cancelled": False, "days": days, "programme": bool(row["programme"].strip())}
        told = {"conference_id": row["id"], "before": [], "after": after}
        published = row["published_at"] or row["created_at"]
        yield told | {"kind": "published", "uid": str(uuid.uuid4()), "at": published}
        if cancelled:
            off = {"before": days, "after": after | {"cancelled": True}}
            at = row["cancelled_at"] or published
            yield told | off | {"kind": "cancelled", "uid": str(uuid.uuid4()), "at": at}


def _days_of(connection: sa.Connection, conference_id: int, *, removed: bool) -> list[list[str | None]]:
    """Of a called-off conference those that it lost."""
    found = sa.select(_days).where(_days.c.conference_id == conference_id)
    if not removed:
        found = found.where(_days.c.removed_at.is_(None))
    rows = connection.execute(found.order_by(_days.c.on, _days.c.id)).mappings()
    return [
        [
            row["on"].isoformat(),
            *(at.isoformat() if at else None for at in (row["starts_at"], row["ends_at"])),
        ]
        for row in rows
    ]
