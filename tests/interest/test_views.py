"""One field and its answer; the link out; the figures; what every page says of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.interest.models import Stage, Wish
from regapp.kernel.clock import FixedClock
from regapp.organizers.models import Organizer, Role
from regapp.registrations.commands.turns import cancel_conference
from tests.interest.wishes import ANNA, BEFORE, BO, OPENED, rows, tell_all, wish
from tests.people import make_person, sign_in
from tests.support.forms import error_links, fields, read_form, submit
from tests.world import make_conference, make_organizer, make_series

PLACE, SERIES = "/smartare/varberg/pamin", "/smartare/pamin"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def varberg(session: Session, clock: FixedClock) -> Conference:
    clock.set(BEFORE)
    halland = make_organizer(session)
    return make_conference(session, halland, path="smartare/varberg", series=make_series(session, halland))


def set_columns(session: Session, row: Conference, **values: Any) -> None:
    fresh = session.get_one(Conference, row.id)
    for name, value in values.items():
        setattr(fresh, name, value)
    session.commit()


def call_off(app: Flask, conference: Conference) -> None:
    with app.app_context(), transaction() as one:
        cancel_conference(one, get_conference(one, conference.id), "", by=SYSTEM, now=BEFORE)


@pytest.mark.parametrize("path", [PLACE, SERIES, "/pamin"])
def test_the_answer_is_the_same_whether_the_address_was_there_or_not(
    client: FlaskClient, session: Session, path: str
) -> None:
    first, second = (submit(client, path, {"email": ANNA}) for _time in range(2))
    assert first.status_code == second.status_code == 200
    assert first.text == second.text
    assert "Klart. Vi mejlar anna@… " in first.text
    (row,) = rows(session)
    assert (row.email, row.wish, row.awaits_date) == (ANNA, Wish.OPENING, False)


def test_the_page_says_what_the_address_is_for_and_when_the_letter_comes(client: FlaskClient) -> None:
    page = client.get(PLACE).text
    assert "Få ett mejl när anmälan öppnar</h1>" in page
    assert "Vi använder adressen bara till det mejlet och raderar den sedan." in page
    assert "högst 24 månader" in page
    assert f"den 15{NBSP}januari.</p>" in submit(client, PLACE, {"email": ANNA}).text


def test_an_hour_is_named_unless_it_is_midnight(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    set_columns(session, varberg, opens_at=datetime(2020, 1, 15, 8, tzinfo=UTC))
    assert f"den 15{NBSP}januari kl.{NBSP}09.00." in submit(client, PLACE, {"email": ANNA}).text


def test_the_letter_will_be_in_the_page_s_language(client: FlaskClient, session: Session) -> None:
    answer = submit(client, f"{PLACE}?lang=en", {"email": ANNA})
    assert f"Done. We will email anna@… on 15{NBSP}January." in answer.text
    assert [row.language for row in rows(session)] == ["en"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Skriv din e-postadress"),
        ("anna", "E-postadressen saknar @. Skriv den så här: namn@exempel.se"),
        ("anna berg@exempel.se", "E-postadressen har ett mellanslag. Ta bort det."),
    ],
)
def test_a_wrong_address_is_asked_for_again(
    client: FlaskClient, session: Session, typed: str, says: str
) -> None:
    answer = submit(client, PLACE, {"email": typed})
    assert (answer.status_code, error_links(answer.text)) == (422, [says])
    assert f'value="{typed}"' in answer.text
    assert rows(session) == []


def test_a_forged_post_and_a_robot_s_leave_nothing(client: FlaskClient, session: Session) -> None:
    assert client.post(PLACE, data={"email": ANNA}).status_code == 400
    robot = submit(client, PLACE, {"email": ANNA, "website": "http://exempel.se"})
    assert "Klart." in robot.text
    assert rows(session) == []


@pytest.mark.parametrize("path", ["/finns-inte/pamin", "/smartare/finns-inte/pamin", "/utkast/pamin"])
def test_there_is_no_list_where_there_is_no_page(client: FlaskClient, session: Session, path: str) -> None:
    make_conference(session, session.get_one(Organizer, 1), path="utkast", status=ConferenceStatus.DRAFT)
    assert client.get(path).status_code == 404
    assert client.get(f"{path}.ics").status_code == 404


def test_once_it_is_open_the_page_leads_to_the_form(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    later = OPENED + timedelta(days=7)
    series = varberg.series
    make_conference(session, varberg.owner, path="smartare/kalmar", series=series, opens_at=later)
    clock.set(OPENED - timedelta(seconds=1))
    page = client.get(PLACE)
    clock.set(OPENED)
    for path in (PLACE, SERIES):
        assert "/smartare/anmalan?ort=varberg" in client.get(path).text
    assert "/smartare/kalmar/pamin" in client.get(SERIES).text
    assert 'href="/smartare/kalmar/pamin"' in client.get("/smartare").text
    answer = resubmitted(client, page.text)
    assert (answer.status_code, rows(session)) == (409, [])


def resubmitted(client: FlaskClient, page: str) -> Any:
    return client.post(PLACE, data=fields(read_form(page), {"email": ANNA}))


def test_without_a_date_two_letters_are_promised(client: FlaskClient, session: Session) -> None:
    owner = session.get_one(Organizer, 1)
    make_conference(session, owner, path="kurs", days=(), opens_at=None, closes_at=None)
    assert "när det finns ett datum och ett när anmälan öppnar" in client.get("/kurs/pamin").text
    answer = submit(client, "/kurs/pamin", {"email": ANNA})
    assert "Klart. Vi mejlar anna@… när det finns ett datum, och när anmälan öppnar." in answer.text
    assert [row.awaits_date for row in rows(session)] == [True]
    assert 'href="/kurs/pamin"' in client.get("/kurs").text
    assert client.get("/kurs/pamin.ics").status_code == 404


def test_a_cancelled_conference_offers_news_of_the_next_one(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    call_off(app, varberg)
    page = client.get("/smartare/varberg").text
    assert "Vill du veta när nästa konferens öppnar?" in page
    answer = submit(client, PLACE, {"email": ANNA})
    assert "Klart. Vi mejlar anna@… när anmälan till nästa konferens öppnar." in answer.text
    assert [row.wish for row in rows(session)] == [Wish.NEXT]


def test_full_without_a_queue_offers_news_of_the_next_one(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    set_columns(session, varberg, has_waiting_list=False)
    pool = get_conference(session, varberg.id).pools[0]
    pool.taken = pool.capacity
    session.commit()
    clock.set(OPENED)
    assert "Vill du veta när nästa konferens öppnar?" in client.get("/smartare/varberg").text
    assert client.get(PLACE).text.count("<form") == 1


def test_every_page_before_the_opening_has_the_button(client: FlaskClient) -> None:
    for page, path in (("/smartare/varberg", PLACE), ("/smartare", SERIES)):
        text = client.get(page).text
        assert f'<a class="btn sun" href="{path}">Påminn mig</a>' in text
        assert f'href="{path}.ics"' in text
    assert f'href="{SERIES}"' in client.get("/smartare/anmalan").text


def test_the_front_page_asks_only_while_nothing_is_open(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    answer = submit(client, "/", {"email": ANNA}, action="/pamin")
    assert "när nästa anmälan öppnar" in answer.text
    assert [(row.conference_id, row.series_id) for row in rows(session)] == [(None, None)]
    clock.set(OPENED)
    for path in ("/", "/?visa=tidigare"):
        assert "Inga öppna anmälningar just nu." not in client.get(path).text


def entry(data: bytes) -> Any:
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return found


def test_the_opening_is_a_quarter_of_an_hour_in_a_calendar_and_keeps_its_name(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    answer = client.get(f"{PLACE}.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == "attachment; filename=smartare-varberg-oppnar.ics"
    event = entry(answer.data)
    assert event["SUMMARY"] == "Anmälan öppnar: Smartare, grönare Sverige – Varberg"
    assert event["DTSTART"].dt == OPENED
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=15)
    assert event["URL"] == "http://localhost/smartare/anmalan?ort=varberg"
    set_columns(session, varberg, opens_at=OPENED + timedelta(days=1), version=2)
    moved = entry(client.get(f"{PLACE}.ics").data)
    assert moved["UID"] == event["UID"]
    assert moved["SEQUENCE"] > event["SEQUENCE"]
    whole = entry(client.get(f"{SERIES}.ics?lang=en").data)
    assert whole["SUMMARY"] == "Sign-up opens: Smartare, grönare Sverige"
    assert whole["URL"] == "http://localhost/smartare/anmalan"


def test_after_the_opening_there_is_no_file_of_it(client: FlaskClient, clock: FixedClock) -> None:
    clock.set(OPENED)
    assert client.get(f"{PLACE}.ics").status_code == 404


def test_looking_at_the_link_changes_nothing_and_one_click_ends_it(
    app: Flask, session: Session, varberg: Conference
) -> None:
    token = wish(session, conference_id=varberg.id).token
    scanner, program = app.test_client(), app.test_client()
    page = scanner.get(f"/pamin/{token}")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "Vi mejlar dig när anmälan öppnar." in page.text
    assert len(rows(session)) == 1
    # As RFC 8058 has it: no cookie, no page before, this very body.
    for _time in range(2):
        answer = program.post(f"/pamin/{token}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Adressen är borttagen." in answer.text
    assert rows(session) == []
    assert "Adressen är borttagen." in scanner.get("/pamin/gissat").text


def test_after_a_cancellation_a_button_keeps_the_place_on_the_list(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    token = wish(session, conference_id=varberg.id).token
    call_off(app, varberg)
    tell_all(app, BEFORE)
    page = client.get(f"/pamin/{token}").text
    assert "Vill du stå kvar på listan?</h1>" in page
    assert client.post(f"/pamin/{token}/kvar").status_code == 400
    assert [row.stage for row in rows(session)] == [Stage.ASKED]
    answer = submit(client, f"/pamin/{token}", action=f"/pamin/{token}/kvar")
    assert (answer.status_code, answer.location) == (303, f"/pamin/{token}")
    assert "när anmälan till nästa konferens öppnar" in client.get(f"/pamin/{token}").text
    assert [(row.wish, row.stage) for row in rows(session)] == [(Wish.NEXT, Stage.WAITING)]


def test_the_organizers_see_how_many_and_never_who(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    make_person(session, organizer=session.get_one(Organizer, varberg.owner_id), role=Role.READER)
    sign_in(client)
    home = f"/arrangor/konferens/{varberg.id}"
    assert "Vill veta när" not in client.get(home).text
    wish(session, conference_id=varberg.id)
    wish(session, BO, conference_id=varberg.id)
    wish(session, ANNA, Wish.NEXT, conference_id=varberg.id)
    wish(session, "cia@exempel.se", series_id=varberg.series_id)
    other = make_conference(session, session.get_one(Organizer, varberg.owner_id), path="annat")
    wish(session, "dan@exempel.se", conference_id=other.id)
    wish(session, "eva@exempel.se")
    page = client.get(home).text
    assert 'Vill veta när anmälan öppnar</dt><dd class="num">2</dd>' in page
    assert 'Vill veta när nästa konferens öppnar</dt><dd class="num">1</dd>' in page
    whole = client.get(f"/arrangor/serie/{varberg.series_id}").text
    assert 'Vill veta när anmälan öppnar</dt><dd class="num">3</dd>' in whole
    assert not [one for one in (ANNA, BO, "cia@") if one in page + whole]


def test_an_organizer_links_a_conference_to_its_predecessor(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    owner = session.get_one(Organizer, varberg.owner_id)
    make_person(session, organizer=owner)
    later = make_conference(session, owner, path="varberg-2021", title="Nästa")
    elsewhere = make_conference(session, make_organizer(session, "kalmar"), path="kalmar")
    sign_in(client)
    edit = f"/arrangor/konferens/{later.id}/redigera"
    assert f'<option value="{elsewhere.id}"' not in client.get(edit).text
    assert submit(client, edit, {"previous_id": str(elsewhere.id)}).status_code == 422
    assert submit(client, edit, {"previous_id": str(varberg.id)}).status_code == 303
    session.rollback()
    session.expire_all()
    assert session.get_one(Conference, later.id).previous_id == varberg.id
    assert f'<option selected value="{varberg.id}"' in client.get(edit).text
    # The first is not offered the second: no conference comes before itself.
    back = client.get(f"/arrangor/konferens/{varberg.id}/redigera").text
    assert f'<option value="{later.id}"' not in back
    assert submit(client, edit, {"previous_id": ""}).status_code == 303


def test_the_form_has_a_tick_that_nobody_made(client: FlaskClient, clock: FixedClock) -> None:
    clock.set(OPENED)
    page = client.get("/smartare/anmalan").text
    tick = (
        page.partition('name="next_time"')[0].rpartition("<input")[2] + page.partition('name="next_time"')[2]
    )
    assert "Mejla mig när nästa konferens öppnar" in page
    assert "checked" not in tick.partition(">")[0]


def test_the_page_on_personal_data_tells_of_the_list(
    client: FlaskClient, make_app: Callable[..., Flask]
) -> None:
    page = client.get("/personuppgifter/halland").text
    assert "Öppnar ingen anmälan raderas den efter högst 24 månader." in page
    shown = make_app(demo=True).test_client().get("/personuppgifter/halland").text
    assert "24 månader" not in shown
