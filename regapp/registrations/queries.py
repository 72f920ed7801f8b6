"""Finding registrations and participants."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Table, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from regapp.choices.models import ParticipantChoice
from regapp.conferences.models import Conference, Option, PoolKind, Question, SeatPool
from regapp.conferences.queries import list_conferences_of_entries
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.registrations.models import (
    Answer,
    LateChange,
    LeftConference,
    OptionPick,
    Participant,
    PickState,
    Registration,
    Status,
)
from regapp.registrations.rules import ACTIVE, SEATED, InLine

_conferences: Table = Conference.__table__  # type: ignore[assignment]  # declared as FromClause
_versions = select(_conferences.c.id, _conferences.c.version).where(
    _conferences.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class Undelivered:
    """A letter that did not arrive: the mail servers' code ("5.1.1"), and when that was known.

    to_booker  it went to whoever signed the participant up
    """

    code: str
    at: datetime | None
    to_booker: bool


@dataclass(frozen=True)
class Opened:
    """What a personal link opens: the whole registration, or one participant's part of it."""

    registration: Registration
    participants: Sequence[Participant]
    is_booker: bool


def open_link(session: Session, token: str) -> Opened | None:
    """The registration behind a booker's token, or a participant's own part behind theirs.

    A link that was mailed anew opens beside the old one until it is used.
    Loaded: participants with needs. Their conferences come by `list_conferences_of`.
    """
    asked = {"token": token}
    for renewed in (False, True):
        registration = session.scalars(_by_booker(renewed), asked).unique().one_or_none()
        if registration is not None:
            return Opened(registration, registration.participants, is_booker=True)
        participant = session.scalars(_by_participant(renewed), asked).unique().one_or_none()
        if participant is not None:
            return Opened(participant.registration, [participant], is_booker=False)
    return None


def is_renewed(session: Session, token: str) -> bool:
    """Whether this is a link that was mailed anew and has not been used for anything yet."""
    return bool(session.scalar(_renewed, {"token": token}))


def find_shared(session: Session, reference_token: str) -> Registration | None:
    """The registration whose invoice reference may be written with this token. Loaded: participants."""
    found = select(Registration).where(Registration.reference_token == reference_token)
    return session.scalars(found.options(joinedload(Registration.participants))).unique().one_or_none()


def list_conferences_of(session: Session, participants: Sequence[Participant]) -> dict[int, Conference]:
    """The participants' conferences by id, with what letters and pages say of them."""
    return _read(session, {participant.conference_id for participant in participants})


def conference_again(session: Session, conference_id: int) -> Conference:
    """The conference as it stands now, for who has waited for a lock since it was read."""
    return _read(session, {conference_id})[conference_id]


def _read(session: Session, ids: Collection[int]) -> dict[int, Conference]:
    found = (
        select(Conference)
        .where(Conference.id.in_(ids))
        .options(
            joinedload(Conference.address),
            joinedload(Conference.owner),
            joinedload(Conference.series),
            joinedload(Conference.days),
            joinedload(Conference.pools),
            joinedload(Conference.prices),
        )
        .execution_options(populate_existing=True)
    )
    return {conference.id: conference for conference in session.scalars(found).unique()}


@dataclass(frozen=True)
class Picked:
    """An option that somebody chose, and how it stands."""

    participant_id: int
    option_id: int
    label: str
    label_en: str
    state: PickState

    def in_language(self, language: str) -> str:
        return self.label_en if language == "en" and self.label_en else self.label


def list_picks(session: Session, participant_ids: Sequence[int]) -> list[Picked]:
    """The options of these participants, in the organizer's order."""
    found = (
        select(OptionPick.participant_id, Option.id, Option.label, Option.label_en, OptionPick.state)
        .join(Option, Option.id == OptionPick.option_id)
        .where(OptionPick.participant_id.in_(participant_ids))
        .order_by(OptionPick.participant_id, Option.position, Option.id)
    )
    return [Picked(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(found)]


def list_versions_of(session: Session, participants: Sequence[Participant]) -> dict[int, int]:
    """The versions of the participants' conferences by id."""
    ids = {participant.conference_id for participant in participants}
    return {number: version for number, version in session.execute(_versions, {"ids": list(ids)})}


def places_in_line(session: Session, participants: Sequence[Participant]) -> dict[int, int]:
    """Place in line of each waiting participant, counted from 1; a group's people follow each
    other in form order. Computed, never stored."""
    places: dict[int, int] = {}
    waiting = [person for person in participants if person.status is Status.WAITING]
    tickets: dict[tuple[int, int], int] = {}
    for person in sorted(waiting, key=lambda person: person.position):
        key = (person.conference_id, person.queue_ticket or 0)
        if key not in tickets:
            tickets[key] = _ahead(session, *key)
        tickets[key] += 1
        places[person.id] = tickets[key]
    return places


def count_coming(session: Session, item_ids: Sequence[int]) -> dict[int, int]:
    """How many of those who come chose or wish for each of these items; without those nobody chose."""
    counted = (
        select(ParticipantChoice.item_id, func.count())
        .join(Participant, Participant.id == ParticipantChoice.participant_id)
        .where(ParticipantChoice.item_id.in_(item_ids), Participant.status.in_(ACTIVE))
        .group_by(ParticipantChoice.item_id)
    )
    return {number: count for number, count in session.execute(counted)}


def head_of_line_size(session: Session, conference_id: int) -> int:
    """How many seats the first group in line needs; 0 when nobody waits.

    One, if it accepts fewer than all.
    """
    waiting = (Participant.conference_id == conference_id, Participant.status == Status.WAITING)
    lowest = select(func.min(Participant.queue_ticket)).where(*waiting).correlate(None).scalar_subquery()
    counted = (
        select(func.count(), func.max(cast(Registration.accepts_fewer, Integer)))
        .select_from(Participant)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(*waiting, Participant.queue_ticket == lowest)
    )
    size, fewer = session.execute(counted).one()
    return 1 if fewer else size


@dataclass(frozen=True)
class LineCount:
    """Seats and line as they stand. `needed`: how many seats the head of the line needs."""

    capacity: int
    taken: int
    waiting: int
    needed: int

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)


def count_line(session: Session, conference_id: int) -> LineCount:
    """At a conference without seats there are none, and nobody waits."""
    pool = select(SeatPool.capacity, SeatPool.taken, SeatPool.waiting).where(
        SeatPool.conference_id == conference_id, SeatPool.kind == PoolKind.CONFERENCE
    )
    capacity, taken, waiting = session.execute(pool).one_or_none() or (0, 0, 0)
    needed = head_of_line_size(session, conference_id) if waiting else 0
    return LineCount(capacity, taken, waiting, needed)


def list_standing(session: Session, conference_id: int, status: Status, limit: int) -> Sequence[Participant]:
    """Those in line, or those offered a seat, in the order of the line, with their registrations."""
    found = (
        select(Participant)
        .where(Participant.conference_id == conference_id, Participant.status == status)
        .options(joinedload(Participant.registration))
        .order_by(Participant.queue_ticket, Participant.position)
        .limit(limit)
    )
    return session.scalars(found).all()


def list_line(session: Session, conference_id: int, limit: int, *, ticket: int | None = None) -> list[InLine]:
    """The first of the line in its order: by ticket, a group in form order; or the group of `ticket`."""
    found = (
        select(Participant.id, Participant.queue_ticket, Registration.accepts_fewer)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(Participant.conference_id == conference_id, Participant.status == Status.WAITING)
        .order_by(Participant.queue_ticket, Participant.position)
        .limit(limit)
    )
    if ticket is not None:
        found = found.where(Participant.queue_ticket == ticket)
    return [InLine(number, ticket or 0, fewer) for number, ticket, fewer in session.execute(found)]


def list_expired(session: Session, now: datetime) -> Sequence[int]:
    """The conferences at which an offer is over that nobody answered."""
    over = (Participant.status == Status.OFFERED, Participant.offered_until <= now)
    found = select(Participant.conference_id).where(*over).distinct()
    return session.scalars(found.order_by(Participant.conference_id)).all()


@dataclass(frozen=True)
class OwnCalendar:
    """What a participant's own calendar address opens: their conference, and what they left.

    left  conferences that they moved away from, with how their entries stood and when
    """

    participant: Participant
    language: str
    conference: Conference
    left: Sequence[tuple[Conference, LeftConference]]


def open_calendar(session: Session, feed_token: str) -> OwnCalendar | None:
    """The calendar behind the token; its registration's link is another secret. Three statements."""
    found = (
        select(Participant, Registration.language)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(Participant.feed_token == feed_token)
    )
    row = session.execute(found).one_or_none()
    if row is None:
        return None
    participant, language = row
    rows = select(LeftConference).where(LeftConference.participant_id == participant.id)
    left = {one.conference_id: one for one in session.scalars(rows)}
    ids = sorted({participant.conference_id, *left})
    conferences = {one.id: one for one in list_conferences_of_entries(session, ids)}
    return OwnCalendar(
        participant,
        language,
        conferences[participant.conference_id],
        [(conferences[number], one) for number, one in sorted(left.items())],
    )


@dataclass(frozen=True)
class Answered:
    """How one question was answered by those who have or are offered a seat.

    chosen  how many chose each value
    """

    answers: int
    chosen: Mapping[str, int]


def list_answers(session: Session, participants: Sequence[Participant]) -> dict[int, list[Answer]]:
    """The participants' answers with their questions, by participant."""
    mine = Answer.participant_id.in_([participant.id for participant in participants])
    found: dict[int, list[Answer]] = {}
    for answer in session.scalars(select(Answer).where(mine).options(joinedload(Answer.question))):
        found.setdefault(answer.participant_id, []).append(answer)
    return found


def count_answers(session: Session, question_ids: Sequence[int]) -> dict[int, Answered]:
    """By question, counted in the database; questions nobody answered are left out."""
    counted = (
        select(Answer.question_id, Answer.values, func.count())
        .join(Participant, Participant.id == Answer.participant_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.question_id.in_(question_ids), Participant.status.in_(SEATED))
        .group_by(Answer.question_id, Answer.values)
    )
    found: dict[int, tuple[int, Counter[str]]] = {}
    for question_id, values, count in session.execute(counted):
        answers, chosen = found.get(question_id, (0, Counter()))
        chosen.update(dict.fromkeys(values, count))
        found[question_id] = answers + count, chosen
    return {number: Answered(answers, chosen) for number, (answers, chosen) in found.items()}


def list_late(session: Session, participant_id: int) -> Sequence[LateChange]:
    """What of one participant was changed after it was frozen, and when last."""
    found = select(LateChange).where(LateChange.participant_id == participant_id)
    return session.scalars(found.order_by(LateChange.part)).all()


# Letters about a row that is neither.
_APART = ("registrations.new_link", "registrations.handed_over", "registrations.erasure_answer")
# What the slices above write to the same people; the subjects are the same.
MAILING, MAILING_TO_BOOKER = "campaigns.mailing", "campaigns.mailing_to_booker"
SURVEYS = ("surveys.asked", "surveys.reminder")


def about_participant() -> ColumnElement[bool]:
    """Letters of this slice, of mailings and surveys whose subject is one participant."""
    kind = OutboxMessage.kind
    ours = kind.startswith("registrations.") & ~about_registration() & kind.not_in(_APART)
    return or_(ours, kind == MAILING, kind.in_(SURVEYS))


def about_registration() -> ColumnElement[bool]:
    """Letters to the booker: their subject is the registration."""
    kind = OutboxMessage.kind
    return or_(kind.like("registrations.%\\_to\\_booker", escape="\\"), kind == MAILING_TO_BOOKER)


def list_undelivered(session: Session, participants: Sequence[Participant]) -> dict[int, Undelivered]:
    """The last letter that did not arrive, by participant: their own, or their booker's. One statement."""
    row = OutboxMessage
    own = row.subject_id.in_([person.id for person in participants]) & about_participant()
    bookers = row.subject_id.in_([person.registration_id for person in participants]) & about_registration()
    failed = select(row.kind, row.subject_id, row.last_error, row.ended_at).where(
        row.state == LetterState.FAILED, own | bookers
    )
    last: dict[tuple[bool, int], Undelivered] = {}
    for kind, subject_id, code, at in session.execute(failed.order_by(row.id)):
        to_booker = kind.endswith("_to_booker")
        last[to_booker, subject_id] = Undelivered(code or "", at, to_booker)
    return {
        person.id: found
        for person in participants
        if (found := last.get((False, person.id)) or last.get((True, person.registration_id)))
    }


# Made once: the receipt is read as often as the form is sent.
@cache
def _by_booker(renewed: bool) -> Select[Any]:
    people = joinedload(Registration.participants).joinedload(Participant.needs)
    column = Registration.next_token if renewed else Registration.token
    return select(Registration).where(column == bindparam("token")).options(people)


@cache
def _by_participant(renewed: bool) -> Select[Any]:
    column = Participant.next_token if renewed else Participant.token
    registration = joinedload(Participant.registration).joinedload(Registration.participants)
    return (
        select(Participant)
        .where(column == bindparam("token"))
        .options(joinedload(Participant.needs), registration)
    )


_renewed = select(
    or_(
        exists().where(Registration.next_token == bindparam("token")),
        exists().where(Participant.next_token == bindparam("token")),
    )
)


def _ahead(session: Session, conference_id: int, ticket: int) -> int:
    counted = select(func.count()).where(
        Participant.conference_id == conference_id,
        Participant.status == Status.WAITING,
        Participant.queue_ticket < ticket,
    )
    return session.scalars(counted).one()
