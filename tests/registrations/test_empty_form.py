"""The form as visitors find it: drawn once for all, yet each one's own and never outdated."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, SeatPool
from regapp.kernel.clock import FixedClock
from tests.support.forms import fields, read_form
from tests.support.statements import statements
from tests.world import make_conference, make_organizer, make_series

FORM = "/smartare/anmalan"
BLANKS = ("csrf_token", "submission_key", "opened_at")


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    make_conference(session, halland, path="smartare/kalmar", series=series, capacity=4)
    return make_conference(session, halland, path="smartare/varberg", series=series, capacity=4)


def drawn(client: FlaskClient, address: str = FORM) -> dict[str, str]:
    return dict(fields(read_form(client.get(address).text), {}).items())


def test_the_second_visitor_gets_the_same_form_with_secrets_of_their_own(app: Flask) -> None:
    first, second = drawn(app.test_client()), drawn(app.test_client())
    assert first["csrf_token"] != second["csrf_token"]
    assert first["submission_key"] != second["submission_key"]
    assert {name: text for name, text in first.items() if name not in BLANKS} == {
        name: text for name, text in second.items() if name not in BLANKS
    }


def test_it_costs_one_statement_once_it_has_been_drawn(app: Flask, client: FlaskClient) -> None:
    client.get(FORM)
    with statements(app) as seen:
        assert client.get(FORM).status_code == 200
    assert len(seen) == 1


def test_a_seat_taken_shows_at_the_next_visit(client: FlaskClient, session: Session) -> None:
    assert client.get(FORM).text.count("4 platser kvar") == 2
    next(session.scalars(select(SeatPool))).taken = 3
    session.commit()
    page = client.get(FORM).text
    assert (page.count("4 platser kvar"), page.count("1 plats kvar")) == (1, 1)


def test_the_last_seat_taken_shows_at_the_next_visit(client: FlaskClient, session: Session) -> None:
    client.get(FORM)
    for pool in session.scalars(select(SeatPool)):
        pool.taken = pool.capacity
    session.commit()
    assert "väntelistan" in client.get(f"{FORM}?ort=varberg").text


def test_an_edit_shows_at_the_next_visit(client: FlaskClient, session: Session, varberg: Conference) -> None:
    client.get(FORM)
    varberg.place, varberg.version = "Falkenberg", varberg.version + 1
    session.commit()
    assert "Falkenberg" in client.get(FORM).text


def test_it_closes_to_the_second_however_often_it_was_drawn(
    client: FlaskClient, clock: FixedClock, varberg: Conference
) -> None:
    closes_at = varberg.closes_at or datetime.max.replace(tzinfo=UTC)
    clock.set(closes_at - timedelta(seconds=1))
    assert "Skicka anmälan" in client.get(FORM).text
    clock.set(closes_at)
    assert "Skicka anmälan" not in client.get(FORM).text


def test_the_place_and_the_language_asked_for_are_not_the_next_ones(app: Flask) -> None:
    assert drawn(app.test_client(), f"{FORM}?ort=kalmar")["place"] == "kalmar"
    assert "place" not in drawn(app.test_client())
    assert "Send" in app.test_client().get(f"{FORM}?lang=en").text
    assert "Skicka anmälan" in app.test_client().get(FORM).text


def test_a_query_of_ones_own_stays_ones_own(app: Flask) -> None:
    app.test_client().get(f"{FORM}?utm=nyhetsbrev&ort=kalmar")
    assert "nyhetsbrev" not in app.test_client().get(f"{FORM}?ort=kalmar").text
