"""Ändra läget: the choice, the form, the preview, the act; and what strangers and newer saves meet."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.queries import charged_sum
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import Role
from regapp.registrations.models import BookerRole, Participant
from tests.people import make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, resubmit, submit
from tests.turns import confirm, look, turn
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

MOVED = {
    "days-0-on": "2020-09-03", "days-0-starts": "10.00", "days-0-ends": "16.00", "venue": "Stadshotellet",
    "free_until": "2020-03-20", "last_on": "2020-08-20",
}  # fmt: skip

TYPED = {
    "place": "varberg", "participants-0-given_name": "Ulla", "participants-0-family_name": "Ek",
    "participants-0-email": "ulla.ek@exempel.se", "participants-0-organization": "Hylte kommun",
    "buyer-kind": "municipality", "buyer-name": "Hylte kommun", "buyer-org_number": "2120001249",
    "buyer-reference": "A1",
}  # fmt: skip


@dataclass
class World:
    varberg: Conference
    kalmar: Conference
    token: str


@pytest.fixture
def world(session: Session, send: Send) -> World:
    """Varberg of a series: two signed up, one of them protected, one in line, one who booked for others."""
    halland = make_organizer(session)
    series = make_series(session, halland)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=4)
    kalmar = make_conference(session, halland, path="smartare/kalmar", series=series)
    make_person(session, organizer=halland)
    protected = a_person(1, protected=True, alias="Deltagare A", given_name="Hemlig", family_name="Person")
    token = send(varberg, a_sign_up([a_person(0), protected])).token
    others = [a_person(2), a_person(3, email="")]
    send(
        varberg,
        a_sign_up(others, booker_role=BookerRole.OTHERS, booker_name="Bo Ek", booker_email="bo@exempel.se"),
    )
    send(varberg, a_sign_up([a_person(4)]))
    return World(varberg, kalmar, token)


@pytest.fixture
def carin(client: FlaskClient, world: World) -> FlaskClient:
    assert sign_in(client).status_code == 303
    return client


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}{rest}"


def letters(session: Session) -> int:
    session.commit()
    return session.scalar(select(func.count(OutboxMessage.id))) or 0


def now_at(session: Session, conference: Conference) -> Conference:
    session.rollback()
    session.expire_all()
    return get_conference(session, conference.id)


def figures(page: str) -> dict[str, str]:
    found = html.fromstring(page)
    terms, values = (["".join(map(str, one.itertext())) for one in found.iter(tag)] for tag in ("dt", "dd"))
    return dict(zip(terms, values, strict=False))


def test_the_preview_counts_whom_it_reaches_and_sends_nothing(
    carin: FlaskClient, world: World, session: Session
) -> None:
    before = letters(session)
    page = look(carin, world.varberg.id, "stall-in").text
    shown = figures(page)
    assert (shown["Anmälda"], shown["På väntelistan"], shown["Mejl som skickas"]) == ("4", "1", "5")
    assert shown["Den som anmält andra men inte deltar"] == "1"
    assert "2\N{NO-BREAK SPACE}800\N{NO-BREAK SPACE}kr återförs." in shown["Avgifter"]
    assert "INSTÄLLT: " in shown["Kalendrar"]
    assert page.count("Så läser") == 3
    assert letters(session) == before
    assert now_at(session, world.varberg).status is ConferenceStatus.PUBLISHED
    assert charged_sum(session, [world.varberg.id])[world.varberg.id] == 280_000


def test_no_real_link_and_no_protected_name_is_in_the_preview(
    carin: FlaskClient, world: World, session: Session
) -> None:
    page = look(carin, world.varberg.id, "stall-in").text
    assert "Hemlig" not in page
    tokens = session.scalars(select(Participant.token)).all()
    assert not any(token in page for token in (*tokens, world.token))


def test_what_is_sent_is_what_was_looked_at(carin: FlaskClient, world: World, session: Session) -> None:
    before = letters(session)
    preview = look(carin, world.varberg.id, "stall-in")
    other = resubmit(
        carin, at(world.varberg, "/lage/stall-in"), preview, {"do": "send", "reason": "Något annat."}
    )
    assert other.status_code == 200
    assert "Inget är skickat än." in other.text
    assert letters(session) == before
    unseen = submit(carin, at(world.varberg, "/lage/stall-in"), {"reason": "Storm.", "do": "send"})
    assert "Inget är skickat än." in unseen.text
    assert confirm(carin, world.varberg.id, "stall-in", preview).status_code == 303
    assert letters(session) == before + 5
    assert now_at(session, world.varberg).turn_reason == "Smittläget."


def test_without_a_reason_the_form_comes_back(carin: FlaskClient, world: World) -> None:
    answer = look(carin, world.varberg.id, "skjut-upp", {"reason": "", "expected_text": "hösten 2020"})
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Skriv varför. Det står först i mejlet."]
    assert 'value="hösten 2020"' in answer.text


def test_postponed_and_dated_again_by_the_pages(carin: FlaskClient, world: World, session: Session) -> None:
    done = turn(carin, world.varberg.id, "skjut-upp", {"expected_text": "hösten 2020"})
    assert done.status_code == 303
    page = carin.get("/smartare/varberg").text
    assert "Uppskjuten" in page
    assert "hösten 2020" in page
    assert "Smittläget." in page
    choices = carin.get(at(world.varberg, "/lage")).text
    assert "Sätt ett nytt datum" in choices
    assert "Skjut upp" not in choices
    assert turn(carin, world.varberg.id, "flytta", MOVED).status_code == 303
    page = carin.get("/smartare/varberg").text
    assert "Nytt datum" in page
    assert "flyttad från 27\N{NO-BREAK SPACE}mars till 3\N{NO-BREAK SPACE}september" in page
    mine = carin.get(f"/a/{world.token}").text
    assert "utan kostnad till och med 20\N{NO-BREAK SPACE}mars" in mine
    assert now_at(session, world.varberg).venue == "Stadshotellet"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"days-0-on": "2020-02-13", "last_on": "", "free_until": "2020-02-14"}, "Dagen har redan varit"),
        ({"days-0-on": ""}, "Skriv datumet"),
        ({"days-0-on": "i vår"}, "Skriv datumet så här: 2020-03-27"),
        ({"free_until": ""}, "Skriv till och med vilken dag det är kostnadsfritt att avanmäla sig"),
        ({"free_until": "2020-10-01"}, "Dagen ska vara före konferensen"),
        ({"last_on": "2020-10-01"}, "Sista anmälningsdag är efter konferensen"),
        ({"capacity": "två"}, "Skriv antalet platser med siffror"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    carin: FlaskClient, world: World, values: dict[str, str], fault: str
) -> None:
    hours = {"days-0-starts": "", "days-0-ends": ""} if values.get("days-0-on") == "" else {}
    answer = look(carin, world.varberg.id, "flytta", {**MOVED, **hours, **values})
    assert answer.status_code == 422
    assert fault in [line.removeprefix("Dag 1: ") for line in error_links(answer.text)]
    assert 'value="Stadshotellet"' in answer.text


def test_two_organizers_at_once_the_second_is_told_and_loses_nothing(
    carin: FlaskClient, world: World, session: Session
) -> None:
    first = look(carin, world.varberg.id, "flytta", MOVED)
    second = look(carin, world.varberg.id, "flytta", {**MOVED, "venue": "Teatern"})
    assert confirm(carin, world.varberg.id, "flytta", first).status_code == 303
    before = letters(session)
    late = confirm(carin, world.varberg.id, "flytta", second)
    assert late.status_code == 409
    assert error_links(late.text) == ["Någon annan har sparat konferensen medan du skrev."]
    assert 'value="Teatern"' in late.text
    assert letters(session) == before
    path = at(world.varberg, "/lage/flytta")
    again = resubmit(carin, path, late, {"do": "look"})
    assert confirm(carin, world.varberg.id, "flytta", again).status_code == 303
    assert now_at(session, world.varberg).venue == "Teatern"


def test_a_form_drawn_before_it_was_cancelled_is_refused_with_its_text(
    carin: FlaskClient, world: World
) -> None:
    preview = look(carin, world.varberg.id, "skjut-upp", {"reason": "Vi väntar."})
    assert turn(carin, world.varberg.id, "stall-in").status_code == 303
    late = confirm(carin, world.varberg.id, "skjut-upp", preview)
    assert late.status_code == 409
    assert "Vi väntar." in late.text


def test_an_open_sign_up_form_keeps_its_text_when_it_is_put_off(carin: FlaskClient, world: World) -> None:
    path = "/smartare/anmalan?ort=varberg"
    form = carin.get(path)
    turn(carin, world.varberg.id, "skjut-upp")
    answer = resubmit(carin, path, form, TYPED)
    assert answer.status_code == 409
    assert "Ulla" in answer.text
    assert "uppskjuten" in answer.text


def test_only_who_may_publish_gets_in(client: FlaskClient, world: World, session: Session) -> None:
    session.commit()
    make_person(
        session, "lasare@exempel.se", organizer=make_organizer(session, "kalmar"), role=Role.OWNER
    )  # fmt: skip
    sign_in(client, "lasare@exempel.se")
    for path in ("/lage", "/lage/stall-in", "/lage/flytta"):
        assert client.get(at(world.varberg, path)).status_code == 404


def test_whoever_was_to_come_to_what_is_cancelled_goes_to_another_place(
    carin: FlaskClient, world: World, session: Session
) -> None:
    turn(carin, world.varberg.id, "stall-in")
    mine = carin.get(f"/a/{world.token}").text
    assert "Byt till Kalmar" in mine
    assert "Byt till Kalmar" in carin.get("/smartare/varberg").text
    path = f"/a/{world.token}/byt/{world.kalmar.id}"
    asked = carin.get(path)
    assert charged_sum(session, [world.varberg.id, world.kalmar.id]) == {world.varberg.id: 0}
    assert resubmit(carin, path, asked).status_code == 303
    session.commit()
    sums = charged_sum(session, [world.varberg.id, world.kalmar.id])
    assert sums == {world.varberg.id: 0, world.kalmar.id: 140_000}
    session.expire_all()
    moved = session.scalars(select(Participant).where(Participant.conference_id == world.kalmar.id)).all()
    assert len(moved) == 2
    assert "Du är anmäld" in carin.get(f"/a/{world.token}").text.replace("Ni är anmälda", "Du är anmäld")
    # The second post of the same page changes nothing.
    assert resubmit(carin, path, asked).status_code == 303
    session.commit()
    assert charged_sum(session, [world.kalmar.id]) == {world.kalmar.id: 140_000}


def test_a_full_place_is_refused_and_nobody_of_the_group_is_moved(
    carin: FlaskClient, world: World, session: Session, send: Send
) -> None:
    turn(carin, world.varberg.id, "stall-in")
    path = f"/a/{world.token}/byt/{world.kalmar.id}"
    asked = carin.get(path)
    for number in range(49):
        send(world.kalmar, a_sign_up([a_person(100 + number)]))
    answer = resubmit(carin, path, asked)
    assert answer.status_code == 409
    assert "Kalmar är fullbokat." in answer.text
    session.commit()
    moved = session.scalars(select(Participant).where(Participant.conference_id == world.kalmar.id)).all()
    assert len(moved) == 49


def test_another_day_or_place_in_the_ordinary_form_leads_into_the_preview(
    carin: FlaskClient, world: World, session: Session
) -> None:
    edit = at(world.varberg, "/redigera")
    before = letters(session)
    moved = {"days-0-on": "2020-04-03", "venue": "Stadshotellet", "lead": "Ny ingress"}
    led = submit(carin, edit, moved)
    assert led.status_code == 200
    assert "Resten är sparat." in led.text
    held = now_at(session, world.varberg)
    assert (held.lead, held.venue, held.days[0].on) == ("Ny ingress", "", date(2020, 3, 27))
    assert letters(session) == before
    there = at(world.varberg, "/lage/flytta")
    seen = resubmit(carin, there, led, {"reason": "Översvämning.", "free_until": "2020-03-20", "do": "look"})
    assert "Inget är skickat än." in seen.text
    assert "Stadshotellet" in seen.text
    assert confirm(carin, world.varberg.id, "flytta", seen).status_code == 303
    held = now_at(session, world.varberg)
    assert (held.venue, held.days[0].on) == ("Stadshotellet", date(2020, 4, 3))


def test_other_hours_lead_into_no_turn_and_no_day_at_all_is_asked_about(
    carin: FlaskClient, world: World, session: Session
) -> None:
    edit = at(world.varberg, "/redigera")
    asked = submit(carin, edit, {"days-0-starts": "09.30"})
    assert resubmit(carin, edit, asked, {"do": "save"}).status_code == 303
    none = {"days-0-on": "", "days-0-starts": "", "days-0-ends": "", "lead": "Behåll mig"}
    refused = submit(carin, edit, none)
    assert refused.status_code == 422
    assert "Ska den skjutas upp?" in refused.text
    assert "Behåll mig" in refused.text
