"""The feed of a conference's programme: how it stands, in one statement, and what it holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceStatus,
    FeedRevision,
    KeptEntry,
)
from regapp.conferences.rules import CANCELLED_STAYS
from regapp.database.light import LightRead
from regapp.feeds.entries import FeedEntry
from regapp.feeds.rules import FeedState, instants
from regapp.programme.models import ProgrammeItem

ENDING = "/program"
_around, _own = aliased(FeedRevision), aliased(FeedRevision)
_hidden: ColumnElement[str] = literal_column(f"'{ConferenceStatus.DRAFT.value}'")
_scope = literal("programme:") + cast(Conference.id, String)
_state = LightRead(
    select(
        _scope.label("scope"), _around.mark, _around.changed_at, _around.drops,
        _own.mark, _own.changed_at, _own.drops,
    )
    .select_from(Address)
    .join(Conference, Conference.id == Address.conference_id)
    .outerjoin(_around, _around.scope == literal("conference:") + cast(Conference.id, String))
    .outerjoin(_own, _own.scope == _scope)
    .where(
        Address.path == bindparam("path"),
        Conference.programme_published_at.is_not(None),
        Conference.status != _hidden,
    )
)  # fmt: skip


def find_programme_state(engine: Engine, path: str) -> FeedState | None:
    """`path` is the conference's. The programme changes with its conference: where it is, what day."""
    row = _state.first(engine, path=path)
    if row is None:
        return None
    scope, mark, changed_at, drops, own, own_changed_at, own_drops = row
    changed = [at for at in (changed_at, own_changed_at) if at is not None]
    return FeedState(
        scope, f"{mark or ''}+{own or ''}", max(changed, default=None), instants(drops) + instants(own_drops)
    )


def list_programme_entries(
    session: Session, conference_id: int, *, language: str, way: str, now: datetime
) -> Sequence[FeedEntry]:
    """Items with hours in the order of the day; none while the conference is preliminary."""
    made_of = (
        func.coalesce(_around.mark, "") + literal("+") + func.coalesce(_own.mark, "") + literal(":") + way
    )
    since = now - CANCELLED_STAYS
    found: Any = (
        select(ConferenceDay.on, ProgrammeItem.conference_id, ProgrammeItem.uid, KeptEntry.data)
        .select_from(ProgrammeItem)
        .join(ConferenceDay, ConferenceDay.id == ProgrammeItem.day_id)
        .join(Conference, Conference.id == ProgrammeItem.conference_id)
        .outerjoin(_around, _around.scope == f"conference:{conference_id}")
        .outerjoin(_own, _own.scope == f"programme:{conference_id}")
        .outerjoin(
            KeptEntry,
            and_(
                KeptEntry.uid == ProgrammeItem.uid,
                KeptEntry.language == language,
                KeptEntry.made_of == made_of,
            ),
        )
        .where(
            ProgrammeItem.conference_id == conference_id,
            ProgrammeItem.starts_at.is_not(None),
            Conference.preliminary.is_(False),
            or_(ProgrammeItem.removed_at.is_(None), ProgrammeItem.removed_at > since),
            or_(ConferenceDay.removed_at.is_(None), ConferenceDay.removed_at > since),
        )
        .order_by(ConferenceDay.on, ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    )
    return [FeedEntry(*row) for row in session.execute(found)]
