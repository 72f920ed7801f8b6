"""A conference that is called off: nobody is added, moved to it or told that they are welcome."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.billing.models import Charge
from regapp.conferences.models import Conference
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant
from tests.people import make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.turns import turn
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

ADDED = {
    "person-given_name": "Ulla", "person-family_name": "Ek", "person-organization": "Hylte kommun",
    "buyer-kind": "municipality", "buyer-name": "Hylte kommun", "buyer-org_number": "2120001249",
    "buyer-reference": "A1",
}  # fmt: skip


@pytest.fixture
def places(session: Session, send: Send) -> tuple[Conference, Conference]:
    """Varberg and Falkenberg of one series, both Halland's, with one participant each."""
    halland = make_organizer(session)
    series = make_series(session, halland)
    both = (
        make_conference(session, halland, path="smartare/varberg", series=series),
        make_conference(session, halland, path="smartare/falkenberg", series=series),
    )
    make_person(session, organizer=halland)
    for number, conference in enumerate(both):
        send(conference, a_sign_up([a_person(number, is_booker=True)]))
    return both


@pytest.fixture
def varberg(places: tuple[Conference, Conference]) -> Conference:
    return places[0]


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference) -> FlaskClient:
    assert sign_in(client).status_code == 303
    return client


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}{rest}"


def person_at(session: Session, conference: Conference) -> str:
    session.commit()
    found = session.scalars(select(Participant.id).where(Participant.conference_id == conference.id)).all()
    return at(conference, f"/deltagare/{found[0]}")


def call_off(client: FlaskClient, conference: Conference) -> None:
    assert turn(client, conference.id, "stall-in").status_code == 303


def test_nobody_is_added_to_it_and_what_was_typed_stays(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    form = carin.get(at(varberg, "/deltagare/ny"))
    call_off(carin, varberg)
    charges = len(session.scalars(select(Charge)).all())
    answer = resubmit(carin, at(varberg, "/deltagare/ny"), form, ADDED)
    assert answer.status_code == 409
    assert error_links(answer.text) == ["Konferensen är inställd."]
    assert 'value="Ulla"' in answer.text
    session.commit()
    assert len(session.scalars(select(Charge)).all()) == charges
    assert "Lägg till deltagare" not in carin.get(at(varberg, "/deltagare")).text


def test_its_participants_have_no_button_that_would_be_refused(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    path = person_at(session, varberg)
    before = carin.get(path)
    assert all(words in before.text for words in ("Skicka bekräftelsen igen", "Flytta till", "Ja, avanmäl"))
    call_off(carin, varberg)
    after = carin.get(path).text
    assert not any(words in after for words in ("Skicka bekräftelsen igen", "Flytta till", "Ja, avanmäl"))
    session.commit()
    letters = len(session.scalars(select(OutboxMessage)).all())
    for button in ("skicka-bekraftelse", "avanmal"):
        answer = resubmit(carin, path, before, action=f"{path}/{button}")
        assert answer.status_code == 303
        assert "Konferensen är inställd." in carin.get(path).text
    session.commit()
    assert len(session.scalars(select(OutboxMessage)).all()) == letters


def test_nobody_can_be_moved_to_it(
    carin: FlaskClient, places: tuple[Conference, Conference], session: Session
) -> None:
    varberg, falkenberg = places
    assert "Flytta till" in carin.get(person_at(session, falkenberg)).text
    call_off(carin, varberg)
    assert "Flytta till" not in carin.get(person_at(session, falkenberg)).text


def test_a_letter_is_offered_only_where_there_is_an_address(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    known = carin.get(person_at(session, varberg))
    assert "Personen får ett mejl." in known.text
    submit(carin, at(varberg, "/deltagare/ny"), ADDED)
    session.commit()
    added = session.scalars(select(Participant).where(Participant.given_name == "Ulla")).one()
    path = at(varberg, f"/deltagare/{added.id}")
    page = carin.get(path).text
    assert "Skicka bekräftelsen igen" not in page
    assert "Personen har ingen e-postadress och får inget mejl." in page
    token = dict(read_form(known.text).form_values())["csrf_token"]
    assert carin.post(f"{path}/skicka-bekraftelse", data={"csrf_token": token}).status_code == 303
    assert "Deltagaren har ingen e-postadress att skicka till." in carin.get(path).text
