"""Holding a registration, and looking once more whether the link in hand still opens it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from regapp.kernel.refusal import Refusal
from regapp.registrations.models import Participant, Registration


def hold_registration(session: Session, registration_id: int) -> None:
    """Nobody else's until the end; the first lock of all. Rows that refer to it may still be added."""
    row = select(Registration.id).where(Registration.id == registration_id)
    session.execute(row.with_for_update(key_share=True)).one()


def hold_link(session: Session, registration_id: int, token: str) -> None:
    """Hold the registration, if the link that asked still opens it or somebody's part of it.

    A place that was given away, or a link that was mailed anew and used, makes the old link dead at
    once: also for what is under way. Refuses link_dead.
    """
    row = select(Registration.token, Registration.next_token).where(Registration.id == registration_id)
    if token in tuple(session.execute(row.with_for_update(key_share=True)).one()):
        return
    mine = select(Participant.id).where(
        Participant.registration_id == registration_id,
        or_(Participant.token == token, Participant.next_token == token),
    )
    if session.scalars(mine).first() is None:
        raise Refusal("link_dead")
