"""Reading a pasted list of addresses, and who may still answer. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from regapp.conferences.models import County
from regapp.conferences.texts import COUNTY_NAMES
from regapp.invitations.models import Invitation, InvitedRole, Reply
from regapp.kernel.text import clean_line

MOST_ROWS = 1000
# Reminding the same people twice in a day helps nobody.
_BETWEEN_REMINDERS = timedelta(hours=20)
_BRACKETED = re.compile(r"(.*)<([^<>]+)>\s*")
_ROLES = {
    "samordnare": InvitedRole.COORDINATOR, "coordinator": InvitedRole.COORDINATOR,
    "chef": InvitedRole.MANAGER, "manager": InvitedRole.MANAGER,
}  # fmt: skip
_LENGTHS = {"name": 161, "email": 254, "organization": 160}


@dataclass(frozen=True)
class Guest:
    """One row of a pasted list."""

    name: str
    email: str
    organization: str = ""
    county: County | None = None
    role: InvitedRole | None = None


@dataclass(frozen=True)
class BadRow:
    """What is wrong with a row, by its number from 1.

    code  no_address, address_wrong, no_name, too_long, twice, invited
    """

    number: int
    code: str
    text: str = ""


def read_guests(pasted: str, known: Collection[str]) -> tuple[list[Guest], list[BadRow]]:
    """The rows of a pasted list, and those that cannot be used; empty rows do not count.

    Columns are parted by tab, semicolon or comma, as a spreadsheet or an address book gives
    them: name, address, organization and, where wanted, "samordnare" or "chef". The address is
    known by its @. `known` are the folded addresses that are invited already.
    """
    guests: list[Guest] = []
    bad: list[BadRow] = []
    seen = dict.fromkeys(known, 0)
    for number, row in enumerate(pasted.splitlines(), 1):
        if not row.strip():
            continue
        read = _read_row(number, row)
        if isinstance(read, Guest):
            read = _once(number, read, seen)
        if isinstance(read, BadRow):
            bad.append(read)
        else:
            guests.append(read)
    return guests, bad


def county_of(organization: str) -> County | None:
    """The county that a county board's name holds: "Länsstyrelsen i Hallands län", "Lst Halland"."""
    words = set(re.findall(r"\w+", organization.casefold()))
    for county, name in COUNTY_NAMES.items():
        stem = [word.casefold() for word in re.findall(r"\w+", name) if word not in {"län", "Län"}]
        if all(word in words or word.removesuffix("s") in words for word in stem):
            return county
    return None


def may_answer(invitation: Invitation) -> bool:
    """A no may become a yes; what was passed on or sent is answered."""
    return invitation.reply in {Reply.SILENT, Reply.DECLINED, Reply.ASKED}


def is_due_a_reminder(invitation: Invitation, now: datetime) -> bool:
    """Those who have not answered at all, at most once a day."""
    if invitation.reply is not Reply.SILENT:
        return False
    return invitation.reminded_at is None or now - invitation.reminded_at >= _BETWEEN_REMINDERS


def unanswered_counties(
    invitations: Sequence[Invitation],
) -> list[tuple[County, dict[InvitedRole, Invitation | None]]]:
    """All 21 counties with the invitation of each role, by name; a county where nobody is
    invited stands there too."""
    found: dict[County, dict[InvitedRole, Invitation | None]] = {
        county: dict.fromkeys(InvitedRole) for county in County
    }
    for invitation in sorted(invitations, key=lambda one: one.id):
        if invitation.county is not None and invitation.role is not None:
            # Whoever was invited instead comes later, and counts.
            found[invitation.county][invitation.role] = invitation
    return sorted(found.items(), key=lambda pair: COUNTY_NAMES[pair[0]])


def _read_row(number: int, row: str) -> Guest | BadRow:
    parts = [clean_line(part).strip() for part in re.split(_separator(row), row)]
    at = next((index for index, part in enumerate(parts) if "@" in part), None)
    if at is None:
        return BadRow(number, "no_address")
    name, address = _name_and_address(parts.pop(at))
    rest = [part for part in parts if part]
    role = next((_ROLES[part.casefold()] for part in rest if part.casefold() in _ROLES), None)
    rest = [part for part in rest if part.casefold() not in _ROLES]
    if not name:
        name = rest.pop(0) if rest else ""
    organization = ", ".join(rest)
    return _checked(number, name, address, organization, role)


def _separator(row: str) -> str:
    return next((sign for sign in ("\t", ";") if sign in row), ",")


def _name_and_address(part: str) -> tuple[str, str]:
    """ "Anna Ek <anna@exempel.se>" is both."""
    both = _BRACKETED.fullmatch(part)
    return (both[1].strip().strip('"').strip(), both[2].strip()) if both else ("", part)


def _checked(
    number: int, name: str, address: str, organization: str, role: InvitedRole | None
) -> Guest | BadRow:
    if not name:
        return BadRow(number, "no_name")
    try:
        email = validate_email(address, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        return BadRow(number, "address_wrong", address[:60])
    lengths = {"name": len(name), "email": len(email), "organization": len(organization)}
    if any(length > _LENGTHS[field] for field, length in lengths.items()):
        return BadRow(number, "too_long")
    return Guest(name, email, organization, county_of(organization), role)


def _once(number: int, guest: Guest, seen: dict[str, int]) -> Guest | BadRow:
    key = guest.email.casefold()
    if key in seen:
        first = seen[key]
        return BadRow(number, "twice", str(first)) if first else BadRow(number, "invited", guest.email)
    seen[key] = number
    return guest
