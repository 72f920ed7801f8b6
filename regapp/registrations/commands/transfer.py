"""Giving one's place to a colleague: the seat stays, the person becomes another."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.conferences.terms import may_transfer
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_ticket_code, new_token
from regapp.mailing.commands import enqueue
from regapp.registrations.commands.bounce import address_changed
from regapp.registrations.commands.draft import person_values
from regapp.registrations.commands.holding import hold_registration
from regapp.registrations.commands.late import mark_late
from regapp.registrations.commands.letters import HANDED_OVER, PLACE_RECEIVED, promise
from regapp.registrations.commands.values import NewParticipant
from regapp.registrations.models import (
    Answer,
    BadgeText,
    BookerRole,
    HandedOver,
    LeftConference,
    NeedsAnswer,
    Participant,
    Registration,
    Status,
)
from regapp.registrations.rules import ACTIVE, check_may_cancel, same_person_key

TRANSFERRED = "transferred"
_A_DAY = timedelta(days=1)
_PER_DAY = 3
# What belonged to the person who had the place.
_THEIRS = (NeedsAnswer, Answer, BadgeText, LeftConference)


@dataclass(frozen=True)
class Colleague:
    """Who comes instead; every text clean."""

    given_name: str
    family_name: str
    email: str
    organization: str
    title: str = ""


def transfer_place(
    session: Session,
    registration: Registration,
    participant_id: int,
    conference: Conference,
    colleague: Colleague,
    *,
    now: datetime,
    by: By = PARTICIPANT,
) -> None:
    """Make the participant another person, with links of their own; the old ones are dead at once.

    Diet, needs and answers go with the old person; seat, charge, reference, options and seminars
    stay. A booker who gives their own place away stays the booker. Refuses transfer_over,
    not_confirmed, already_registered, too_many_transfers and what cancelling refuses. Loaded on
    `conference`: days; on `registration`: participants.
    """
    check_may_cancel(conference, now)
    if not may_transfer(conference, now):
        raise Refusal("transfer_over")
    hold_registration(session, registration.id)
    person = _locked(session, registration, participant_id)
    if person.status is not Status.CONFIRMED or person.conference_id != conference.id:
        raise Refusal("not_yours_to_give")
    _check_limits(session, person, colleague, now)
    _tell_the_old(session, person, now)
    _become(session, registration, person, colleague, now)
    record(
        session, TRANSFERRED, by=by, subject_type="participant", subject_ids=[person.id], now=now,
        conference_id=conference.id, fields=("given_name", "family_name", "email", "organization", "title"),
    )  # fmt: skip
    mark_late(session, conference, person.id, ("participant",), now=now)
    promise(session, PLACE_RECEIVED, registration, [person], now=now)


def _locked(session: Session, registration: Registration, participant_id: int) -> Participant:
    found = (
        select(Participant)
        .where(Participant.id == participant_id, Participant.registration_id == registration.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).one()


def _check_limits(session: Session, person: Participant, colleague: Colleague, now: datetime) -> None:
    """Nobody twice, and nobody who sends letters to one stranger after the other."""
    key = same_person_key(colleague.given_name, colleague.family_name, colleague.email)
    there = select(Participant.given_name, Participant.family_name, Participant.email).where(
        Participant.conference_id == person.conference_id,
        Participant.email_key == colleague.email.casefold(),
        Participant.status.in_(ACTIVE),
    )
    if key in {same_person_key(*row) for row in session.execute(there)}:
        raise Refusal(
            "colleague_comes_already", "email", name=f"{colleague.given_name} {colleague.family_name}"
        )
    recent = select(func.count(Event.id)).where(
        Event.subject_type == "participant", Event.subject_id == person.id, Event.action == TRANSFERRED,
        Event.at > now - _A_DAY,
    )  # fmt: skip
    if session.scalars(recent).one() >= _PER_DAY:
        raise Refusal("too_many_transfers")


def _tell_the_old(session: Session, person: Participant, now: datetime) -> None:
    """A letter that cancels their entries; it holds its own address, the row has another's soon."""
    if not person.email:
        return
    old = HandedOver(
        participant_id=person.id, conference_id=person.conference_id, email=person.email, created_at=now,
        given_name=person.alias if person.protected else person.given_name, rising=person.rising + 1,
    )  # fmt: skip
    session.add(old)
    session.flush()
    enqueue(session, HANDED_OVER, subject_id=old.id, now=now)


def _become(
    session: Session, registration: Registration, person: Participant, colleague: Colleague, now: datetime
) -> None:
    new = NewParticipant(
        given_name=colleague.given_name,
        family_name=colleague.family_name,
        email=colleague.email,
        organization=colleague.organization,
        title=colleague.title,
    )
    if person.is_booker:
        registration.booker_role = BookerRole.OTHERS
    _set(person, person_values(new))
    person.token, person.next_token, person.feed_token = new_token(), None, new_token()
    person.ticket_code, person.unlocked_at = new_ticket_code(), None
    person.rising, person.status_at = person.rising + 1, now
    session.flush()
    for table in _THEIRS:
        session.execute(delete(table).where(table.participant_id == person.id))
    address_changed(session, participant_id=person.id)


def _set(person: Participant, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(person, name, value)
