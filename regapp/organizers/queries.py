"""Finding organizers and their members."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from regapp.accounts.models import Person
from regapp.organizers.models import Member, Organizer, Role
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
            Organizer.host_id, Member.joined_at.is_not(None),
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


def list_colleagues(session: Session, organizer_id: int) -> Sequence[tuple[Member, Person]]:
    """Everybody with a role at an organizer, by the order they got it."""
    found = select(Member, Person).join(Person, Person.id == Member.person_id)
    found = found.where(Member.organizer_id == organizer_id).order_by(Member.id)
    return [(row[0], row[1]) for row in session.execute(found)]


def has_other_owner(session: Session, organizer_id: int, person_id: int) -> bool:
    """Whether somebody else owns it who has looked in and can sign in."""
    other = select(Member.id).join(Person, Person.id == Member.person_id)
    other = other.where(
        Member.organizer_id == organizer_id, Member.person_id != person_id, Member.role == Role.OWNER,
        Member.joined_at.is_not(None), Person.active,
    )  # fmt: skip
    return session.scalars(other.limit(1)).first() is not None
