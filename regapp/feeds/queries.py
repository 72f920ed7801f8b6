"""From a feed's address to what its ETag is made of, in one statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, String, bindparam, case, cast, literal, literal_column, select

from regapp.conferences.models import Address, Conference, ConferenceStatus, FeedRevision, Series
from regapp.database.light import LightRead
from regapp.feeds.rules import FeedState

_scope = case(
    (Address.series_id.is_not(None), literal("series:") + cast(Address.series_id, String)),
    else_=literal("conference:") + cast(Address.conference_id, String),
)
_shown: list[ColumnElement[str]] = [
    literal_column(f"'{status.value}'") for status in (ConferenceStatus.PUBLISHED, ConferenceStatus.CANCELLED)
]
_public = Conference.status.in_(_shown) | Series.published.is_(True)
_by_path = LightRead(
    select(
        _scope.label("scope"),
        FeedRevision.mark,
        FeedRevision.changed_at,
        FeedRevision.drops,
    )
    .select_from(Address)
    .outerjoin(FeedRevision, FeedRevision.scope == _scope)
    .outerjoin(Conference, Conference.id == Address.conference_id)
    .outerjoin(Series, Series.id == Address.series_id)
    .where(Address.path == bindparam("path"), Address.package_id.is_(None), _public)
)
_all = LightRead(
    select(
        literal("all").label("scope"), FeedRevision.mark, FeedRevision.changed_at, FeedRevision.drops
    ).where(FeedRevision.scope == "all")
)


def find_feed_state(engine: Engine, path: str) -> FeedState | None:
    """The feed at `path` ("kalender" is all of them); None for a draft or nothing.

    Calendars poll day and night, so the question is a light one.
    """
    if path == "kalender":
        row = _all.first(engine)
        return _state(*row) if row else FeedState("all", "", None, ())
    row = _by_path.first(engine, path=path)
    return _state(*row) if row else None


def _state(scope: str, mark: str | None, changed_at: datetime | None, drops: Any) -> FeedState:
    instants = tuple(datetime.fromisoformat(text) for text in drops or ())
    return FeedState(scope, mark or "", changed_at, instants)
