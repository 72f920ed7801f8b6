"""Reading history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from regapp.audit.models import Actor, Event

_LATEST = 1000


@dataclass(frozen=True)
class LogFilter:
    """What a log shows.

    actors         who: organizers alone unless told otherwise
    person_id      one of them
    subject_types  what it is about; none: anything
    exports        files that were taken out, and nothing else
    """

    actors: Collection[Actor] = (Actor.MEMBER,)
    person_id: int | None = None
    subject_types: Collection[str] = ()
    exports: bool = False


def list_history(session: Session, subject_type: str, subject_id: int) -> Sequence[Event]:
    """What happened to one subject, newest first."""
    found = select(Event).where(Event.subject_type == subject_type, Event.subject_id == subject_id)
    return session.scalars(found.order_by(Event.id.desc())).all()


def list_latest(
    session: Session, subject_type: str, subject_id: int, actions: Collection[str], *, limit: int
) -> Sequence[Event]:
    """The latest of some kinds of what happened to one subject, newest first."""
    found = select(Event).where(
        Event.subject_type == subject_type, Event.subject_id == subject_id, Event.action.in_(sorted(actions))
    )
    return session.scalars(found.order_by(Event.id.desc()).limit(max(limit, 0))).all()


def list_log(
    session: Session,
    wanted: LogFilter,
    *,
    conference_ids: Collection[int],
    organizer_id: int | None = None,
    page: int,
    size: int,
) -> tuple[Sequence[Event], bool]:
    """A page of what was done at these conferences and at an organizer, newest first; whether
    another page follows."""
    found = select(Event).where(_at(conference_ids, organizer_id, *_conditions(wanted)))
    rows = session.scalars(found.order_by(Event.id.desc()).offset((page - 1) * size).limit(size + 1)).all()
    return rows[:size], len(rows) > size


def list_actors(
    session: Session, *, conference_ids: Collection[int], organizer_id: int | None = None
) -> Sequence[int]:
    """Whoever of the organizers did one of the latest things there; all of them would be a long look."""
    found = select(Event.actor_id).where(_at(conference_ids, organizer_id, Event.actor == Actor.MEMBER))
    latest = found.order_by(Event.id.desc()).limit(_LATEST)
    return sorted({number for number in session.scalars(latest) if number is not None})


def _at(
    conference_ids: Collection[int], organizer_id: int | None, *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The conditions stand in both halves, so that each has an index that fits."""
    here = and_(Event.conference_id.in_(sorted(conference_ids)), *conditions)
    return here if organizer_id is None else or_(here, and_(Event.organizer_id == organizer_id, *conditions))


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Event.actor.in_(wanted.actors)]
    if wanted.person_id is not None:
        found.append(Event.actor_id == wanted.person_id)
    if wanted.subject_types:
        found.append(Event.subject_type.in_(wanted.subject_types))
    if wanted.exports:
        found.append(Event.action.startswith("exported_") | Event.action.startswith("invoice_basis_"))
    return found
