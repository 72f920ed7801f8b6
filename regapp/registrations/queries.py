"""Finding registrations and participants."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from regapp.conferences.models import Conference
from regapp.registrations.models import Participant, Registration, Status


@dataclass(frozen=True)
class Opened:
    """What a personal link opens: the whole registration, or one participant's part of it."""

    registration: Registration
    participants: Sequence[Participant]
    is_booker: bool


def open_link(session: Session, token: str) -> Opened | None:
    """The registration behind a booker's token, or a participant's own part behind theirs.

    Loaded: participants with needs. Their conferences come by `list_conferences_of`.
    """
    options = (selectinload(Registration.participants).joinedload(Participant.needs),)
    own = select(Registration).where(Registration.token == token).options(*options)
    registration = session.scalars(own).one_or_none()
    if registration is not None:
        return Opened(registration, registration.participants, is_booker=True)
    narrow = (
        select(Participant)
        .where(Participant.token == token)
        .options(
            joinedload(Participant.needs),
            joinedload(Participant.registration).selectinload(Registration.participants),
        )
    )
    participant = session.scalars(narrow).unique().one_or_none()
    if participant is None:
        return None
    return Opened(participant.registration, [participant], is_booker=False)


def list_conferences_of(session: Session, participants: Sequence[Participant]) -> dict[int, Conference]:
    """The participants' conferences by id, with what letters and pages say of them."""
    ids = {participant.conference_id for participant in participants}
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


def head_of_line_size(session: Session, conference_id: int) -> int:
    """How many seats the first group in line needs; 0 when nobody waits."""
    waiting = (Participant.conference_id == conference_id, Participant.status == Status.WAITING)
    lowest = select(func.min(Participant.queue_ticket)).where(*waiting).scalar_subquery()
    counted = select(func.count()).where(*waiting, Participant.queue_ticket == lowest)
    return session.scalars(counted).one()


def _ahead(session: Session, conference_id: int, ticket: int) -> int:
    counted = select(func.count()).where(
        Participant.conference_id == conference_id,
        Participant.status == Status.WAITING,
        Participant.queue_ticket < ticket,
    )
    return session.scalars(counted).one()
