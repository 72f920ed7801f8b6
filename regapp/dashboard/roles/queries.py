"""Who has which role, as the lists show it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.conferences.models import Conference, ConferenceMember
from regapp.organizers.models import Member, Organizer, Role
from regapp.organizers.queries import list_colleagues


@dataclass(frozen=True)
class Colleague:
    """One line of a list. `name` is the one they were invited by until they have looked in."""

    id: int
    person_id: int
    organizer_id: int
    name: str
    email: str
    role: Role
    since: datetime
    waiting: bool


def list_staff(session: Session, organizer_id: int) -> list[Colleague]:
    """Everybody with a role at an organizer, by name."""
    return _by_name(_line(member, person) for member, person in list_colleagues(session, organizer_id))


def list_helpers(session: Session, conference_id: int) -> list[Colleague]:
    """Everybody with a role at this conference only, by name."""
    found = select(ConferenceMember, Person).join(Person, Person.id == ConferenceMember.person_id)
    found = found.where(ConferenceMember.conference_id == conference_id)
    return _by_name(_line(row[0], row[1]) for row in session.execute(found))


def list_addable(session: Session, conference: Conference) -> Sequence[Organizer]:
    """The organizers that do not hold it yet. Loaded: co_organizers."""
    held = {conference.owner_id, *(one.organizer_id for one in conference.co_organizers)}
    found = select(Organizer).where(Organizer.id.not_in(held)).order_by(Organizer.name)
    return session.scalars(found).all()


def list_own(session: Session, organizer_ids: Collection[int]) -> Sequence[Organizer]:
    """These organizers, by name."""
    found = select(Organizer).where(Organizer.id.in_(organizer_ids)).order_by(Organizer.name)
    return session.scalars(found).all()


def _line(member: Member | ConferenceMember, person: Person) -> Colleague:
    waiting = member.joined_at is None
    return Colleague(
        id=member.id,
        person_id=person.id,
        organizer_id=member.organizer_id,
        name=(member.invited_name or person.email) if waiting else person.name,
        email=person.email,
        role=member.role,
        since=member.created_at,
        waiting=waiting,
    )


def _by_name(found: Iterable[Colleague]) -> list[Colleague]:
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))
