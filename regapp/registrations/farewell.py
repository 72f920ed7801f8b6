"""Letters to people whose name and address are not among the participants any longer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.mailing.letters import CalendarPart
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.registrations import messages
from regapp.registrations.calendar import withdrawal
from regapp.registrations.letters import Rendered, sent_from
from regapp.registrations.messages import Occasion, notices
from regapp.registrations.models import (
    ErasureRequest,
    ErasureState,
    HandedOver,
    Participant,
    Registration,
    Status,
)
from regapp.registrations.queries import list_conferences_of
from regapp.wording.queries import own_words


def renderers() -> Renderers:
    return {"registrations.handed_over": _handed_over, "registrations.erasure_answer": _erasure_answer}


def _handed_over(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    """Their entries are cancelled; nothing is left to say once the address is gone."""
    old = session.get(HandedOver, row.subject_id)
    if old is None:
        return None
    registration = session.scalars(
        select(Registration)
        .join(Participant, Participant.registration_id == Registration.id)
        .where(Participant.id == old.participant_id)
    ).one()
    reader = _somebody(old.conference_id, old.given_name, old.email, old.rising)
    occasion = _occasion(session, registration, reader, context, with_calendar=True)
    return messages.envelope(occasion), notices.handed_over(occasion)


def _erasure_answer(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    request = session.get(ErasureRequest, row.subject_id)
    if request is None or not request.email:
        return None
    registration = session.get_one(Registration, request.registration_id)
    reader = _somebody(request.conference_id, "", request.email, 0)
    # Whoever had a seat has entries, which no other letter takes back.
    rising = row.details.get("rising")
    if rising is not None:
        reader.rising = rising
    occasion = _occasion(session, registration, reader, context, with_calendar=rising is not None)
    erased = request.state is ErasureState.ERASED
    return messages.envelope(occasion), notices.erasure_answer(occasion, erased=erased, reason=request.reason)


def _somebody(conference_id: int, given_name: str, email: str, rising: int) -> Participant:
    """As the letter needs them; never kept."""
    return Participant(
        id=0, conference_id=conference_id, given_name=given_name, family_name="", email=email,
        is_booker=False, protected=False, status=Status.CANCELLED, rising=rising,
    )  # fmt: skip


def _occasion(
    session: Session,
    registration: Registration,
    reader: Participant,
    context: LetterContext,
    *,
    with_calendar: bool,
) -> Occasion:
    conference = list_conferences_of(session, [reader])[reader.conference_id]
    calendar: CalendarPart | None = None
    if with_calendar:
        calendar = withdrawal(
            reader, conference, context.addresses, sent_from=sent_from(conference, context),
            language=registration.language,
        )  # fmt: skip
    return Occasion(
        registration=registration,
        conference=conference,
        people=[reader],
        reader=reader,
        token="",
        addresses=context.addresses,
        calendar=calendar,
        words=own_words(session, conference.id, registration.language),
        now=context.now,
    )
