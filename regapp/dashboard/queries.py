"""Figures and lists. Counts come from covering indexes, a few statements a page whatever its size."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, false, func, select, union_all
from sqlalchemy.orm import Session, joinedload

from regapp.checkin.models import CheckIn
from regapp.choices.models import ChoiceState, ParticipantChoice
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.dashboard.search import matching
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.organizers.models import OrganizerKind
from regapp.registrations.models import (
    Attendance,
    CompletionRequest,
    Frozen,
    LateChange,
    NeedsAnswer,
    Participant,
    Registration,
    Status,
)
from regapp.registrations.queries import about_participant, about_registration
from regapp.registrations.rules import ACTIVE

PAGE_SIZE = 50


@dataclass(frozen=True)
class DayCount:
    """How many signed up at a conference on a day and stand so now."""

    conference_id: int
    status: Status
    on: date
    count: int


@dataclass(frozen=True)
class Filter:
    """The list's filter as it stands in the address.

    only  "" or one of "utan-referens", "moms", "misstankta", "mejlfel", "efter-stopp",
          "incheckade", "pa-plats", "pa-distans", or "pass-<item>", "onskar-<item>"
    ids   those ticked in the list; none: everybody whom the rest finds
    """

    status: Status | None = Status.CONFIRMED
    text: str = ""
    only: str = ""
    ids: tuple[int, ...] = ()


def count_days(session: Session, conference_ids: Sequence[int]) -> list[DayCount]:
    """Everything the curve, the bars and the status figures are made of; one statement."""
    counted = (
        select(Participant.conference_id, Participant.status, Participant.signed_up_on, func.count())
        .where(Participant.conference_id.in_(conference_ids))
        .group_by(Participant.conference_id, Participant.status, Participant.signed_up_on)
    )
    return [DayCount(*row) for row in session.execute(counted)]


class Buyers(NamedTuple):
    """Of those who come: how many per kind of buyer; by conference, how many there are and how many
    lack a reference."""

    kinds: Counter[OrganizerKind]
    confirmed: Counter[int]
    lacking: Counter[int]


def count_buyers(session: Session, conference_ids: Sequence[int]) -> Buyers:
    """One statement."""
    place = Participant.conference_id
    counted = (
        select(place, Participant.buyer_kind, Participant.lacks_reference, func.count())
        .where(place.in_(conference_ids), Participant.status == Status.CONFIRMED)
        .group_by(place, Participant.buyer_kind, Participant.lacks_reference)
    )
    found = Buyers(Counter(), Counter(), Counter())
    for conference_id, kind, lacks, count in session.execute(counted):
        found.confirmed[conference_id] += count
        if kind is not None:
            found.kinds[kind] += count
        if lacks:
            found.lacking[conference_id] += count
    return found


def count_needs(session: Session, conference_ids: Sequence[int]) -> tuple[Counter[str], int]:
    """How many of those who come have each diet and allergy code, and how many have needs on site."""
    diet, allergies = cast(NeedsAnswer.diet, String), cast(NeedsAnswer.allergies, String)
    has_needs = NeedsAnswer.access_needs != ""
    counted = (
        select(diet, allergies, has_needs, func.count())
        .join(Participant, Participant.id == NeedsAnswer.participant_id)
        .where(
            NeedsAnswer.conference_id.in_(conference_ids),
            # They are the same; told only of the one, PostgreSQL looks through all participants.
            Participant.conference_id.in_(conference_ids),
            Participant.status == Status.CONFIRMED,
            Participant.attendance == Attendance.ONSITE,
        )
        .group_by(diet, allergies, has_needs)
    )
    codes: Counter[str] = Counter()
    needing = 0
    for diets, others, needs, count in session.execute(counted):
        for code in _codes(diets) | _codes(others):
            codes[code] += count
        needing += count if needs else 0
    return codes, needing


def list_latest(session: Session, conference_ids: Sequence[int], limit: int = 5) -> Sequence[Participant]:
    """The newest sign-ups that still stand."""
    if not conference_ids:
        return []
    # The newest of each first: asked for all at once, every participant of a series is sorted.
    # "between" and the longer order lead to the index of both: asked by id alone, PostgreSQL
    # reads everybody who signed up to anything since.
    of_each = [
        select(Participant.id)
        .where(Participant.conference_id.between(number, number), Participant.status != Status.CANCELLED)
        .order_by(Participant.conference_id.desc(), Participant.id.desc())
        .limit(limit)
        .subquery()
        for number in conference_ids
    ]
    newest = union_all(*(select(one.c.id) for one in of_each))
    found = (
        select(Participant).where(Participant.id.in_(newest)).options(joinedload(Participant.registration))
    )
    return session.scalars(found.order_by(Participant.id.desc()).limit(limit)).all()


def list_participants(
    session: Session, conference_ids: Sequence[int], wanted: Filter, *, page: int
) -> tuple[Sequence[Participant], bool]:
    """One page of the filtered list in Swedish order, and whether another follows."""
    found = _filtered(conference_ids, wanted).options(joinedload(Participant.registration))
    found = found.order_by(Participant.sort_key, Participant.id)
    rows = session.scalars(found.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def count_participants(session: Session, conference_ids: Sequence[int], wanted: Filter) -> int:
    counted = _filtered(conference_ids, wanted).with_only_columns(func.count())
    return session.execute(counted).scalar_one()


def list_ids(session: Session, conference_ids: Sequence[int], wanted: Filter) -> Sequence[int]:
    """All of the filtered list, in its order."""
    found = _filtered(conference_ids, wanted).with_only_columns(Participant.id)
    return session.scalars(found.order_by(Participant.sort_key, Participant.id)).all()


def list_these(session: Session, ids: Sequence[int]) -> list[Participant]:
    """These participants with their registrations, in the order asked for."""
    found = select(Participant).where(Participant.id.in_(ids)).options(joinedload(Participant.registration))
    known = {person.id: person for person in session.scalars(found)}
    return [known[number] for number in ids if number in known]


# What a sheet says of somebody and what is asked to find the rest: a third of the price of whole rows.
_SHEET = (
    Participant.id, Participant.conference_id, Participant.registration_id, Participant.status,
    Participant.attendance, Participant.given_name, Participant.family_name, Participant.email,
    Participant.organization, Participant.title, Participant.listed, Participant.protected,
    Participant.alias, Participant.created_at, Registration.reference, Registration.booker_name,
    Registration.buyer_name, Registration.buyer_org_number, Registration.buyer_reference,
)  # fmt: skip


def list_sheet_rows(session: Session, ids: Sequence[int]) -> list[Any]:
    """Plain rows of these for a sheet, in the order asked for."""
    found = (
        select(*_SHEET)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(Participant.id.in_(ids))
    )
    known = {row.id: row for row in session.execute(found)}
    return [known[number] for number in ids if number in known]


def group_by_conference(people: Iterable[Participant]) -> dict[int, list[int]]:
    """Their ids by the conference they are at."""
    found: dict[int, list[int]] = {}
    for person in people:
        found.setdefault(person.conference_id, []).append(person.id)
    return found


def list_still_coming(session: Session, registration_ids: Sequence[int]) -> frozenset[int]:
    """Those of the registrations where somebody still comes or waits."""
    found = select(Participant.registration_id).where(
        Participant.registration_id.in_(registration_ids), Participant.status.in_(ACTIVE)
    )
    return frozenset(session.scalars(found))


def find_participant(
    session: Session, conference_ids: Sequence[int], participant_id: int
) -> Participant | None:
    """One participant of these conferences with registration, companions and needs."""
    found = (
        select(Participant)
        .where(Participant.id == participant_id, Participant.conference_id.in_(conference_ids))
        .options(
            joinedload(Participant.needs),
            joinedload(Participant.registration).selectinload(Registration.participants),
        )
    )
    return session.scalars(found).unique().one_or_none()


def _filtered(conference_ids: Sequence[int], wanted: Filter) -> Select[Participant]:
    found = select(Participant).where(Participant.conference_id.in_(conference_ids))
    if wanted.status is not None:
        found = found.where(Participant.status == wanted.status)
    found = found.where(*matching(wanted.text))
    if wanted.ids:
        found = found.where(Participant.id.in_(wanted.ids))
    if wanted.only:
        found = found.where(_only(wanted.only))
    return found


def _only(name: str) -> ColumnElement[bool]:
    off = (ConferenceStatus.CANCELLED, ConferenceStatus.POSTPONED)
    called_off = select(Conference.id).where(Conference.status.in_(off))
    disputed = select(Registration.id).where(Registration.kind_disputed)
    flagged = select(Registration.id).where(Registration.flagged)
    failed = select(OutboxMessage.subject_id).where(OutboxMessage.state == LetterState.FAILED)
    asked = select(CompletionRequest.participant_id)
    late = select(LateChange.participant_id).where(LateChange.part == Frozen.KITCHEN)
    came = select(CheckIn.participant_id).where(
        CheckIn.conference_id == Participant.conference_id, CheckIn.undone_at.is_(None)
    )
    choices: dict[str, ColumnElement[bool]] = {
        "efter-stopp": Participant.id.in_(late),
        "incheckade": Participant.id.in_(came),
        "utan-referens": Participant.lacks_reference.is_(True) & Participant.conference_id.not_in(called_off),
        "moms": Participant.registration_id.in_(disputed),
        "komplettering": Participant.id.in_(asked.where(CompletionRequest.answered_at.is_(None))),
        "kompletterat": Participant.id.in_(asked.where(CompletionRequest.answered_at.is_not(None))),
        "pa-plats": Participant.attendance == Attendance.ONSITE,
        "pa-distans": Participant.attendance == Attendance.REMOTE,
        "misstankta": Participant.registration_id.in_(flagged),
        "mejlfel": Participant.id.in_(failed.where(about_participant()))
        | Participant.registration_id.in_(failed.where(about_registration())),
    }
    found = choices.get(name)
    return _chose(name) if found is None else found


def _chose(name: str) -> ColumnElement[bool]:
    """ "pass-7": those with a seat in that item; "onskar-7": those who wish for it."""
    what, _, number = name.partition("-")
    states = {"pass": ChoiceState.SEATED, "onskar": ChoiceState.WISHED}
    if what not in states or not number.isdecimal() or not number.isascii() or len(number) > 9:
        return false()
    chosen = select(ParticipantChoice.participant_id).where(
        ParticipantChoice.item_id == int(number), ParticipantChoice.state == states[what]
    )
    return Participant.id.in_(chosen)


def _codes(text: str | None) -> set[str]:
    """Codes out of a JSON list of plain words; the database hands it over as text."""
    return {part.strip(' "') for part in (text or "").strip("[]").split(",") if part.strip(' "')}
