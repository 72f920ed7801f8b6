"""Feeds by organizer, county, theme and mode; dates of sign-ups; bytes of entries, kept."""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None

_EPOCH = "2019-01-01 00:00:00+00:00"


def upgrade() -> None:
    with op.batch_alter_table("feed_revisions") as batch:
        batch.alter_column("scope", existing_type=sa.String(40), type_=sa.String(100))
        batch.add_column(sa.Column("label", sa.String(80), nullable=False, server_default=""))
        batch.add_column(sa.Column("dates_mark", sa.String(16), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("dates_changed_at", types.UtcDateTime(timezone=True), nullable=False,
                      server_default=_EPOCH)
        )  # fmt: skip
        batch.add_column(sa.Column("dates_drops", types.Json, nullable=False, server_default="[]"))
    with op.batch_alter_table("feed_revisions") as batch:
        for name, kind in (
            ("label", sa.String(80)), ("dates_mark", sa.String(16)),
            ("dates_changed_at", types.UtcDateTime(timezone=True)), ("dates_drops", types.Json),
        ):  # fmt: skip
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    contents = op.create_table(
        "feed_contents",
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_feed_contents_conference_id")
        ),
        sa.PrimaryKeyConstraint("scope", "conference_id", name=op.f("pk_feed_contents")),
    )
    op.create_index("ix_feed_contents_conference_id", "feed_contents", ["conference_id"])
    op.create_table(
        "sign_up_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_sign_up_dates_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up_dates")),
        sa.UniqueConstraint("conference_id", "kind", name=op.f("uq_sign_up_dates_conference_id_kind")),
        sa.UniqueConstraint("uid", name=op.f("uq_sign_up_dates_uid")),
    )
    op.create_table(
        "kept_entries",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("made_of", sa.String(length=40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("uid", "language", name=op.f("pk_kept_entries")),
    )
    _fill(op.get_bind(), contents)
    _fill_dates(op.get_bind())


def downgrade() -> None:
    for name in ("kept_entries", "sign_up_dates", "feed_contents"):
        op.drop_table(name)
    op.execute("DELETE FROM feed_revisions WHERE length(scope) > 40")
    with op.batch_alter_table("feed_revisions") as batch:
        for name in ("dates_drops", "dates_changed_at", "dates_mark", "label"):
            batch.drop_column(name)
        batch.alter_column("scope", existing_type=sa.String(100), type_=sa.String(40))


def _fill(bind: sa.Connection, contents: Any) -> None:
    """What is public already stands in its feeds; the new ones begin as its own feed stands."""
    conferences = bind.execute(
        sa.text(
            "SELECT id, series_id, owner_id, county, theme, mode FROM conferences WHERE status <> 'draft'"
        )
    ).all()
    others = bind.execute(sa.text("SELECT conference_id, organizer_id FROM conference_organizers")).all()
    found = [(one, scope) for one in conferences for scope in sorted(set(_scopes(one, others)))]
    if found:
        op.bulk_insert(contents, [{"scope": scope, "conference_id": one.id} for one, scope in found])
    table = sa.table(
        "feed_revisions", sa.column("scope"), sa.column("revision"), sa.column("mark"),
        sa.column("changed_at", types.UtcDateTime()), sa.column("drops", types.Json), sa.column("label"),
        sa.column("dates_mark"), sa.column("dates_changed_at", types.UtcDateTime()),
        sa.column("dates_drops", types.Json),
    )  # fmt: skip
    known = {row.scope: row for row in bind.execute(sa.select(table)).all()}
    made: dict[str, dict[str, Any]] = {}
    for one, scope in found:
        own = known.get(f"conference:{one.id}")
        if scope in known:
            continue
        row = made.setdefault(scope, {
            "scope": scope, "revision": 1, "mark": "first", "label": "", "drops": [], "dates_mark": "",
            "dates_drops": [], "changed_at": datetime(2019, 1, 1, tzinfo=UTC),
            "dates_changed_at": datetime(2019, 1, 1, tzinfo=UTC),
        })  # fmt: skip
        if own is not None:
            row["drops"] = sorted([*row["drops"], *own.drops])
            row["changed_at"] = max(row["changed_at"], own.changed_at)
        if scope.startswith("theme:"):
            row["label"] = one.theme
    if made:
        op.bulk_insert(table, list(made.values()))


def _fill_dates(bind: sa.Connection) -> None:
    conferences = sa.table(
        "conferences", sa.column("id"), sa.column("status"), sa.column("zone"),
        sa.column("opens_at", types.UtcDateTime()), sa.column("closes_at", types.UtcDateTime()),
        sa.column("changed_at", types.UtcDateTime()),
    )  # fmt: skip
    dates = sa.table(
        "sign_up_dates", sa.column("conference_id"), sa.column("kind"), sa.column("on", sa.Date()),
        sa.column("uid"), sa.column("sequence"), sa.column("created_at", types.UtcDateTime()),
        sa.column("changed_at", types.UtcDateTime()),
    )  # fmt: skip
    found = []
    for one in bind.execute(sa.select(conferences).where(conferences.c.status == "published")).all():
        ends = one.closes_at - timedelta(seconds=1) if one.closes_at else None
        for kind, at in (("opens", one.opens_at), ("last_day", ends)):
            if at is not None and one.opens_at is not None:
                on = at.astimezone(ZoneInfo(one.zone)).date()
                stamps = {"created_at": one.changed_at, "changed_at": one.changed_at}
                row = {"conference_id": one.id, "kind": kind, "on": on, "uid": str(uuid.uuid4())}
                found.append({**row, **stamps, "sequence": 0})
    if found:
        op.bulk_insert(dates, found)


def _scopes(one: Any, others: Any) -> Iterator[str]:
    yield from ("all", f"conference:{one.id}", f"organizer:{one.owner_id}")
    yield from (f"organizer:{other.organizer_id}" for other in others if other.conference_id == one.id)
    yield from (f"mode:{mode}" for mode in ("onsite", "remote") if one.mode in {mode, "hybrid"})
    if one.series_id:
        yield f"series:{one.series_id}"
    if one.county:
        yield f"county:{one.county}"
    plain = unicodedata.normalize("NFKD", one.theme).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    if slug:
        yield f"theme:{slug}"
