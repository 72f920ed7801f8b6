"""Finding organizers and their members."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from regapp.organizers.models import Member, Organizer
from regapp.organizers.rules import Membership


def find_organizer(session: Session, slug: str) -> Organizer | None:
    return session.scalars(select(Organizer).where(Organizer.slug == slug)).one_or_none()


def list_organizers(session: Session) -> Sequence[Organizer]:
    return session.scalars(select(Organizer).order_by(Organizer.slug)).all()


def list_memberships(session: Session, person_id: int) -> tuple[Membership, ...]:
    """Every role of a person, in the order they got them; one statement."""
    found = (
        select(
            Organizer.id, Member.role, Organizer.slug, Organizer.name, Organizer.short_name,
            Organizer.host_id,
        )
        .join(Organizer, Organizer.id == Member.organizer_id)
        .where(Member.person_id == person_id)
        .order_by(Member.id)
    )  # fmt: skip
    return tuple(Membership(*row) for row in session.execute(found))


def find_member(session: Session, *, organizer_id: int, person_id: int) -> Member | None:
    found = select(Member).where(Member.organizer_id == organizer_id, Member.person_id == person_id)
    return session.scalars(found).one_or_none()


def list_members(session: Session) -> Sequence[Member]:
    """Everybody's roles, each with its organizer."""
    return session.scalars(select(Member).options(joinedload(Member.organizer)).order_by(Member.id)).all()
