"""Editing a conference: what the form refuses, what it keeps, what others saved meanwhile."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, SeatPool
from regapp.conferences.rules import last_sign_up_day
from regapp.mailing.models import OutboxMessage
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

DAYS = {"days-0-on": "2020-03-27", "days-0-starts": "10.00", "days-0-ends": "16.00"}


@pytest.fixture
def varberg(session: Session, client: FlaskClient) -> Conference:
    """Halland's, where Carin works; she is signed in."""
    halland = make_organizer(session)
    made = make_conference(session, halland, path="varberg", days=(date(2020, 3, 27),), capacity=3)
    make_person(session, CARIN, organizer=halland)
    session.commit()
    assert sign_in(client, CARIN).status_code == 303
    return made


def edit_page(conference: Conference) -> str:
    return f"/arrangor/konferens/{conference.id}/redigera"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"last_on": "2020-03-28"}, "Sista anmälningsdag är efter konferensen"),
        ({"last_on": "9999-12-31"}, "Skriv datumet så här: 2020-03-27"),
        ({"opens_on": "0001-01-01"}, "Skriv datumet så här: 2020-03-27"),
        ({"days-0-on": "9999-12-31"}, "Dag 1: Skriv datumet så här: 2020-03-27"),
        ({"days-1-on": "2020-03-27"}, "Dag 2: Samma dag står två gånger"),
        ({"capacity": ""}, "Skriv hur många platser som finns"),
    ],
)
def test_what_cannot_be_is_named_at_its_field_and_keeps_what_was_typed(
    client: FlaskClient, varberg: Conference, changed: dict[str, Any], message: str
) -> None:
    answer = submit(client, edit_page(varberg), DAYS | changed | {"lead": "Behåll mig"})
    assert answer.status_code == 422
    assert error_links(answer.text) == [message]
    assert "Behåll mig" in answer.text


def test_a_text_that_is_too_long_is_one_error_also_for_an_address(
    client: FlaskClient, varberg: Conference
) -> None:
    answer = submit(client, edit_page(varberg), {"contact_email": "a" * 300 + "@b"})
    assert len(error_links(answer.text)) == 1


def test_what_was_announced_without_seats_gets_them_when_they_are_edited(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    for pool in varberg.pools:
        session.delete(pool)
    session.commit()
    opening = submit(client, edit_page(varberg), {"opens_on": "2020-01-15"})
    assert error_links(opening.text) == ["Skriv hur många platser som finns"]
    assert submit(client, edit_page(varberg), {"capacity": "30"}).status_code == 303
    pools = session.scalars(select(SeatPool).where(SeatPool.conference_id == varberg.id)).all()
    assert [pool.capacity for pool in pools] == [30]
    assert "30 platser kvar" in client.get("/varberg").text


def test_a_later_last_day_waits_for_the_move_that_it_belongs_to(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    before = last_sign_up_day(varberg)
    later = {"days-0-on": "2020-05-08", "last_on": "2020-05-01", "lead": "Ny ingress"}
    asked = submit(client, edit_page(varberg), DAYS | later)
    assert asked.status_code == 200
    assert 'value="2020-05-01"' in asked.text
    session.refresh(varberg)
    assert (varberg.lead, last_sign_up_day(varberg)) == ("Ny ingress", before)


def test_a_save_over_newer_ones_names_each_of_them_by_the_words_of_the_form(
    client: FlaskClient, varberg: Conference
) -> None:
    path = edit_page(varberg)
    page = client.get(path)
    submit(client, path, {"capacity": "4"})
    submit(client, path, {"last_on": "2020-03-10"})
    questions = f"/arrangor/konferens/{varberg.id}/fragor/ny"
    assert submit(client, questions, {"label": "Kommer du med tåg?", "kind": "yes_no"}).status_code == 303
    late = resubmit(client, path, page, {"lead": "Sedan"})
    assert late.status_code == 409
    assert "Det som ändrades: Antal platser." in late.text
    assert "Det som ändrades: Sista anmälningsdag." in late.text
    assert ": Ny egen fråga." in late.text
    assert resubmit(client, path, late).status_code == 303


def test_a_form_from_before_one_signed_in_anew_says_so_and_is_right_the_second_time(
    client: FlaskClient, varberg: Conference
) -> None:
    path = edit_page(varberg)
    page = submit(client, path, {"csrf_token": "x", "lead": "Behåll mig"})
    assert page.status_code == 400
    assert error_links(page.text) == ["Sidan hade legat öppen länge. Kontrollera och skicka igen."]
    assert resubmit(client, path, page).status_code == 303
    assert "Behåll mig" in client.get("/varberg").text


def test_what_is_wrong_in_the_english_texts_is_not_folded_away(
    client: FlaskClient, varberg: Conference
) -> None:
    answer = submit(client, edit_page(varberg), {"title_en": "x" * 200})
    assert "<details open>" in answer.text
    assert "<details open>" not in client.get(edit_page(varberg)).text


_HOURS = {"days-0-starts": "09.00", "lead": 'Ny ingress\n\nmed "tecken" & <b>'}
_ASKS = "Det här ändrar dag, tid eller plats."


def letters(session: Session) -> list[str]:
    session.commit()
    return [row.kind for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def test_what_people_must_hear_of_is_asked_about_before_it_is_saved(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(1, is_booker=True), a_person(2)]))
    before = letters(session)
    asked = submit(client, edit_page(varberg), _HOURS)
    assert asked.status_code == 200
    assert _ASKS in asked.text
    assert "2 anmälda får ett mejl om det." in asked.text
    assert "Spara och mejla 2 anmälda" in asked.text
    assert re.search(r"<del>.*10.16</del> → <ins>.*9.16</ins>", asked.text)
    assert letters(session) == before
    session.refresh(varberg)
    assert (varberg.lead, varberg.version) == ("", 1)
    saved = resubmit(client, edit_page(varberg), asked, {"do": "save"})
    assert saved.status_code == 303
    assert "får mejl om den nya tiden eller platsen." in client.get(saved.location).text
    session.commit()
    session.refresh(varberg)
    assert (varberg.lead, varberg.version) == (_HOURS["lead"], 2)
    assert letters(session) == [*before, "registrations.changed", "registrations.changed"]


def test_from_the_question_one_comes_back_to_the_form_with_everything_typed(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    asked = submit(client, edit_page(varberg), _HOURS | {"contact_name": "Ida Alm"})
    assert "1 anmäld får ett mejl om det." in asked.text
    back = resubmit(client, edit_page(varberg), asked, {"do": "change"})
    assert (back.status_code, error_links(back.text)) == (200, [])
    typed = dict(read_form(back.text).form_values())
    assert typed["lead"].strip() == _HOURS["lead"]
    assert (typed["days-0-starts"], typed["contact_name"]) == ("09.00", "Ida Alm")
    assert _ASKS in resubmit(client, edit_page(varberg), back).text
    session.commit()
    session.refresh(varberg)
    assert varberg.version == 1


def test_what_is_sent_is_what_was_asked_about(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    asked = submit(client, edit_page(varberg), _HOURS)
    other = resubmit(client, edit_page(varberg), asked, {"do": "save", "days-0-starts": "08:00"})
    assert (other.status_code, _ASKS in other.text) == (200, True)
    session.commit()
    session.refresh(varberg)
    assert varberg.version == 1


def test_what_somebody_saved_while_the_question_stood_is_told(
    client: FlaskClient, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    asked = submit(client, edit_page(varberg), _HOURS)
    assert submit(client, edit_page(varberg), {"venue": "", "subtitle": "Ny rad"}).status_code == 303
    late = resubmit(client, edit_page(varberg), asked, {"do": "save"})
    assert late.status_code == 409
    assert "Det som ändrades: Underrubrik." in late.text
    assert 'value="09.00"' in late.text
    again = resubmit(client, edit_page(varberg), late)
    assert _ASKS in again.text
    assert resubmit(client, edit_page(varberg), again, {"do": "save"}).status_code == 303


def test_where_nobody_is_written_to_nothing_is_asked(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    saved = submit(client, edit_page(varberg), _HOURS)
    assert saved.status_code == 303
    assert "får mejl" not in client.get(saved.location).text
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    assert submit(client, edit_page(varberg), {"lead": "Ännu en"}).status_code == 303
