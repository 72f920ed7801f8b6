"""Looking for somebody among the participants."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.registrations.models import Participant, Status
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases


@pytest.fixture
def varberg(session: Session, send: Send, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    varberg = make_conference(session, halland, capacity=4)
    make_person(session, CARIN, organizer=halland)
    people = [
        a_person(0, given_name="Åsa", family_name="Lindqvist", email="asa@skogsstyrelsen.se"),
        a_person(1, given_name="Zofia", family_name="Gustafsson", organization="Skogsstyrelsen"),
        a_person(2, given_name="Karl", family_name="Öberg"),
        a_person(3, given_name="Hemlig", family_name="Person", protected=True, alias="Deltagare 7"),
    ]
    for number, person in enumerate(people):
        send(varberg, a_sign_up([person], booker_name=f"Bokare {number}", booker_email=""))
    session.commit()
    sign_in(client, CARIN)
    return varberg


def found(client: FlaskClient, conference: Conference, text: str, tab: str = "anmalda") -> str:
    at = f"/arrangor/konferens/{conference.id}/deltagare"
    return client.get(at, query_string={"q": text, "visa": tab}).text


@pytest.mark.parametrize(
    "text", ["lindkvist", "LINDQUIST", "lindkwist åsa", "Lindqv", "asa@skogs", "@skogsstyrelsen.se"]
)
def test_as_it_is_written_or_as_it_sounds(client: FlaskClient, varberg: Conference, text: str) -> None:
    page = found(client, varberg, text)
    assert "Lindqvist, Åsa" in page
    assert "Öberg, Karl" not in page


def test_two_words_narrow_and_an_organization_finds_its_people(
    client: FlaskClient, varberg: Conference
) -> None:
    page = found(client, varberg, "sofia skogstyrelsen")
    assert "Gustafsson, Zofia" in page
    assert "Lindqvist" not in page


def test_a_ticket_code_finds_whose_it_is(client: FlaskClient, varberg: Conference, session: Session) -> None:
    code = session.scalars(select(Participant.ticket_code).where(Participant.family_name == "Öberg")).one()
    for text in (code, code.lower(), f"{code[:4]} {code[4:]}"):
        page = found(client, varberg, text)
        assert "Öberg, Karl" in page
        assert "Lindqvist" not in page


def test_a_protected_person_is_found_by_alias_alone(client: FlaskClient, varberg: Conference) -> None:
    assert "Deltagare 7" in found(client, varberg, "deltagare")
    assert "Ingen träff" in found(client, varberg, "hemlig")


def test_nothing_found_asks_whether_a_name_like_it_is_meant(client: FlaskClient, varberg: Conference) -> None:
    page = found(client, varberg, "lindkvst")
    assert "Ingen träff på ”lindkvst”." in page
    assert "Menade du" in page
    assert "q=Lindqvist" in page
    assert "Menade du" not in found(client, varberg, "persen")


def test_what_is_found_under_another_tab_is_told(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    person = session.scalars(select(Participant).where(Participant.family_name == "Öberg")).one()
    person.status = Status.CANCELLED
    session.commit()
    assert "1 träff bland alla" in found(client, varberg, "öberg")


def test_wildcards_are_letters(client: FlaskClient, varberg: Conference) -> None:
    assert "Ingen träff" in found(client, varberg, "%")
    assert "Ingen träff" in found(client, varberg, "_")
