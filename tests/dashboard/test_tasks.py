"""What an organizer is asked to do, and what nobody needs to be asked."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus, LetInMode
from regapp.dashboard.rules import Task
from regapp.dashboard.words import task_texts
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.organizers.models import Organizer, Role
from regapp.registrations.models import BookerRole, Participant, Status
from tests.choosing import add_item
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import (
    KALMAR,
    MADE_AT,
    a_buyer,
    a_person,
    a_sign_up,
    make_conference,
    make_organizer,
    make_series,
)


@pytest.fixture
def halland(session: Session, client: FlaskClient) -> Organizer:
    organizer = make_organizer(session)
    make_person(session, CARIN, organizer=organizer)
    sign_in(client, CARIN)
    return organizer


def overview(client: FlaskClient, conference: Conference) -> str:
    return client.get(f"/arrangor/konferens/{conference.id}").text


def fail_every_letter(session: Session, kind: str) -> None:
    session.commit()
    for letter in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)):
        letter.state = LetterState.FAILED
    session.commit()


@pytest.mark.both_databases
def test_a_conference_that_is_called_off_misses_no_reference(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland)
    send(varberg, a_sign_up(2, buyer=a_buyer(reference="")))
    assert "2 deltagare saknar fakturareferens." in overview(client, varberg)
    session.commit()
    session.get_one(Conference, varberg.id).status = ConferenceStatus.CANCELLED
    session.commit()
    assert "saknar" not in overview(client, varberg)
    listed = client.get(f"/arrangor/konferens/{varberg.id}/deltagare?visa=alla&bara=utan-referens").text
    assert "Öberg" not in listed


@pytest.mark.both_databases
def test_letters_that_did_not_arrive_are_told_where_they_belong(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland)
    kalmar = make_conference(session, make_organizer(session, "kalmar", org_number=KALMAR), path="kalmar")
    send(varberg, a_sign_up())
    send(kalmar, a_sign_up([a_person(5, is_booker=True)]))
    session.commit()
    for letter in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()[1:]:
        letter.state = LetterState.FAILED
    session.commit()
    assert "kom inte fram." not in overview(client, varberg)


def test_a_letter_that_did_not_reach_the_booker_leads_to_those_who_were_booked(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland)
    others = [a_person(1, email=""), a_person(2, email="")]
    send(varberg, a_sign_up(others, booker_role=BookerRole.OTHERS, booker_email="bo@exempel.se"))
    fail_every_letter(session, "registrations.confirmation_to_booker")
    assert "1 mejl kom inte fram." in overview(client, varberg)
    assert "2 deltagare" in client.get(f"/arrangor/konferens/{varberg.id}/deltagare?bara=mejlfel").text


def test_nobody_is_asked_for_the_programme_of_what_is_over(
    client: FlaskClient, session: Session, halland: Organizer
) -> None:
    to_come = make_conference(session, halland)
    over = make_conference(session, halland, path="fjol", days=(date(2019, 12, 4),))
    assert "Skriv programmet" in overview(client, to_come)
    assert "Skriv programmet" not in overview(client, over)


def test_the_curve_speaks_the_language_of_the_page(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland)
    send(varberg, a_sign_up())
    page = client.get(f"/arrangor/konferens/{varberg.id}?lang=en").text
    assert "20\N{NO-BREAK SPACE}March" in page
    assert "mars" not in page


@pytest.mark.parametrize("role", [Role.FINANCE, Role.READER, Role.DOOR, Role.KITCHEN])
def test_no_link_of_a_role_s_pages_leads_to_a_closed_door(
    client: FlaskClient, session: Session, halland: Organizer, send: Send, role: Role
) -> None:
    varberg = make_conference(session, halland, series=make_series(session, halland), path="smartare/varberg")
    make_person(session, "eva@halland.exempel.se", organizer=halland, role=role)
    send(varberg, a_sign_up(2, buyer=a_buyer(reference="")))
    other = client.application.test_client()
    sign_in(other, "eva@halland.exempel.se")
    pages, seen = ["/arrangor/"], set[str]()
    while pages:
        page = pages.pop()
        seen.add(page)
        answer = other.get(page)
        assert answer.status_code < 400, page
        if answer.mimetype == "text/html":
            links = {unescape(link) for link in re.findall(r'<a [^>]*href="(/arrangor[^"#]*)', answer.text)}
            pages += links - seen - set(pages)


def test_what_is_over_stands_last(client: FlaskClient, session: Session, halland: Organizer) -> None:
    make_conference(session, halland, path="fjol", days=(date(2019, 12, 4),), title="Fjolåret")
    make_conference(session, halland, title="Våren")
    page = client.get("/arrangor/").text
    assert page.index("Våren") < page.index("Fjolåret")


def test_seats_that_go_by_hand_are_offered_by_the_button_of_their_task(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland, capacity=1, let_in_mode=LetInMode.MANUAL)
    send(varberg, a_sign_up())
    send(varberg, a_sign_up([a_person(5, is_booker=True)]))
    session.commit()
    person = session.scalars(select(Participant).order_by(Participant.id)).first()
    assert person is not None
    at = f"/arrangor/konferens/{varberg.id}"
    page = f"{at}/deltagare/{person.id}"
    assert submit(client, page, action=f"{page}/avanmal").status_code == 303
    assert "1 plats är ledig i Varberg, och någon väntar." in overview(client, varberg)
    assert submit(client, at, action=f"{at}/vantelista/erbjud").status_code == 303
    session.commit()
    assert Status.OFFERED in session.scalars(select(Participant.status)).all()


def test_a_programme_that_is_written_waits_to_be_published(
    client: FlaskClient, session: Session, halland: Organizer
) -> None:
    varberg = make_conference(session, halland)
    add_item(session, varberg, "Välkommen")
    page = overview(client, varberg)
    assert "Det är skrivet, men ingen annan ser det." in page
    assert "Skriv programmet" not in page
    session.commit()
    session.get_one(Conference, varberg.id).programme_published_at = MADE_AT
    session.commit()
    assert "Programmet för Varberg" not in overview(client, varberg)


def test_the_day_when_diets_are_deleted_is_told_until_they_are(
    client: FlaskClient, session: Session, halland: Organizer, send: Send, clock: FixedClock
) -> None:
    varberg = make_conference(session, halland)
    send(varberg, a_sign_up([a_person(0, diet=("vegan",))]))
    told = "Kost, allergi och behov för Varberg raderas 10\N{NO-BREAK SPACE}april."
    assert told not in overview(client, varberg)
    clock.set(datetime(2020, 3, 30, 9, 0, tzinfo=UTC))
    assert told in overview(client, varberg)
    clock.set(datetime(2020, 4, 11, 9, 0, tzinfo=UTC))
    assert told not in overview(client, varberg)


def test_a_letter_that_failed_tells_its_age(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland)
    send(varberg, a_sign_up())
    fail_every_letter(session, "registrations.confirmation")
    assert "Det äldsta är från" in overview(client, varberg)


def test_the_list_of_all_conferences_tells_how_much_there_is_to_do_at_each(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland, programme="Fika")
    make_conference(session, halland, path="kalmar", programme="Fika", title="Lugna dagen")
    send(varberg, a_sign_up(2, buyer=a_buyer(reference="")))
    page = html.fromstring(client.get("/arrangor/").text)
    cells = [["".join(map(str, cell.itertext())).strip() for cell in row] for row in page.iter("tr")]
    tasks = {row[0]: row[4] for row in cells if len(row) > 4}
    assert tasks["Smartare, grönare Sverige"] == "1 att göra"
    assert tasks["Lugna dagen"] == "–"


@pytest.mark.parametrize(
    ("minutes", "said"), [(11, "11 minuter"), (130, "2 timmar"), (1500, "25 timmar"), (2880, "2 dagar")]
)
def test_late_mail_is_told_in_the_largest_unit(app: Flask, minutes: int, said: str) -> None:
    with app.test_request_context():
        what, _why, button = task_texts(Task("mail_late", None, {"count": 1, "minutes": minutes}))
    assert (what, button) == (f"Mejl har väntat i {said}.", "")


def test_a_letter_that_is_meant_to_wait_is_no_trouble_with_the_mail(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    varberg = make_conference(session, halland)
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    session.commit()
    session.execute(update(OutboxMessage).values(created_at=MADE_AT))
    session.commit()
    assert "Mejl har väntat" in overview(client, varberg)
    session.execute(update(OutboxMessage).values(held_until=NOW))
    session.commit()
    assert "Mejl har väntat" not in overview(client, varberg)
    session.execute(update(OutboxMessage).values(attempts=1))
    session.commit()
    assert "Mejl har väntat" in overview(client, varberg)
