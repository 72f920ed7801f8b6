"""What an organizer says of itself: what invoices and the page on personal data stand on."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.organizers.models import Organizer, OrganizerKind, Role
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, resubmit, submit
from tests.world import KALMAR, a_sign_up, make_conference, make_organizer

AT = "/arrangor/organisation/rus/uppgifter"


@pytest.fixture
def rus(session: Session) -> Organizer:
    return make_organizer(session, "rus")


@pytest.fixture
def carin(client: FlaskClient, session: Session, rus: Organizer) -> FlaskClient:
    make_person(session, CARIN, organizer=rus)
    sign_in(client, CARIN)
    return client


def again(session: Session, organizer: Organizer) -> Organizer:
    session.commit()
    session.refresh(organizer)
    return organizer


def test_number_and_addresses_are_saved(carin: FlaskClient, session: Session, rus: Organizer) -> None:
    values = {"org_number": "202100-2304", "data_protection_email": "dataskydd@exempel.se"}
    assert submit(carin, AT, values).status_code == 303
    rus = again(session, rus)
    assert (rus.org_number, rus.data_protection_email) == (KALMAR, "dataskydd@exempel.se")


def test_a_wrong_number_and_another_organizers_are_told_at_the_field(
    carin: FlaskClient, session: Session
) -> None:
    assert error_links(submit(carin, AT, {"org_number": "202100-2305"}).text) == [
        "Numret stämmer inte. Kontrollera siffrorna."
    ]
    make_organizer(session, "kalmar", org_number=KALMAR)
    session.commit()
    taken = submit(carin, AT, {"org_number": KALMAR})
    assert (taken.status_code, error_links(taken.text)) == (
        422, ["En annan arrangör har redan det organisationsnumret."]
    )  # fmt: skip


def test_a_save_over_a_colleagues_is_refused_with_all_that_was_typed(carin: FlaskClient) -> None:
    old = carin.get(AT)
    assert submit(carin, AT, {"phone": "010-1"}).status_code == 303
    late = resubmit(carin, AT, old, {"phone": "010-2"})
    assert late.status_code == 409
    assert 'value="010-2"' in late.text
    assert resubmit(carin, AT, late).status_code == 303


def test_a_cooperation_has_no_number_of_its_own(carin: FlaskClient, session: Session, rus: Organizer) -> None:
    rus.kind = OrganizerKind.COOPERATION
    session.commit()
    assert "Organisationsnummer" not in carin.get(AT).text
    submit(carin, AT, {"org_number": "2021002353"})
    assert again(session, rus).org_number is None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FINANCE, Role.READER])
def test_it_is_for_those_who_see_to_its_people(
    client: FlaskClient, session: Session, rus: Organizer, role: Role
) -> None:
    make_person(session, DAVID, organizer=rus, role=role)
    sign_in(client, DAVID)
    assert client.get(AT).status_code == 404
    assert client.post(AT).status_code == 404


def test_two_colours_are_worn_by_the_pages_of_its_conferences(
    carin: FlaskClient, session: Session, rus: Organizer, send: Send
) -> None:
    conference = make_conference(session, rus)
    plain = carin.get("/varberg").text
    assert "/utseende/" not in plain
    assert submit(carin, AT, {"colour": "#0b5c7d", "accent": "#FFD54F"}).status_code == 303
    sheet = "/utseende/0b5c7d-ffd54f.css"
    token = send(conference, a_sign_up()).token
    own = ("", "/andra", "/avanmal", "/faktura", "/flytta", "/overlat", "/uppgifter")
    for page in ("/varberg", "/varberg/anmalan", *(f"/a/{token}{rest}" for rest in own)):
        assert f'<link rel="stylesheet" href="{sheet}">' in carin.get(page).text, page
    assert "/utseende/" not in carin.get(f"/arrangor/konferens/{conference.id}").text
    answer = carin.get(sheet)
    assert (answer.mimetype, answer.status_code) == ("text/css", 200)
    assert "--sun:#ffd54f;" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]
    for wrong in ("/utseende/red.css", "/utseende/0b5c7d.css", "/utseende/0b5c7d-ffd54}.css"):
        assert carin.get(wrong).status_code == 404


def test_a_colour_that_white_cannot_stand_on_is_refused_with_its_ratio(carin: FlaskClient) -> None:
    told = submit(carin, AT, {"colour": "#999999", "phone": "010-1"})
    assert (told.status_code, error_links(told.text)) == (
        422, ["Färgen syns dåligt mot vitt: 2,8:1, behöver 4,5:1."]
    )  # fmt: skip
    assert 'value="010-1"' in told.text
    assert error_links(submit(carin, AT, {"accent": "gul"}).text) == ["Skriv färgen som #14543d"]
    assert "contrast" in submit(carin, f"{AT}?lang=en", {"colour": "#999999"}).text.lower()


def test_the_standard_colours_are_kept_as_nothing(
    carin: FlaskClient, session: Session, rus: Organizer
) -> None:
    assert submit(carin, AT, {"phone": "010-1"}).status_code == 303
    assert (again(session, rus).colour, rus.accent) == ("", "")


def test_the_log_tells_the_fields_in_words(carin: FlaskClient, rus: Organizer) -> None:
    submit(carin, AT, {"colour": "#0b5c7d", "data_protection_email": "dataskydd@exempel.se"})
    told = carin.get("/arrangor/organisation/rus/logg").text
    assert "E-post för frågor om personuppgifter" in told
    assert "Färg på sidhuvud och knappar" in told
    assert "data_protection_email" not in told
