"""Asking for what is kept to be erased, and what an organizer decides.

A sign-up to an authority is a public record: it is asked for, not done by oneself. Seats, charges and
figures stay; name, address and everything written go.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.queries import get_conference
from regapp.interest.commands import forget_address
from regapp.invitations.commands import forget_invited
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_ticket_code, new_token
from regapp.mailing.commands import enqueue, forget_demo_letters
from regapp.registrations.commands.cancel import cancel_participants
from regapp.registrations.commands.draft import person_values
from regapp.registrations.commands.letters import ERASURE_ANSWER
from regapp.registrations.commands.values import NewParticipant
from regapp.registrations.models import (
    Answer,
    BadgeText,
    CompletionRequest,
    ErasureRequest,
    ErasureState,
    HandedOver,
    LinkRequest,
    NeedsAnswer,
    Participant,
    Registration,
    Status,
)
from regapp.registrations.rules import ACTIVE, may_cancel

# What stands where a name stood, in every language.
ERASED = "Raderad"


def ask_erasure(
    session: Session, registration: Registration, participant: Participant | None, *, now: datetime
) -> bool:
    """Make it an organizer's task; False if it is one already. `participant` None: the booker who
    does not attend. Loaded: participants."""
    session.execute(select(Registration.id).where(Registration.id == registration.id).with_for_update()).one()
    number = participant.id if participant is not None else None
    same = ErasureRequest.participant_id == number if number else ErasureRequest.participant_id.is_(None)
    asked = select(ErasureRequest.id).where(
        ErasureRequest.registration_id == registration.id, same, ErasureRequest.state == ErasureState.ASKED
    )
    if session.scalars(asked).first() is not None:
        return False
    about = participant or registration.participants[0]
    session.add(
        ErasureRequest(
            registration_id=registration.id,
            participant_id=number,
            conference_id=about.conference_id,
            state=ErasureState.ASKED,
            asked_at=now,
        )
    )
    session.flush()
    _record(session, "erasure_asked", about, by=PARTICIPANT, now=now)
    return True


def refuse_erasure(session: Session, request_id: int, reason: str, *, by: By, now: datetime) -> None:
    """Say no, and why. Refuses already_decided."""
    request, registration = _open(session, request_id)
    person = _person(registration, request)
    request.state, request.reason = ErasureState.REFUSED, reason
    _decide(session, request, _address(registration, person), by=by, now=now)
    _record(session, "erasure_refused", person or registration.participants[0], by=by, now=now)


def erase(session: Session, request_id: int, *, by: By, now: datetime) -> None:
    """Give a seat back, then empty everything that says who it was. Refuses already_decided."""
    request, registration = _open(session, request_id)
    person = _person(registration, request)
    email = _address(registration, person)
    entries = _leave(session, registration, person, by=by, now=now) if person is not None else {}
    request.state = ErasureState.ERASED
    _decide(session, request, email, by=by, now=now, details=entries)
    if person is not None:
        _empty(session, person)
    if person is None or person.is_booker:
        registration.booker_name, registration.booker_email = ERASED, ""
        registration.booker_email_key, registration.token, registration.next_token = "", new_token(), None
    session.flush()
    _forget_address(session, email, request.conference_id)
    _record(session, "erased", person or registration.participants[0], by=by, now=now)


def _leave(
    session: Session, registration: Registration, person: Participant, *, by: By, now: datetime
) -> dict[str, int]:
    """Give back the seat; what the answer takes out of their calendar, since the letter about the
    cancellation finds no address any longer."""
    conference = get_conference(session, person.conference_id)
    if person.status not in ACTIVE or not may_cancel(conference, now):
        return {}
    had_seat = person.status is Status.CONFIRMED
    cancel_participants(session, registration, conference, [person.id], now=now, by=by)
    return {"rising": person.rising} if had_seat else {}


def _open(session: Session, request_id: int) -> tuple[ErasureRequest, Registration]:
    """Both as they stand, locked."""
    registration_id = session.scalars(
        select(ErasureRequest.registration_id).where(ErasureRequest.id == request_id)
    ).one()
    session.execute(select(Registration.id).where(Registration.id == registration_id).with_for_update()).one()
    request = session.get_one(ErasureRequest, request_id, populate_existing=True)
    if request.state is not ErasureState.ASKED:
        raise Refusal("already_decided")
    found = (
        select(Registration)
        .where(Registration.id == registration_id)
        .options(selectinload(Registration.participants))
        .execution_options(populate_existing=True)
    )
    return request, session.scalars(found).one()


def _person(registration: Registration, request: ErasureRequest) -> Participant | None:
    return next((one for one in registration.participants if one.id == request.participant_id), None)


def _address(registration: Registration, person: Participant | None) -> str:
    return person.email if person is not None else registration.booker_email


def _decide(
    session: Session,
    request: ErasureRequest,
    email: str,
    *,
    by: By,
    now: datetime,
    details: Mapping[str, int] | None = None,
) -> None:
    """The answer leaves with its own address, which goes when it has gone."""
    request.email, request.decided_at, request.decided_by_id = email, now, by.person_id
    session.flush()
    if email:
        enqueue(session, ERASURE_ANSWER, subject_id=request.id, now=now, details=details)


def _empty(session: Session, person: Participant) -> None:
    nobody = NewParticipant(
        given_name=ERASED, family_name="", email="", organization="", is_booker=person.is_booker
    )
    for name, value in person_values(nobody).items():
        setattr(person, name, value)
    person.token, person.next_token, person.feed_token = new_token(), None, new_token()
    person.ticket_code, person.unlocked_at = new_ticket_code(), None
    session.flush()
    for table in (NeedsAnswer, Answer, BadgeText, HandedOver, CompletionRequest):
        session.execute(delete(table).where(table.participant_id == person.id))


def _forget_address(session: Session, email: str, conference_id: int) -> None:
    """Where else the address stands: requests for links, lists, invitations, the demonstration's letters."""
    if not email:
        return
    asked = update(LinkRequest).where(LinkRequest.email == email).values(email="")
    session.execute(asked, execution_options={"synchronize_session": False})
    forget_address(session, email)
    forget_invited(session, conference_id, email)
    forget_demo_letters(session, email)


def _record(session: Session, action: str, person: Participant, *, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="participant", subject_ids=[person.id], now=now,
        conference_id=person.conference_id,
    )  # fmt: skip
