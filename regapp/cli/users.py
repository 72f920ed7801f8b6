"""`flask user …`: people who sign in, their passwords and roles. For the operator's terminal."""

from typing import NoReturn

import click
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from regapp.accounts.commands import create_person, set_active, set_one_time_password
from regapp.accounts.models import Person
from regapp.accounts.passwords import hash_password, new_one_time_password
from regapp.accounts.queries import find_person, list_people
from regapp.conferences.access import list_conference_roles
from regapp.conferences.models import Address
from regapp.database.session import session, transaction
from regapp.database.terminal import DatabaseGroup
from regapp.kernel.text import clean_line
from regapp.organizers.commands import remove_member, set_role
from regapp.organizers.models import Organizer, Role
from regapp.organizers.queries import find_organizer, list_members, list_organizers
from regapp.web.clock import now

_ORGANIZER = click.option("--organizer", "slug", required=True, help="The organizer's short address.")


_LONGEST_NAME = 120

user_commands = DatabaseGroup("user", help="People who sign in, their passwords and roles.")


@user_commands.command("create")
@click.argument("email")
@click.argument("name")
@_ORGANIZER
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def create_command(email: str, name: str, slug: str, role: str) -> None:
    """Let somebody in, with a role at an organizer; prints a single-use password.

    For somebody who signs in already it gives or changes the role, and leaves the password.
    """
    address, full_name = _address(email), clean_line(name)
    if not full_name:
        _fail("The name is empty.")
    if len(full_name) > _LONGEST_NAME:
        _fail(f"The name may have at most {_LONGEST_NAME} characters, not {len(full_name)}.")
    organizer, password = _organizer(slug), new_one_time_password()
    hashed = hash_password(password)
    with transaction() as rows:
        person = find_person(rows, address)
        known = person is not None
        if person is None:
            person = create_person(rows, address, name=full_name, password_hash=hashed, now=now())
        set_role(rows, organizer, person_id=person.id, role=Role(role), now=now())
    click.echo(f"{person.email} is {role} of {organizer.name}.")
    if known:
        click.echo("The account was there already; its password is unchanged.")
    else:
        _show(password)


@user_commands.command("password")
@click.argument("email")
def password_command(email: str) -> None:
    """Replace a password by a single-use one and sign the person out everywhere."""
    person, password = _person(email), new_one_time_password()
    hashed = hash_password(password)
    with transaction() as rows:
        set_one_time_password(rows, person, password_hash=hashed, now=now())
    _show(password)


@user_commands.command("remove")
@click.argument("email")
@_ORGANIZER
def remove_command(email: str, slug: str) -> None:
    """Take somebody's role at an organizer away, from their next click on."""
    person, organizer = _person(email), _organizer(slug)
    with transaction() as rows:
        gone = remove_member(rows, organizer, person_id=person.id, now=now())
    if not gone:
        _fail(f"{person.email} has no role at {organizer.name}.")
    click.echo(f"{person.email} has no role at {organizer.name} any more.")


@user_commands.command("close")
@click.argument("email")
def close_command(email: str) -> None:
    """Close an account, from its owner's next click on."""
    _set_active(email, False)


@user_commands.command("open")
@click.argument("email")
def open_command(email: str) -> None:
    """Open a closed account again, with the password it had."""
    _set_active(email, True)


@user_commands.command("list")
def list_command() -> None:
    """Everybody who signs in, with their roles."""
    roles: dict[int, list[str]] = {}
    for member in list_members(session()):
        roles.setdefault(member.person_id, []).append(f"{member.role.value} of {member.organizer.slug}")
    for person in list_people(session()):
        held = [*roles.get(person.id, ()), *_roles_at_conferences(person)]
        click.echo(f"{person.email}\t{person.name}\t{', '.join(held) or 'no role'}{_notes(person)}")


def _roles_at_conferences(person: Person) -> list[str]:
    held = list_conference_roles(session(), person.id)
    at = Address.conference_id.in_([one.conference_id for one in held])
    paths = {row.conference_id: row.path for row in session().scalars(select(Address).where(at))}
    return [f"{one.role.value} at {paths[one.conference_id]}" for one in held]


def _notes(person: Person) -> str:
    notes = [
        text
        for text, holds in (("closed", not person.active), ("single-use password", person.one_time_password))
        if holds
    ]
    return f"\t({', '.join(notes)})" if notes else ""


def _set_active(email: str, active: bool) -> None:
    person = _person(email)
    with transaction() as rows:
        set_active(rows, person, active, now=now())
    click.echo(f"{person.email} is {'open' if active else 'closed'}.")


def _show(password: str) -> None:
    click.echo(f"Single-use password: {password}")
    click.echo("The first sign-in asks for a password of one's own.")


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        _fail(f"{email} is no e-mail address: {error}")


def _person(email: str) -> Person:
    return find_person(session(), email) or _fail(f"Nobody signs in as {email}: see flask user list.")


def _organizer(slug: str) -> Organizer:
    found = find_organizer(session(), slug)
    if found is None:
        known = ", ".join(one.slug for one in list_organizers(session())) or "none yet"
        _fail(f"There is no organizer {slug!r}. Known: {known}.")
    return found


def _fail(text: str) -> NoReturn:
    raise click.ClickException(text)
