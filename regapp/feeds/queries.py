"""From a feed's address to what its ETag is made of, in one statement; and what it holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceStatus,
    FeedContent,
    FeedRevision,
    KeptEntry,
    Series,
    SignUpDate,
)
from regapp.conferences.rules import CANCELLED_STAYS
from regapp.conferences.scopes import COUNTY_SLUGS, MODE_SLUGS, county_scope, mode_scope, theme_scope
from regapp.database.light import LightRead
from regapp.feeds.entries import FeedEntry
from regapp.feeds.programmes import ENDING, find_programme_state
from regapp.feeds.rules import FeedState, instants
from regapp.organizers.models import Organizer

ALL = "kalender"
_STATE: tuple[Any, ...] = (
    FeedRevision.mark,
    FeedRevision.changed_at,
    FeedRevision.drops,
    FeedRevision.label,
    FeedRevision.dates_mark,
    FeedRevision.dates_changed_at,
    FeedRevision.dates_drops,
)
_scope = case(
    (Address.series_id.is_not(None), literal("series:") + cast(Address.series_id, String)),
    else_=literal("conference:") + cast(Address.conference_id, String),
)
_hidden: ColumnElement[str] = literal_column(f"'{ConferenceStatus.DRAFT.value}'")
_public: ColumnElement[bool] = (Conference.status != _hidden) | Series.published.is_(True)
_by_path = LightRead(
    select(_scope.label("scope"), *_STATE)
    .select_from(Address)
    .outerjoin(FeedRevision, FeedRevision.scope == _scope)
    .outerjoin(Conference, Conference.id == Address.conference_id)
    .outerjoin(Series, Series.id == Address.series_id)
    .where(Address.path == bindparam("path"), Address.package_id.is_(None), _public)
)
_of_organizer = literal("organizer:") + cast(Organizer.id, String)
_by_organizer = LightRead(
    select(_of_organizer.label("scope"), *_STATE)
    .select_from(Organizer)
    .outerjoin(FeedRevision, FeedRevision.scope == _of_organizer)
    .where(Organizer.slug == bindparam("slug"))
)
_by_scope = LightRead(select(FeedRevision.scope, *_STATE).where(FeedRevision.scope == bindparam("scope")))


def find_feed_state(engine: Engine, path: str) -> FeedState | None:
    """The feed at `path` ("kalender" is all of them); None for a draft or nothing.

    Calendars poll day and night, so the question is a light one.
    """
    first, _, rest = path.partition("/")
    if first != ALL and path.endswith(ENDING):
        return find_programme_state(engine, path.removesuffix(ENDING))
    if first != ALL:
        return _state(_by_path.first(engine, path=path))
    kind, _, slug = rest.partition("/")
    if kind == "arrangor":
        return _state(_by_organizer.first(engine, slug=slug))
    if kind == "tema":
        return _state(_by_scope.first(engine, scope=theme_scope(slug)))
    scope = _fixed_scope(rest, kind, slug)
    return (_state(_by_scope.first(engine, scope=scope)) or FeedState(scope)) if scope else None


def _fixed_scope(rest: str, kind: str, slug: str) -> str | None:
    """Of the feeds that are always there, if only to stay empty."""
    if not rest:
        return "all"
    if kind == "lan" and slug in COUNTY_SLUGS:
        return county_scope(COUNTY_SLUGS[slug])
    return mode_scope(MODE_SLUGS[rest]) if rest in MODE_SLUGS else None


def _state(row: tuple[Any, ...] | None) -> FeedState | None:
    if row is None:
        return None
    scope, mark, changed_at, drops, label, dates_mark, dates_changed_at, dates_drops = row
    dates = FeedState(scope, dates_mark or "", dates_changed_at, instants(dates_drops))
    return FeedState(scope, mark or "", changed_at, instants(drops), label or "", dates)


def _entries(model: type[ConferenceDay] | type[SignUpDate], mark: Any) -> Any:
    own = literal("conference:") + cast(FeedContent.conference_id, String)
    made_of = func.coalesce(mark, "") + literal(":") + bindparam("way")
    kept = and_(
        KeptEntry.uid == model.uid, KeptEntry.language == bindparam("language"), KeptEntry.made_of == made_of
    )
    recent = model.removed_at.is_(None) | (model.removed_at > bindparam("since"))
    return (
        select(model.on, model.conference_id, model.uid, KeptEntry.data)
        .select_from(FeedContent)
        .join(Conference, Conference.id == FeedContent.conference_id)
        .join(model, model.conference_id == FeedContent.conference_id)
        .outerjoin(FeedRevision, FeedRevision.scope == own)
        .outerjoin(KeptEntry, kept)
        .where(FeedContent.scope == bindparam("scope"), Conference.status != ConferenceStatus.DRAFT, recent)
        .order_by(model.on, model.conference_id, model.id)
    )


_days = _entries(ConferenceDay, FeedRevision.mark)
_sign_up = _entries(SignUpDate, FeedRevision.dates_mark)


def list_entries(
    session: Session, scope: str, *, language: str, way: str, now: datetime, dates: bool
) -> Sequence[FeedEntry]:
    """What the feed holds at `now`, in order of days.

    way    of writing, see `regapp.conferences.commands.kept`
    dates  with the days of sign-up
    """
    asked = {"scope": scope, "language": language, "way": way, "since": now - CANCELLED_STAYS}
    found = [FeedEntry(*row) for row in session.execute(_days, asked)]
    if dates:
        found += [FeedEntry(*row) for row in session.execute(_sign_up, asked)]
        found.sort(key=lambda entry: (entry.on, entry.conference_id, entry.uid))
    return found
