"""The standing cast that signs in, and how it does so."""

from functools import cache

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from regapp.accounts.models import Person
from regapp.accounts.passwords import hash_password
from regapp.conferences.models import Conference, ConferenceMember
from regapp.organizers.models import Member, Organizer, Role
from tests.support.forms import submit
from tests.world import MADE_AT

PASSWORD = "sju sjösjuka sjömän"
SIGN_IN = "/arrangor/logga-in"
# Carin works for Halland. David works elsewhere and must see nothing of hers.
CARIN, DAVID = "carin.holm@halland.exempel.se", "david.ek@kalmar.exempel.se"
_NAMES = {CARIN: "Carin Holm", DAVID: "David Ek"}


@cache
def _hash(password: str) -> str:
    return hash_password(password)


def make_person(
    session: Session,
    email: str = CARIN,
    *,
    password: str = PASSWORD,
    one_time: bool = False,
    organizer: Organizer | None = None,
    role: Role = Role.OWNER,
) -> Person:
    """Somebody who can sign in, with a role at the organizer if there is one. Committed."""
    person = Person(
        email=email,
        name=_NAMES.get(email, "Eva Lund"),
        password_hash=_hash(password),
        one_time_password=one_time,
        active=True,
        created_at=MADE_AT,
    )
    session.add(person)
    session.flush()
    if organizer is not None:
        give_role(session, person, organizer, role)
    session.commit()
    return person


def give_role(session: Session, person: Person, organizer: Organizer, role: Role) -> Member:
    member = Member(
        organizer_id=organizer.id, person_id=person.id, role=role, created_at=MADE_AT, joined_at=MADE_AT
    )
    session.add(member)
    session.commit()
    return member


def give_role_at(
    session: Session, person: Person, conference: Conference, organizer: Organizer, role: Role
) -> ConferenceMember:
    """A role at one conference only, on behalf of an organizer."""
    member = ConferenceMember(
        conference_id=conference.id, organizer_id=organizer.id, person_id=person.id, role=role,
        created_at=MADE_AT, joined_at=MADE_AT,
    )  # fmt: skip
    session.add(member)
    session.commit()
    return member


def sign_in(
    client: FlaskClient, email: str = CARIN, password: str = PASSWORD, *, path: str = SIGN_IN
) -> TestResponse:
    """Fill in and send the sign-in form; the answer, without following it."""
    return submit(client, path, {"email": email, "password": password}, action=SIGN_IN)
