"""Those who sign in: one of RUS, who sees all three places, one of Halland, who sees Varberg, and one in
each other role there; the kitchen and the door at that conference only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.accounts.commands import create_person, set_one_time_password
from regapp.accounts.passwords import hash_password, new_one_time_password
from regapp.accounts.queries import find_person
from regapp.audit.commands import SYSTEM
from regapp.audit.commands import member as acting
from regapp.conferences.commands.members import give_helper_role
from regapp.conferences.queries import find_address
from regapp.organizers.commands import set_role
from regapp.organizers.models import Organizer, Role
from regapp.organizers.queries import find_organizer


@dataclass(frozen=True)
class DemoMember:
    """`organizer` is a slug of the season's file; `at` the address of the only conference, if it is one."""

    email: str
    name: str
    organizer: str
    sees: str
    role: Role = Role.OWNER
    at: str = ""


@dataclass(frozen=True)
class Entry:
    """How somebody gets in. `password` is None where they have chosen their own."""

    member: DemoMember
    password: str | None


_OWNER = "halland@exempel.se"
_VARBERG = "smartare-gronare-sverige/varberg"
MEMBERS = (
    DemoMember("rus@exempel.se", "Rut Sandell", "rus", "RUS, sees all three"),
    DemoMember("halland@exempel.se", "Hanna Lund", "halland", "Halland, sees Varberg"),
    DemoMember("redaktor@exempel.se", "Edvin Ros", "halland", "Halland, editor", Role.EDITOR),
    DemoMember("deltagare@exempel.se", "Disa Alm", "halland", "Halland, participants", Role.PARTICIPANTS),
    DemoMember("ekonomi@exempel.se", "Ebbe Malm", "halland", "Halland, finance", Role.FINANCE),
    DemoMember("lasare@exempel.se", "Lage Fors", "halland", "Halland, reader", Role.READER),
    DemoMember("kok@exempel.se", "Kajsa Ek", "halland", "Varberg, kitchen", Role.KITCHEN, _VARBERG),
    DemoMember("entre@exempel.se", "Julia Berg", "halland", "Varberg, door", Role.DOOR, _VARBERG),
)


def fresh_passwords() -> dict[str, tuple[str, str]]:
    """By address a single-use password and its hash; made before the transaction, since it is slow."""
    passwords = {member.email: new_one_time_password() for member in MEMBERS}
    return {email: (password, hash_password(password)) for email, password in passwords.items()}


def renew_members(session: Session, passwords: dict[str, tuple[str, str]], *, now: datetime) -> list[Entry]:
    """Make those who are missing; give a fresh password to who has not chosen one.

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
            _give_role(session, member, organizer, person.id, now)
        elif person.one_time_password:
            set_one_time_password(session, person, password_hash=hashed, now=now)
        else:
            password = ""
        entries.append(Entry(member, password or None))
    return entries


def _give_role(
    session: Session, member: DemoMember, organizer: Organizer, person_id: int, now: datetime
) -> None:
    """By Halland's owner as far as there is one: that stands in the log."""
    owner = find_person(session, _OWNER)
    by = acting(owner.id) if owner is not None and owner.id != person_id else SYSTEM
    address = find_address(session, member.at) if member.at else None
    if address is None or address.conference_id is None:
        set_role(
            session, organizer, person_id=person_id, role=member.role, now=now, by=by,
            invited_name=member.name,
        )  # fmt: skip
        return
    give_helper_role(
        session, address.conference_id, organizer, person_id=person_id, role=member.role, by=by, now=now,
        invited_name=member.name,
    )  # fmt: skip
