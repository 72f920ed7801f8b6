"""From a feed's address to what its ETag is made of, in one statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, case, cast, literal, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Address, Conference, ConferenceStatus, FeedRevision, Series
from regapp.feeds.rules import FeedState

_scope = case(
    (Address.series_id.is_not(None), literal("series:") + cast(Address.series_id, String)),
    else_=literal("conference:") + cast(Address.conference_id, String),
)
_public = (Conference.status.in_((ConferenceStatus.PUBLISHED, ConferenceStatus.CANCELLED))) | (
    Series.published.is_(True)
)
_by_path = (
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
_all = select(
    literal("all").label("scope"), FeedRevision.mark, FeedRevision.changed_at, FeedRevision.drops
).where(FeedRevision.scope == "all")


def find_feed_state(session: Session, path: str) -> FeedState | None:
    """The feed at `path` ("kalender" is all of them); None for a draft or nothing.

    On the session's plain connection: columns need nothing of the ORM, and this is asked often.
    """
    if path == "kalender":
        row: Any = session.connection().execute(_all).one_or_none()
        return _state(row) if row else FeedState("all", "", None, ())
    row = session.connection().execute(_by_path, {"path": path}).one_or_none()
    return _state(row) if row else None


def _state(row: Any) -> FeedState:
    drops = tuple(datetime.fromisoformat(text) for text in row.drops or ())
    return FeedState(row.scope, row.mark or "", row.changed_at, drops)
