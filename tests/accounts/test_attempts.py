"""Guessing passwords: slowed down after ten tries, and never so that the owner is locked out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.accounts.commands import sweep_sign_ins
from regapp.accounts.keys import client_key
from regapp.accounts.models import SignInAttempt
from regapp.kernel.clock import SystemClock
from tests.people import CARIN, PASSWORD, SIGN_IN, make_person, sign_in
from tests.support.forms import read_form


def fail(client: FlaskClient, times: int, email: str = CARIN) -> None:
    for number in range(times):
        assert sign_in(client, email, f"gissning nummer {number}").status_code == 422


@pytest.mark.both_databases
@pytest.mark.parametrize("email", [CARIN, "nobody@exempel.se"])
def test_a5_after_ten_failures_even_the_right_password_has_to_wait(
    client: FlaskClient, session: Session, email: str
) -> None:
    make_person(session)
    fail(client, 10, email)
    answer = sign_in(client, email)
    assert answer.status_code == 429
    assert "för många försök" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert read_form(answer.text, action=SIGN_IN).fields["email"] == email


def test_a_new_browser_at_the_same_address_has_to_wait_too(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    fail(client, 10)
    assert sign_in(app.test_client()).status_code == 429


def test_the_owner_gets_in_from_another_address(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    fail(client, 10)
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(elsewhere).status_code == 303


def test_forwarded_headers_make_no_new_address(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    fail(client, 10)
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.9"
    assert sign_in(client).status_code == 429


def test_a9_of_forwarded_addresses_only_the_one_that_the_set_proxy_wrote_is_believed(
    make_app: Callable[..., Flask], session: Session
) -> None:
    make_person(session)
    client = make_app(proxy_count=1).test_client()
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.7"
    fail(client, 10)
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.1, 192.0.2.7"
    assert sign_in(client).status_code == 429, "what the client wrote itself makes nobody new"
    client.environ_base |= {"HTTP_X_FORWARDED_FOR": "192.0.2.8", "HTTP_X_FORWARDED_HOST": "evil.example"}
    assert "evil.example" not in client.get(SIGN_IN).text
    assert sign_in(client).status_code == 303


def test_after_a_quarter_of_an_hour_it_is_over(client: FlaskClient, session: Session) -> None:
    make_person(session)
    fail(client, 10)
    past = SystemClock().now() - timedelta(minutes=15, seconds=1)
    session.execute(update(SignInAttempt).values(at=past))
    session.commit()
    assert sign_in(client).status_code == 303


def test_the_right_password_wipes_the_slate(client: FlaskClient, session: Session) -> None:
    make_person(session)
    fail(client, 9)
    assert sign_in(client).status_code == 303
    session.commit()
    assert session.scalars(select(SignInAttempt)).all() == []


def test_many_accounts_from_one_address_are_slowed_down(client: FlaskClient, session: Session) -> None:
    make_person(session)
    key = client_key("a key that only tests know, long enough for anyone", "127.0.0.1")
    at = SystemClock().now()
    session.add_all(SignInAttempt(account_key=f"{n}", client_key=key, at=at) for n in range(100))
    session.commit()
    assert sign_in(client).status_code == 429


def test_the_table_tells_neither_whom_nor_where_from(client: FlaskClient, session: Session) -> None:
    fail(client, 1)
    row = session.scalars(select(SignInAttempt)).one()
    for key in (row.account_key, row.client_key):
        assert len(key) == 64
        assert CARIN not in key
    assert row.client_key != client_key("another key", "127.0.0.1")


def test_attempts_are_swept_after_a_day(session: Session) -> None:
    now = SystemClock().now()
    for age in (23, 25):
        session.add(SignInAttempt(account_key="a", client_key="c", at=now - timedelta(hours=age)))
    session.flush()
    sweep_sign_ins(session, now=now)
    assert [row.at for row in session.scalars(select(SignInAttempt))] == [now - timedelta(hours=23)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "unknown", False),
    ],
)
def test_one_subscriber_is_one_address(one: str, other: str, same: bool) -> None:
    assert (client_key("k", one) == client_key("k", other)) is same


def test_trying_the_current_password_is_limited_too(client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    token = read_form(client.get("/arrangor/losenord").text).fields["csrf_token"]
    sent = {"csrf_token": token, "new": "fem fula fiskar", "again": "fem fula fiskar"}
    guesses = [client.post("/arrangor/losenord", data=sent | {"current": f"{n}"}) for n in range(10)]
    assert {answer.status_code for answer in guesses} == {422}
    assert client.post("/arrangor/losenord", data=sent | {"current": PASSWORD}).status_code == 429
