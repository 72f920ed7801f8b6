"""Finding invitations."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.invitations.models import Guests, Invitation, Reply


def find_invitation(session: Session, token: str) -> Invitation | None:
    """The invitation behind a personal link."""
    return session.scalars(select(Invitation).where(Invitation.token == token)).one_or_none()


def get_invitation(session: Session, conference_id: int, invitation_id: int) -> Invitation | None:
    """One of the conference's own."""
    found = select(Invitation).where(
        Invitation.id == invitation_id, Invitation.conference_id == conference_id
    )
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def list_invitations(session: Session, conference_id: int) -> Sequence[Invitation]:
    """In the order they were made."""
    found = select(Invitation).where(Invitation.conference_id == conference_id).order_by(Invitation.id)
    return session.scalars(found).all()


def find_guests(session: Session, conference_id: int) -> Guests | None:
    return session.get(Guests, conference_id)


def count_asked(session: Session, conference_ids: Sequence[int]) -> dict[int, int]:
    """How many wait to hear whether a colleague may come, by conference where there is one."""
    found = select(Invitation.conference_id, func.count()).where(
        Invitation.conference_id.in_(conference_ids), Invitation.reply == Reply.ASKED
    )
    return {row[0]: row[1] for row in session.execute(found.group_by(Invitation.conference_id))}
