"""The verbs of signing in. `now` is the system's time, but for letters and history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from regapp.accounts.models import LoginSession, PasswordReset, Person, SignInAttempt
from regapp.accounts.queries import count_attempts, count_since, find_person, folded_email
from regapp.accounts.rules import (
    ATTEMPTS_KEPT,
    INVITATION_LASTS,
    LONGEST,
    RESET_LASTS,
    RESET_WINDOW,
    RESETS_IN_WINDOW,
    check_attempts,
)
from regapp.audit.commands import SYSTEM, By, record
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue
from regapp.mailing.models import Priority

PASSWORD_RESET = "accounts.password_reset"  # noqa: S105 - a kind of letter
_SUBJECT = "person"


@dataclass(frozen=True)
class ClientKeys:
    """Keyed hashes of what was typed and where from; see `regapp.accounts.keys`."""

    account_key: str
    client_key: str


def create_person(
    session: Session, email: str, *, name: str, password_hash: str, now: datetime, by: By = SYSTEM
) -> Person:
    """A new account with a password that somebody else knows. `now` is domain time."""
    if find_person(session, email):
        raise Refusal("person_known", "email")
    person = Person(
        email=folded_email(email),
        name=name,
        password_hash=password_hash,
        one_time_password=True,
        created_at=now,
    )
    session.add(person)
    session.flush()
    record(session, "person_created", by=by, subject_type=_SUBJECT, subject_ids=[person.id], now=now)
    return person


def invite_person(
    session: Session, email: str, *, name: str, system_now: datetime, now: datetime, by: By
) -> tuple[Person, int]:
    """The account of an address, made if there is none, and the link to choose a password with.

    The link's number is 0 for somebody who has a password already.
    """
    new = {
        "email": folded_email(email), "name": name, "one_time_password": False, "active": True,
        "created_at": now,
    }  # fmt: skip
    made = insert_for(session)(Person).values(new).on_conflict_do_nothing().returning(Person.id)
    person_id = session.execute(made).scalar_one_or_none()
    person = session.scalars(select(Person).where(Person.email == folded_email(email))).one()
    if person_id is not None:
        record(session, "person_created", by=by, subject_type=_SUBJECT, subject_ids=[person_id], now=now)
    return person, invitation_link(session, person, system_now=system_now)


def invitation_link(session: Session, person: Person, *, system_now: datetime) -> int:
    """A new link to choose the first password with; 0 for somebody who has one, or was shut out."""
    if person.password_hash is not None or not person.active:
        return 0
    return _add_reset(session, person.id, system_now, lasts=INVITATION_LASTS)


def set_one_time_password(
    session: Session, person: Person, *, password_hash: str, now: datetime, by: By = SYSTEM
) -> None:
    """Replace the password by one that leads to choosing an own; signs the person out everywhere."""
    _set_password(session, person.id, password_hash, one_time=True)
    record(session, "password_replaced", by=by, subject_type=_SUBJECT, subject_ids=[person.id], now=now)


def choose_password(session: Session, person_id: int, *, password_hash: str, now: datetime, by: By) -> None:
    """The person's own password. Every browser is signed out: the caller signs its own in anew."""
    _set_password(session, person_id, password_hash, one_time=False)
    record(session, "password_chosen", by=by, subject_type=_SUBJECT, subject_ids=[person_id], now=now)


def renew_hash(session: Session, person_id: int, *, old: str, new: str) -> None:
    """Keep the same password in today's way, unless it was changed meanwhile."""
    same = (Person.id == person_id) & (Person.password_hash == old)
    session.execute(update(Person).where(same).values(password_hash=new))


def set_active(session: Session, person: Person, active: bool, *, now: datetime, by: By = SYSTEM) -> None:
    """Close an account, at its owner's next click, or open it again."""
    person.active = active
    session.flush()
    _end_sessions(session, person.id)
    action = "account_opened" if active else "account_closed"
    record(session, action, by=by, subject_type=_SUBJECT, subject_ids=[person.id], now=now)


def note_attempt(session: Session, keys: ClientKeys, *, now: datetime) -> int:
    """Count an attempt as failed before the password is tried; returns its id.

    Before, so that many at once cannot all slip under the limit. Refuses when there were too
    many, whether the account exists or not.
    """
    attempts = count_attempts(session, account_key=keys.account_key, client_key=keys.client_key, now=now)
    check_attempts(attempts, now=now)
    attempt = SignInAttempt(account_key=keys.account_key, client_key=keys.client_key, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def forgive_attempts(session: Session, keys: ClientKeys, *, now: datetime) -> None:
    """The right password came: this account's failures from this address count no more."""
    row = SignInAttempt
    mine = (row.account_key == keys.account_key) & (row.client_key == keys.client_key)
    session.execute(delete(row).where(mine | (row.at < now - ATTEMPTS_KEPT)))
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))


def open_session(session: Session, person_id: int, *, token_hash: str, now: datetime) -> None:
    session.add(
        LoginSession(
            token_hash=token_hash,
            person_id=person_id,
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    session.flush()


def touch_session(session: Session, session_id: int, *, now: datetime) -> None:
    session.execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=now))


def close_session(session: Session, token_hash: str) -> None:
    """Sign one browser out, on the server: a copied cookie opens nothing afterwards."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash))


def request_reset(
    session: Session,
    email: str,
    keys: ClientKeys,
    *,
    language: str,
    system_now: datetime,
    now: datetime,
) -> None:
    """Promise a letter with a link to a new password; from the fourth in an hour on, nothing.

    The same rows are written for an address that nobody has (the worker finds nothing to
    write then), so that the answer takes the same time.
    """
    since = system_now - RESET_WINDOW
    if count_since(session, account_key=keys.account_key, since=since) >= RESETS_IN_WINDOW:
        return
    session.add(SignInAttempt(account_key=keys.account_key, client_key=keys.client_key, at=system_now))
    person = find_person(session, email)
    reset_id = _add_reset(session, person.id, system_now) if person and person.active else 0
    session.flush()
    enqueue(
        session,
        PASSWORD_RESET,
        subject_id=reset_id,
        now=now,
        priority=Priority.IMMEDIATE,
        details={"language": language},
    )


def use_reset(
    session: Session, reset_id: int, *, password_hash: str, system_now: datetime, now: datetime
) -> None:
    """Set the password that a letter's link was for, once: of two at the same time one is refused."""
    row = PasswordReset
    used = session.execute(
        update(row)
        .where(row.id == reset_id, row.used_at.is_(None), row.expires_at > system_now)
        .values(used_at=system_now)
        .returning(row.person_id)
    ).scalar_one_or_none()
    if used is None:
        raise Refusal("reset_spent")
    _set_password(session, used, password_hash, one_time=False)
    # Whoever holds an older letter must not undo this one.
    session.execute(
        update(row).where(row.person_id == used, row.used_at.is_(None)).values(used_at=system_now)
    )
    record(session, "password_reset", by=SYSTEM, subject_type=_SUBJECT, subject_ids=[used], now=now)


def sweep_sign_ins(session: Session, *, now: datetime) -> None:
    """Throw away what no longer counts: attempts after a day, dead sessions, old letters."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    session.execute(delete(PasswordReset).where(PasswordReset.expires_at < now - ATTEMPTS_KEPT))


def _add_reset(session: Session, person_id: int, now: datetime, *, lasts: timedelta = RESET_LASTS) -> int:
    reset = PasswordReset(person_id=person_id, created_at=now, expires_at=now + lasts)
    session.add(reset)
    session.flush()
    return reset.id


def _set_password(session: Session, person_id: int, password_hash: str, *, one_time: bool) -> None:
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(password_hash=password_hash, one_time_password=one_time)
    )
    _end_sessions(session, person_id)


def _end_sessions(session: Session, person_id: int) -> None:
    session.execute(delete(LoginSession).where(LoginSession.person_id == person_id))
