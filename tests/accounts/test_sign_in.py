"""Signing in and out: who gets in, what their browser and the table hold, how long it lasts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from regapp.accounts.keys import token_hash
from regapp.accounts.models import LoginSession, Person, SignInAttempt
from regapp.kernel.clock import SystemClock
from tests.people import CARIN, DAVID, PASSWORD, SIGN_IN, make_person, sign_in
from tests.support.forms import read_form, resubmit, submit

ACCOUNT = "/arrangor/konto"
SIGN_OUT = "/arrangor/logga-ut"


def rows_of(session: Session, model: type[Any]) -> int:
    session.commit()
    return session.scalar(select(func.count()).select_from(model)) or 0


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200


def age_sessions(session: Session, **values: timedelta) -> None:
    """Set columns of every session to so long before the system's present."""
    now = SystemClock().now()
    session.execute(update(LoginSession).values({name: now - age for name, age in values.items()}))
    session.commit()


@pytest.mark.both_databases
def test_the_right_password_signs_in(client: FlaskClient, session: Session) -> None:
    make_person(session)
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/arrangor")
    assert "Carin Holm" in client.get(ACCOUNT).text


def test_the_address_is_known_in_any_case(client: FlaskClient, session: Session) -> None:
    make_person(session)
    assert sign_in(client, f" {CARIN.upper()} ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (CARIN, "fel lösenord helt"),
        ("nobody@exempel.se", PASSWORD),
        (DAVID, PASSWORD),
        (CARIN, PASSWORD + " "),
    ],
)
def test_a5_wrong_unknown_and_closed_are_answered_alike(
    client: FlaskClient, session: Session, email: str, password: str
) -> None:
    make_person(session)
    make_person(session, DAVID).active = False
    session.commit()
    answer = sign_in(client, email, password)
    assert answer.status_code == 422
    assert "E-postadressen eller lösenordet stämmer inte." in answer.text
    assert not is_in(client)
    assert rows_of(session, LoginSession) == 0


@pytest.mark.parametrize("email", [CARIN, "nobody@exempel.se"])
def test_an_unknown_account_is_tried_as_a_known_one_is(
    client: FlaskClient, session: Session, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(session)
    person.password_hash = "$argon2id$v=19$m=19456,t=2,p=1$salt$hash"
    session.commit()
    tried: list[str] = []
    hasher = type("Watched", (), {"verify": lambda _self, stored, password: tried.append(stored[:31])})
    monkeypatch.setattr("regapp.accounts.passwords._hasher", hasher())
    monkeypatch.setattr("regapp.accounts.signed_in.is_outdated", lambda stored: False)
    sign_in(client, email)
    assert tried == ["$argon2id$v=19$m=19456,t=2,p=1$"]
    assert rows_of(session, SignInAttempt) == (0 if email == CARIN else 1)


def test_what_was_typed_stays_but_not_the_password(client: FlaskClient, session: Session) -> None:
    answer = sign_in(client, CARIN, "ett helt fel lösenord")
    assert read_form(answer.text, action=SIGN_IN).fields["email"] == CARIN
    assert "ett helt fel lösenord" not in answer.text


def test_empty_fields_are_named(client: FlaskClient) -> None:
    answer = sign_in(client, "", "")
    assert answer.status_code == 422
    assert "Skriv din e-postadress." in answer.text
    assert "Skriv ditt lösenord." in answer.text


@pytest.mark.parametrize("token", [None, "", "20990101000000##0123", "from another session"])
def test_a_post_without_the_right_token_is_400_and_the_form_again(
    client: FlaskClient, session: Session, token: str | None
) -> None:
    make_person(session)
    answer = submit(
        client, SIGN_IN, {"email": CARIN, "password": PASSWORD, "csrf_token": token}, action=SIGN_IN
    )
    assert answer.status_code == 400
    assert read_form(answer.text, action=SIGN_IN).fields["email"] == CARIN
    assert rows_of(session, LoginSession) == 0
    assert resubmit(client, SIGN_IN, answer, {"password": PASSWORD}, action=SIGN_IN).status_code == 303


def test_a_token_from_another_browser_is_refused(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    theirs = read_form(app.test_client().get(SIGN_IN).text, action=SIGN_IN).fields["csrf_token"]
    answer = submit(
        client, SIGN_IN, {"email": CARIN, "password": PASSWORD, "csrf_token": theirs}, action=SIGN_IN
    )
    assert answer.status_code == 400


def test_json_signs_nobody_in(client: FlaskClient, session: Session) -> None:
    make_person(session)
    assert client.post(SIGN_IN, json={"email": CARIN, "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH"])
def test_other_methods_are_not_there(client: FlaskClient, method: str) -> None:
    assert client.open(SIGN_IN, method=method).status_code == 405


def test_a_header_or_field_that_names_another_method_is_ignored(
    client: FlaskClient, session: Session
) -> None:
    make_person(session)
    sign_in(client)
    client.get(f"{SIGN_OUT}?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert is_in(client)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/arrangor", "//evil.example", "/\\evil.example", "/%2Fevil.example",
        "/arrangor/%5c%5cevil.example", "/arrangor//evil.example", "/arrangor/../..//evil.example",
        "javascript:alert(1)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["next", "url", "return_to", "redirect"])
def test_a10_no_address_leads_elsewhere_after_the_sign_in(
    client: FlaskClient, session: Session, name: str, wanted: str
) -> None:
    make_person(session)
    page = client.get(SIGN_IN, query_string={name: wanted})
    values = {"email": CARIN, "password": PASSWORD, name: wanted}
    assert resubmit(client, SIGN_IN, page, values, action=SIGN_IN).location == "/arrangor"
    again = client.get(SIGN_IN, query_string={name: wanted})
    assert (again.status_code, again.location) == (303, "/arrangor")


def test_the_page_asked_for_is_gone_on_to(client: FlaskClient, session: Session) -> None:
    make_person(session)
    answer = sign_in(client, path=f"{SIGN_IN}?next=/arrangor/konto%3Flang%3Den")
    assert answer.location == "/arrangor/konto?lang=en"


@pytest.mark.both_databases
def test_the_table_holds_only_the_hash_of_the_cookies_token(client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    with client.session_transaction() as cookie:
        token = cookie["signed_in"]
    row = session.scalars(select(LoginSession)).one()
    assert len(token) == 43
    assert row.token_hash == token_hash(token) != token


def test_a6_signing_in_gives_a_new_token_and_only_keeps_the_language(
    client: FlaskClient, session: Session
) -> None:
    make_person(session)
    with client.session_transaction() as cookie:
        cookie.update(signed_in="planted", language="en", planted="yes")
    sign_in(client)
    with client.session_transaction() as cookie:
        assert cookie["signed_in"] != "planted"
        assert cookie["language"] == "en"
        assert "planted" not in cookie
    session.commit()
    hashes = session.scalars(select(LoginSession.token_hash)).all()
    assert token_hash("planted") not in hashes


def test_signing_in_again_ends_the_browsers_old_session(client: FlaskClient, session: Session) -> None:
    make_person(session)
    make_person(session, DAVID)
    sign_in(client)
    page = client.get("/arrangor/glomt-losenord")
    token = read_form(page.text).fields["csrf_token"]
    client.post(SIGN_IN, data={"email": DAVID, "password": PASSWORD, "csrf_token": token})
    assert rows_of(session, LoginSession) == 1
    assert "David Ek" in client.get(ACCOUNT).text


def test_a6_signing_out_ends_it_on_the_server_too(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    assert submit(client, ACCOUNT, action=SIGN_OUT).location.startswith(SIGN_IN)
    assert not is_in(client)
    assert rows_of(session, LoginSession) == 0
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert not is_in(thief)


def test_nobody_else_can_sign_one_out(client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    assert client.post(SIGN_OUT).status_code == 400
    assert is_in(client)


@pytest.mark.parametrize(
    ("aged", "lives"),
    [
        ({"seen_at": timedelta(hours=7, minutes=59)}, True),
        ({"seen_at": timedelta(hours=8, minutes=1)}, False),
        ({"expires_at": timedelta(seconds=1)}, False),
    ],
)
def test_a_session_ends_when_idle_or_old(
    client: FlaskClient, session: Session, aged: dict[str, timedelta], lives: bool
) -> None:
    make_person(session)
    sign_in(client)
    age_sessions(session, **aged)
    assert is_in(client) is lives


def test_a_session_lasts_seven_days_at_most(client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    row = session.scalars(select(LoginSession)).one()
    assert row.expires_at - row.created_at == timedelta(days=7)
    assert abs(row.created_at - SystemClock().now()) < timedelta(minutes=1)


@pytest.mark.parametrize(("age", "written"), [(timedelta(minutes=4), False), (timedelta(minutes=6), True)])
def test_being_seen_is_written_at_most_every_five_minutes(
    client: FlaskClient, session: Session, age: timedelta, written: bool
) -> None:
    make_person(session)
    sign_in(client)
    age_sessions(session, seen_at=age)
    assert is_in(client)
    session.commit()
    seen_at = session.scalars(select(LoginSession.seen_at)).one()
    assert (SystemClock().now() - seen_at < timedelta(minutes=1)) is written


def test_a_closed_account_is_out_at_the_next_click(client: FlaskClient, session: Session) -> None:
    person = make_person(session)
    sign_in(client)
    session.execute(update(Person).where(Person.id == person.id).values(active=False))
    session.commit()
    assert not is_in(client)


def test_a_moved_domain_clock_ends_no_session(client: FlaskClient, session: Session, clock: Any) -> None:
    make_person(session)
    sign_in(client)
    clock.set(clock.now() + timedelta(days=400))
    assert is_in(client)


def test_cookies_of_a_site_with_tls_are_for_it_alone(
    make_app: Callable[..., Flask], session: Session
) -> None:
    make_person(session)
    client = make_app(base_url="https://localhost").test_client()
    cookie = client.get(SIGN_IN, base_url="https://localhost").headers["Set-Cookie"]
    for part in ("__Host-regapp=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
