"""Asking for a lost link: noted the same way whether the address is known or not."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from regapp.audit.commands import PARTICIPANT, record
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.mailing.commands import enqueue
from regapp.mailing.models import LetterState, OutboxMessage, Priority
from regapp.registrations.commands.letters import ERASURE_ANSWER, HANDED_OVER
from regapp.registrations.models import (
    ErasureRequest,
    HandedOver,
    LinkRequest,
    Participant,
    Registration,
)

NEW_LINK = "registrations.new_link"
_AN_HOUR = timedelta(hours=1)
_PER_HOUR = 3


def request_link(session: Session, email: str, *, language: str, now: datetime) -> None:
    """Promise a letter with the address's links; from the fourth in an hour on, nothing.

    Who the address belongs to is looked up when the letter is written, so that the answer
    takes the same time for everybody.
    """
    key = _key_of(email)
    if _full_until(session, key, now) is not None:
        return
    request = LinkRequest(email=email, email_hash=key, language=language, created_at=now)
    session.add(request)
    session.flush()
    enqueue(session, NEW_LINK, subject_id=request.id, now=now, priority=Priority.IMMEDIATE)


def count_asked(session: Session, email: str, *, language: str, now: datetime) -> None:
    """Count a letter that somebody with a link asks for to `email`, with the links asked for there.

    Refuses asked_too_often: three in an hour, of both together. The row needs no address.
    """
    key = _key_of(email)
    until = _full_until(session, key, now)
    if until is not None:
        raise Refusal("asked_too_often", minutes=-((now - until) // timedelta(minutes=1)))
    session.add(LinkRequest(email="", email_hash=key, language=language, created_at=now))


def _key_of(email: str) -> str:
    return hashlib.sha256(email.casefold().encode()).hexdigest()


def _full_until(session: Session, key: str, now: datetime) -> datetime | None:
    """When the address may be written to again on request; None: now."""
    recent = select(LinkRequest.created_at).where(
        LinkRequest.email_hash == key,
        LinkRequest.created_at > now - _AN_HOUR,
        # A moved clock may stand before what was asked.
        LinkRequest.created_at <= now,
    )
    latest = session.scalars(recent.order_by(LinkRequest.created_at.desc()).limit(_PER_HOUR)).all()
    return latest[-1] + _AN_HOUR if len(latest) == _PER_HOUR else None


def renew_links(session: Session, letter: OutboxMessage) -> None:
    """Give what the letter will open further tokens. The old ones work until these are used.

    Tried again, the letter carries the same ones: the first try may have arrived.
    """
    request = session.get(LinkRequest, letter.subject_id)
    if request is None or not request.email:
        return
    key = request.email.casefold()
    booked = (Registration.booker_email_key == key, Registration.next_token.is_(None))
    bookers = select(Registration.id).where(Registration.booker_email_key == key)
    own = (
        Participant.email_key == key,
        Participant.next_token.is_(None),
        Participant.registration_id.not_in(bookers),
    )
    for registration in session.scalars(select(Registration).where(*booked)):
        registration.next_token = new_token()
    for person in session.scalars(select(Participant).where(*own)):
        person.next_token = new_token()
    session.flush()


def use_link(session: Session, token: str, *, now: datetime) -> None:
    """The first thing done with a link that was mailed anew: the old one is dead from now on."""
    silent = {"synchronize_session": False}
    booked = update(Registration).where(Registration.next_token == token)
    booked = booked.values(token=Registration.next_token, next_token=None)
    used = session.scalars(booked.returning(Registration.id), execution_options=silent).all()
    own = update(Participant).where(Participant.next_token == token)
    own = own.values(token=Participant.next_token, next_token=None)
    people = [*session.scalars(own.returning(Participant.id), execution_options=silent)]
    people += session.scalars(select(Participant.id).where(Participant.registration_id.in_(used)))
    record(session, "link_renewed", by=PARTICIPANT, subject_type="participant", subject_ids=people, now=now)


def forget_addresses(session: Session, *, now: datetime) -> None:
    """Empty the addresses that stand only for a letter, when it has gone; or after four days."""
    before = now - timedelta(days=4)
    asked = (LinkRequest.created_at < before, LinkRequest.email != "")
    session.execute(update(LinkRequest).where(*asked).values(email=""))
    gone = (HandedOver.created_at < before) | ~_waits(HANDED_OVER, HandedOver.id)
    silent = {"synchronize_session": False}
    session.execute(delete(HandedOver).where(gone), execution_options=silent)
    answered = (ErasureRequest.decided_at < before) | ~_waits(ERASURE_ANSWER, ErasureRequest.id)
    decided = update(ErasureRequest).where(ErasureRequest.email != "", answered)
    session.execute(decided.values(email=""), execution_options=silent)


def _waits(kind: str, subject: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the letter about this row has not left yet."""
    row = OutboxMessage
    return exists().where(row.kind == kind, row.subject_id == subject, row.state == LetterState.WAITING)
