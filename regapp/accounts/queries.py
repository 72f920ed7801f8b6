"""Finding people and their sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.accounts.models import LoginSession, PasswordReset, Person, SignInAttempt
from regapp.accounts.rules import ATTEMPT_WINDOW, IDLE, Attempts


@dataclass(frozen=True)
class SignedIn:
    """Who sits at this browser, as far as the account knows."""

    session_id: int
    seen_at: datetime
    person_id: int
    name: str
    email: str
    one_time_password: bool


def find_signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """One statement. None: signed out, idle too long, too old, or the account was closed."""
    found = (
        select(
            LoginSession.id, LoginSession.seen_at, Person.id, Person.name, Person.email,
            Person.one_time_password,
        )
        .join(Person, Person.id == LoginSession.person_id)
        .where(
            LoginSession.token_hash == token_hash,
            LoginSession.expires_at > now,
            LoginSession.seen_at > now - IDLE,
            Person.active,
        )
    )  # fmt: skip
    row = session.execute(found).one_or_none()
    return SignedIn(*row) if row else None


def find_person(session: Session, email: str) -> Person | None:
    """By address, in whatever case it was typed."""
    return session.scalars(select(Person).where(Person.email == folded_email(email))).one_or_none()


def get_person(session: Session, person_id: int) -> Person:
    return session.scalars(select(Person).where(Person.id == person_id)).one()


def list_people(session: Session) -> Sequence[Person]:
    return session.scalars(select(Person).order_by(Person.email)).all()


def count_attempts(session: Session, *, account_key: str, client_key: str, now: datetime) -> Attempts:
    """Failures within the window; the two keys as `regapp.accounts.keys` makes them."""
    row = SignInAttempt
    recent = row.at > now - ATTEMPT_WINDOW
    of_client = session.execute(
        select(func.count().filter(row.account_key == account_key), func.count(), func.min(row.at)).where(
            row.client_key == client_key, recent
        )
    ).one()
    of_account = select(func.count()).where(row.account_key == account_key, recent)
    first_at = of_client[2]
    return Attempts(of_client[0], of_client[1], session.scalars(of_account).one(), first_at)


def count_since(session: Session, *, account_key: str, since: datetime) -> int:
    """Rows under one key, whatever it counts."""
    row = SignInAttempt
    return session.scalars(select(func.count()).where(row.account_key == account_key, row.at > since)).one()


def find_open_reset(session: Session, reset_id: int, now: datetime) -> tuple[PasswordReset, Person] | None:
    """A letter that may still be used, with its person; None when used, too old or closed."""
    found = (
        select(PasswordReset, Person)
        .join(Person, Person.id == PasswordReset.person_id)
        .where(
            PasswordReset.id == reset_id,
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
            Person.active,
        )
    )
    row = session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def folded_email(email: str) -> str:
    """As `Person.email` is stored."""
    return email.strip().casefold()
