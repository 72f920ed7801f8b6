"""Reading what participants need on site; for one page and its letter, for nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, case, cast, func, select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.registrations.models import Attendance, NeedsAnswer, Participant, Status
from regapp.registrations.rules import ACTIVE


@dataclass(frozen=True)
class Need:
    """What one participant needs. `name` is the alias of a protected identity."""

    participant_id: int
    name: str
    text: str
    waits: bool
    arranged_at: datetime | None
    arranged_by: str


def list_needs(session: Session, conference_id: int) -> list[Need]:
    """Everybody's at a conference who comes or waits, those not seen to first."""
    rows = session.execute(
        select(Participant, NeedsAnswer, Person.name)
        .join(NeedsAnswer, NeedsAnswer.participant_id == Participant.id)
        .outerjoin(Person, Person.id == NeedsAnswer.arranged_by_id)
        .where(*_open_needs([conference_id]))
        .order_by(NeedsAnswer.arranged_at.is_not(None), Participant.sort_key, Participant.id)
    )
    return [
        Need(
            participant_id=person.id,
            name=person.alias if person.protected else person.name,
            text=need.access_needs,
            waits=person.status is not Status.CONFIRMED,
            arranged_at=need.arranged_at,
            arranged_by=who or "",
        )
        for person, need, who in rows
    ]


def count_open_needs(session: Session, conference_ids: Sequence[int]) -> dict[int, int]:
    """How many are not seen to, by conference."""
    counted = (
        select(Participant.conference_id, func.count())
        .join(NeedsAnswer, NeedsAnswer.participant_id == Participant.id)
        .where(*_open_needs(conference_ids), NeedsAnswer.arranged_at.is_(None))
        .group_by(Participant.conference_id)
    )
    return {number: count for number, count in session.execute(counted)}


def count_to_read(session: Session, conference_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many needs are not seen to and how many notes about food nobody has put in words for the
    kitchen, by conference; one statement."""
    needs = (NeedsAnswer.access_needs != "") & NeedsAnswer.arranged_at.is_(None)
    counted = (
        select(Participant.conference_id, _times(needs), _times(is_unread()))
        .join(NeedsAnswer, NeedsAnswer.participant_id == Participant.id)
        .where(
            NeedsAnswer.conference_id.in_(conference_ids),
            # Of the answer alone, and first: few of the participants are looked at then.
            needs | (_is_noted() & NeedsAnswer.kitchen_words.is_(None)),
            needs | is_unread(),
            Participant.status.in_(ACTIVE),
        )
        .group_by(Participant.conference_id)
    )
    return {number: (open_, unread) for number, open_, unread in session.execute(counted)}


def has_note() -> ColumnElement[bool]:
    """Something about food that is no code, of somebody who eats there."""
    return _is_noted() & (Participant.attendance == Attendance.ONSITE)


def _is_noted() -> ColumnElement[bool]:
    return (NeedsAnswer.food_note != "") | cast(NeedsAnswer.allergies, String).contains('"other"')


def is_unread() -> ColumnElement[bool]:
    return has_note() & NeedsAnswer.kitchen_words.is_(None)


def _times(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((wanted, 1), else_=0))


def _open_needs(conference_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        NeedsAnswer.conference_id.in_(conference_ids),
        NeedsAnswer.access_needs != "",
        Participant.status.in_(ACTIVE),
    )
