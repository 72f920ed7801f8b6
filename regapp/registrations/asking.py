"""Conferences with what they ask of each participant, read together and kept together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Table, bindparam, case, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, Question, SeatPool
from regapp.conferences.offers import list_offers
from regapp.conferences.queries import list_form_conferences, list_questions
from regapp.registrations.choosing import attendance_parts, days_parts, seminars_parts
from regapp.registrations.commands import NewParticipant
from regapp.registrations.commands.change import read_kept
from regapp.registrations.forms.change import asked_by
from regapp.registrations.forms.choosing import SeminarsPart
from regapp.registrations.forms.fees import FeePart
from regapp.registrations.forms.parts import ChangeablePart, Part, SeatedPart
from regapp.registrations.forms.questions import QuestionsPart
from regapp.registrations.kept import conferences_for
from regapp.registrations.models import Participant
from regapp.registrations.queries import list_conferences_of, list_versions_of
from regapp.registrations.rules import ACTIVE, may_cancel

ListParts = Callable[[Session, Sequence[Conference]], Mapping[int, Part]]
_pools: Table = SeatPool.__table__  # type: ignore[assignment]  # declared as FromClause
# Where somebody waits, the seats are not free for who comes now.
_left = case((_pools.c.waiting > 0, 0), else_=_pools.c.capacity - _pools.c.taken)
_free = select(_pools.c.id, _left).where(_pools.c.id.in_(bindparam("ids", expanding=True)))


def _fees(session: Session, conferences: Sequence[Conference]) -> Mapping[int, Part]:
    offers = list_offers(session, conferences)
    return {number: FeePart(offer.categories, offer.options) for number, offer in offers.items()}


def _questions(session: Session, conferences: Sequence[Conference]) -> Mapping[int, Part]:
    asked: dict[int, list[Question]] = {}
    for question in list_questions(session, [one.id for one in conferences]):
        asked.setdefault(question.conference_id, []).append(question)
    return {number: QuestionsPart.of(questions) for number, questions in asked.items()}


# Each reads one kind of part for all the conferences at once, by conference id. The order is
# the order on the form.
_KINDS: tuple[ListParts, ...] = (
    attendance_parts,
    _fees,
    days_parts,
    seminars_parts,
    _questions,
)


@dataclass(frozen=True)
class Asking:
    """A conference and the parts that its form has beyond the usual. A change of what it asks
    raises the conference's version."""

    conference: Conference
    parts: tuple[Part, ...] = ()

    @property
    def id(self) -> int:
        return self.conference.id

    @property
    def version(self) -> int:
        return self.conference.version


def list_asking(session: Session, path: str) -> Sequence[Asking]:
    """What the form at `path` may sign up to, and what it asks. See `list_form_conferences`."""
    return with_parts(session, list_form_conferences(session, path))


def as_they_stand(session: Session, asking: Sequence[Asking], now: datetime) -> Sequence[Asking]:
    """The same with what is full or closed by now: one statement, none where nothing has seats."""
    pool_ids = [number for one in asking for part in _seated(one) for number in part.pool_ids]
    if not any(_seated(one) for one in asking):
        return asking
    rows = session.execute(_free, {"ids": pool_ids}) if pool_ids else ()
    free: dict[int, int] = {number: left for number, left in rows}
    return [
        replace(
            one,
            parts=tuple(
                part.as_it_stands(free, now) if isinstance(part, SeatedPart) else part for part in one.parts
            ),
        )
        for one in asking
    ]


def _seated(asking: Asking) -> list[SeatedPart]:
    return [part for part in asking.parts if isinstance(part, SeatedPart)]


def with_parts(session: Session, conferences: Sequence[Conference]) -> Sequence[Asking]:
    """The conferences with what they ask, one statement for each kind of part."""
    found = [kind(session, conferences) for kind in _KINDS] if conferences else []
    return [Asking(one, tuple(parts[one.id] for parts in found if one.id in parts)) for one in conferences]


def staff_parts(
    session: Session, conference: Conference, person: Participant | None, now: datetime
) -> tuple[Part, ...]:
    """What an organizer fills in for somebody, new or not: what participants are asked, but no
    answer and no seminar is demanded, and last days do not count.

    Whoever has left, or was there, has answers only. Loaded: days, pools, prices; on `person`: needs.
    """
    (asking,) = as_they_stand(session, with_parts(session, [conference]), now)
    parts = asking.parts
    if person is None:
        return tuple(_for_staff(part, None) for part in parts)
    if person.status not in ACTIVE or not may_cancel(conference, now):
        return tuple(_for_staff(part, None) for part in parts if isinstance(part, QuestionsPart))
    kept = read_kept(session, person, asked_by(parts))
    seen = (
        part.for_change(kept) if isinstance(part, ChangeablePart) and not isinstance(part, FeePart) else part
        for part in parts
    )
    return tuple(_for_staff(part, kept) for part in seen)


def _for_staff(part: Part, kept: NewParticipant | None) -> Part:
    if isinstance(part, FeePart):
        return part.for_staff(kept)
    return part.for_staff() if isinstance(part, QuestionsPart | SeminarsPart) else part


def asking_of(session: Session, people: Sequence[Participant]) -> dict[int, Asking]:
    """These participants' conferences with what they ask, by id; read again only when one of them
    has changed."""
    versions = list_versions_of(session, people)
    found = conferences_for(
        session,
        f"of {sorted(versions)}",
        lambda apart: with_parts(apart, list(list_conferences_of(apart, people).values())),
        versions=versions,
    )
    return {one.id: one for one in found}
