"""Asking for a lost link: noted the same way whether the address is known or not."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from regapp.mailing.commands import enqueue
from regapp.mailing.models import Priority
from regapp.registrations.models import ErasureRequest, HandedOver, LinkRequest

NEW_LINK = "registrations.new_link"
_AN_HOUR = timedelta(hours=1)
_PER_HOUR = 3


def request_link(session: Session, email: str, *, language: str, now: datetime) -> None:
    """Promise a letter with the address's links; from the fourth in an hour on, nothing.

    Who the address belongs to is looked up when the letter is written, so that the answer
    takes the same time for everybody.
    """
    key = hashlib.sha256(email.casefold().encode()).hexdigest()
    recent = select(func.count()).where(
        LinkRequest.email_hash == key, LinkRequest.created_at > now - _AN_HOUR
    )
    if session.scalars(recent).one() >= _PER_HOUR:
        return
    request = LinkRequest(email=email, email_hash=key, language=language, created_at=now)
    session.add(request)
    session.flush()
    enqueue(session, NEW_LINK, subject_id=request.id, now=now, priority=Priority.IMMEDIATE)


def forget_addresses(session: Session, *, now: datetime) -> None:
    """Empty the addresses that stand only for a letter, after four days: it has gone or failed."""
    before = now - timedelta(days=4)
    asked = (LinkRequest.created_at < before, LinkRequest.email != "")
    session.execute(update(LinkRequest).where(*asked).values(email=""))
    session.execute(delete(HandedOver).where(HandedOver.created_at < before))
    decided = (ErasureRequest.decided_at < before, ErasureRequest.email != "")
    session.execute(update(ErasureRequest).where(*decided).values(email=""))
