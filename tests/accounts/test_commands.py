"""The verbs of accounts where no page leads."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.accounts.commands import create_person, renew_hash, set_active, sweep_sign_ins, use_reset
from regapp.accounts.models import LoginSession, PasswordReset, Person
from regapp.kernel.refusal import Refusal
from tests.people import make_person


def add_reset(session: Session, person: Person, now: datetime) -> int:
    reset = PasswordReset(person_id=person.id, created_at=now, expires_at=now + timedelta(minutes=30))
    session.add(reset)
    session.flush()
    return reset.id


@pytest.mark.both_databases
def test_of_two_that_use_a_letter_one_is_refused(session: Session, now: datetime) -> None:
    reset_id = add_reset(session, make_person(session), now)
    use_reset(session, reset_id, password_hash="first", system_now=now, now=now)
    with pytest.raises(Refusal, match="reset_spent"):
        use_reset(session, reset_id, password_hash="second", system_now=now, now=now)
    assert session.scalars(select(Person.password_hash)).one() == "first"


@pytest.mark.both_databases
def test_an_address_has_one_account_in_whatever_case(session: Session, now: datetime) -> None:
    create_person(session, "Åsa@Exempel.se", name="Åsa", password_hash="x", now=now)
    with pytest.raises(Refusal, match="person_known"):
        create_person(session, "åsa@exempel.SE", name="Åsa", password_hash="x", now=now)


def test_a_new_person_has_a_password_that_somebody_else_knows(session: Session, now: datetime) -> None:
    person = create_person(session, "asa@exempel.se", name="Åsa", password_hash="x", now=now)
    assert person.one_time_password
    assert person.active


def test_a_hash_is_renewed_only_if_it_is_still_the_same(session: Session) -> None:
    person = make_person(session)
    old = person.password_hash or ""
    renew_hash(session, person.id, old="another", new="lost")
    renew_hash(session, person.id, old=old, new="renewed")
    session.expire_all()
    assert person.password_hash == "renewed"


@pytest.mark.both_databases
def test_what_is_over_is_swept(session: Session, now: datetime) -> None:
    person = make_person(session)
    for number, lasts in enumerate((timedelta(seconds=1), timedelta(0))):
        session.add(
            LoginSession(
                token_hash=str(number),
                person_id=person.id,
                created_at=now,
                seen_at=now,
                expires_at=now + lasts,
            )
        )
    add_reset(session, person, now - timedelta(days=2))
    kept = add_reset(session, person, now - timedelta(hours=20))
    sweep_sign_ins(session, now=now)
    assert session.scalars(select(LoginSession.token_hash)).all() == ["0"]
    assert session.scalars(select(PasswordReset.id)).all() == [kept]


def test_an_account_opened_again_has_no_old_sessions(session: Session, now: datetime) -> None:
    person = make_person(session)
    session.add(
        LoginSession(
            token_hash="1", person_id=person.id, created_at=now, seen_at=now, expires_at=now + timedelta(1)
        )
    )
    session.flush()
    set_active(session, person, False, now=now)
    set_active(session, person, True, now=now)
    assert session.scalars(select(LoginSession)).all() == []
