"""Choosing a password: after a single-use one, by oneself, and by a letter's link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.accounts.letters import renderers
from regapp.accounts.models import LoginSession, PasswordReset, Person
from regapp.audit.models import Event
from regapp.kernel.clock import SystemClock
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage, Priority
from regapp.mailing.renderers import LetterContext
from tests.people import CARIN, DAVID, PASSWORD, make_person, sign_in
from tests.support.forms import submit

NEW = "fem fula fiskar flyger"
CHOOSE, FORGOTTEN, ACCOUNT = "/arrangor/losenord", "/arrangor/glomt-losenord", "/arrangor/konto"


def letters(app: Flask, session: Session) -> list[tuple[Envelope, Letter]]:
    """Every promised letter that the worker would write now."""
    session.rollback()
    state = app.extensions["regapp"]
    context = LetterContext(state.config, state.addresses, state.clock.now())
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    written = [renderers()[row.kind](session, row, context) for row in rows]
    session.rollback()
    return [one for one in written if one]


def ask_for_letter(app: Flask, client: FlaskClient, session: Session, email: str = CARIN) -> str:
    """The path of the link in the newest letter."""
    assert submit(client, FORGOTTEN, {"email": email}).status_code == 200
    _envelope, letter = letters(app, session)[-1]
    return urlsplit(letter.actions[0][1]).path


def choose(client: FlaskClient, path: str, new: str = NEW, **more: str) -> int:
    return submit(client, path, {"new": new, "again": new, **more}).status_code


def test_a_single_use_password_opens_only_the_way_to_an_own_one(
    client: FlaskClient, session: Session
) -> None:
    person = make_person(session, one_time=True)
    sign_in(client)
    page = client.get(CHOOSE)
    assert "Välj ett eget lösenord" in page.text
    assert "Nuvarande lösenord" not in page.text
    answer = submit(client, f"{CHOOSE}?next=/arrangor/konto", {"new": NEW, "again": NEW})
    assert (answer.status_code, answer.location) == (303, ACCOUNT)
    session.refresh(person)
    assert person.one_time_password is False
    assert client.get(ACCOUNT).status_code == 200


def test_the_single_use_password_may_not_be_kept(client: FlaskClient, session: Session) -> None:
    make_person(session, one_time=True)
    sign_in(client)
    assert choose(client, CHOOSE, PASSWORD) == 422


@pytest.mark.parametrize(
    ("new", "again", "text"),
    [
        ("för kort", "för kort", "minst 12 tecken"),
        ("lösenord123456", "lösenord123456", "för lätt att gissa"),
        ("carin.holm2020", "carin.holm2020", "bygger på ditt namn"),
        (NEW, NEW + "!", "inte lika"),
        ("", "", "Skriv ett nytt lösenord."),
    ],
)
def test_a_bad_new_password_is_answered_at_its_field(
    client: FlaskClient, session: Session, new: str, again: str, text: str
) -> None:
    make_person(session)
    sign_in(client)
    answer = submit(client, CHOOSE, {"current": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 422
    assert text in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert not new or f'value="{new}"' not in answer.text


def test_changing_it_asks_for_the_current_one(client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    assert choose(client, CHOOSE, current="fel lösenord helt") == 422
    assert choose(client, CHOOSE, current=PASSWORD) == 303


def test_changing_it_signs_every_other_browser_out(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    choose(client, CHOOSE, current=PASSWORD)
    assert client.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 303
    assert sign_in(other).status_code == 422
    assert sign_in(other, password=NEW).status_code == 303


def test_the_history_says_that_it_was_changed_and_not_to_what(client: FlaskClient, session: Session) -> None:
    person = make_person(session)
    sign_in(client)
    choose(client, CHOOSE, current=PASSWORD)
    event = session.scalars(select(Event)).one()
    assert (event.action, event.actor_id, event.subject_id) == ("password_chosen", person.id, person.id)
    assert event.fields == []


def test_the_page_is_for_those_signed_in(client: FlaskClient, session: Session) -> None:
    assert client.get(CHOOSE).location == "/arrangor/logga-in?next=/arrangor/losenord"
    assert client.post(CHOOSE, data={"new": NEW}).status_code == 401


def test_a_forged_change_changes_nothing(client: FlaskClient, session: Session) -> None:
    make_person(session)
    sign_in(client)
    assert choose(client, CHOOSE, current=PASSWORD, csrf_token="wrong") == 400
    client.delete_cookie("regapp")
    assert sign_in(client).status_code == 303


@pytest.mark.both_databases
def test_a_letter_leads_to_a_new_password(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    path = ask_for_letter(app, client, session)
    assert choose(client, path) == 303
    assert sign_in(client, password=PASSWORD).status_code == 422
    assert sign_in(client, password=NEW).status_code == 303


def test_the_letter_goes_to_its_owner_at_once_and_names_the_installation(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    ask_for_letter(app, client, session)
    envelope, letter = letters(app, session)[0]
    assert (envelope.to_name, envelope.to_email) == ("Carin Holm", CARIN)
    assert letter.actions[0][1].startswith("http://localhost/arrangor/losenord/")
    row = session.scalars(select(OutboxMessage)).one()
    assert (row.kind, row.priority) == ("accounts.password_reset", Priority.IMMEDIATE)
    assert CARIN not in str(row.details)


def test_the_letter_follows_the_language_of_the_page(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    submit(client, f"{FORGOTTEN}?lang=en", {"email": CARIN})
    assert letters(app, session)[0][1].language == "en"


@pytest.mark.parametrize("email", [CARIN, "nobody@exempel.se", DAVID])
def test_the_answer_tells_nobody_whether_the_address_is_known(
    app: Flask, client: FlaskClient, session: Session, email: str
) -> None:
    make_person(session)
    make_person(session, DAVID).active = False
    session.commit()
    answer = submit(client, FORGOTTEN, {"email": email})
    assert answer.status_code == 200
    assert "Har adressen ett konto kommer ett mejl" in answer.text
    assert email not in answer.text
    assert len(session.scalars(select(OutboxMessage)).all()) == 1
    assert len(letters(app, session)) == (1 if email == CARIN else 0)


def test_three_letters_an_hour_is_the_most(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    for _ in range(5):
        assert submit(client, FORGOTTEN, {"email": CARIN}).status_code == 200
    assert len(letters(app, session)) == 3


def test_asking_for_letters_does_not_use_up_attempts_to_sign_in(
    client: FlaskClient, session: Session
) -> None:
    make_person(session)
    for _ in range(3):
        submit(client, FORGOTTEN, {"email": CARIN})
    for number in range(9):
        assert sign_in(client, password=f"gissning nummer {number}").status_code == 422
    assert sign_in(client).status_code == 303


def test_looking_at_the_link_does_not_use_it_up(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    path = ask_for_letter(app, client, session)
    for _ in range(3):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert choose(client, path) == 303


def test_a_refused_password_does_not_use_it_up(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    path = ask_for_letter(app, client, session)
    assert choose(client, path, "kort") == 422
    assert choose(client, path) == 303


def test_the_link_works_once_and_takes_older_ones_with_it(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    older = ask_for_letter(app, client, session)
    path = ask_for_letter(app, client, session)
    page = client.get(path)
    assert older != path
    assert page.status_code == 200
    choose(client, path)
    for spent in (path, older):
        answer = client.get(spent)
        assert answer.status_code == 404
        assert "Länken gäller inte längre" in answer.text
        assert client.post(spent, data={"new": NEW, "again": NEW}).status_code == 404


def test_the_link_lasts_half_an_hour(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session)
    path = ask_for_letter(app, client, session)
    reset = session.scalars(select(PasswordReset)).one()
    assert reset.expires_at - reset.created_at == timedelta(minutes=30)
    session.execute(update(PasswordReset).values(expires_at=SystemClock().now()))
    session.commit()
    assert client.get(path).status_code == 404
    assert letters(app, session) == []


@pytest.mark.parametrize("token", ["x", "WzEsMV0.AAAA", "a.b.c", "%00", "W10", "å"])
def test_a_made_up_link_is_answered_like_a_spent_one(client: FlaskClient, token: str) -> None:
    answer = client.get(f"{CHOOSE}/{token}")
    assert answer.status_code == 404
    assert "Länken gäller inte längre" in answer.text


def test_a_letter_opens_only_what_it_was_written_for(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    path = ask_for_letter(app, client, session)
    earlier = session.scalars(select(PasswordReset)).one().created_at - timedelta(seconds=5)
    session.execute(update(PasswordReset).values(created_at=earlier))
    session.commit()
    assert client.get(path).status_code == 404


def test_a_reset_signs_everybody_out_and_ends_the_waiting(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    other = app.test_client()
    sign_in(other)
    for number in range(10):
        sign_in(client, password=f"gissning nummer {number}")
    choose(client, ask_for_letter(app, client, session))
    assert session.scalars(select(LoginSession)).all() == []
    assert other.get(ACCOUNT).status_code == 303
    assert sign_in(client, password=NEW).status_code == 303


def test_a_reset_also_ends_a_single_use_password(app: Flask, client: FlaskClient, session: Session) -> None:
    make_person(session, one_time=True)
    choose(client, ask_for_letter(app, client, session))
    assert session.scalars(select(Person.one_time_password)).one() is False


def test_the_links_page_gives_its_address_to_nobody(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    page = client.get(ask_for_letter(app, client, session))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
