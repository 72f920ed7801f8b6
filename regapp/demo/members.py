"""The two who sign in: one of RUS, who sees all three places, and one of Halland, who sees Varberg."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.accounts.commands import create_person, set_one_time_password
from regapp.accounts.passwords import hash_password, new_one_time_password
from regapp.accounts.queries import find_person
from regapp.organizers.commands import set_role
from regapp.organizers.models import Role
from regapp.organizers.queries import find_organizer


@dataclass(frozen=True)
class DemoMember:
    """`organizer` is a slug of the season's file."""

    email: str
    name: str
    organizer: str
    sees: str


@dataclass(frozen=True)
class Entry:
    """How somebody gets in. `password` is None where they have chosen their own."""

    member: DemoMember
    password: str | None


MEMBERS = (
    DemoMember("rus@exempel.se", "Rut Sandell", "rus", "RUS, sees all three"),
    DemoMember("halland@exempel.se", "Hanna Lund", "halland", "Halland, sees Varberg"),
)


def fresh_passwords() -> dict[str, tuple[str, str]]:
    """By address a single-use password and its hash; made before the transaction, since it is slow."""
    passwords = {member.email: new_one_time_password() for member in MEMBERS}
    return {email: (password, hash_password(password)) for email, password in passwords.items()}


def renew_members(session: Session, passwords: dict[str, tuple[str, str]], *, now: datetime) -> list[Entry]:
    """Make the two who are missing; give a fresh password to who has not chosen one.

    A member whose organizer is not there (another season) is left out.
    """
    entries = []
    for member in MEMBERS:
        organizer = find_organizer(session, member.organizer)
        person = find_person(session, member.email)
        password, hashed = passwords[member.email]
        if organizer is None:
            continue
        if person is None:
            person = create_person(session, member.email, name=member.name, password_hash=hashed, now=now)
            set_role(session, organizer, person_id=person.id, role=Role.OWNER, now=now)
        elif person.one_time_password:
            set_one_time_password(session, person, password_hash=hashed, now=now)
        else:
            password = ""
        entries.append(Entry(member, password or None))
    return entries
