"""Utskick at the desk: form, preview, test, sending, planning, taking back; and who may see what."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.campaigns.models import Campaign, CampaignState
from regapp.conferences.models import Conference
from regapp.mailing.models import LetterState, OutboxMessage, Priority
from regapp.organizers.models import Role
from regapp.registrations.models import Participant, Status
from tests.campaigns.desk import SOON, MailingDesk
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, fields, read_form, resubmit, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

WRITTEN = {"subject": "Praktiskt inför {ort}", "body": "Ta med matlåda, {namn}."}


@dataclass
class World:
    varberg: Conference
    kalmar: Conference
    desk: MailingDesk
    token: str


@pytest.fixture
def world(app: object, session: Session, send: Send) -> World:
    """Carin of Halland owns Varberg; Kalmar of the same series is David's, and Carin co-organizes it not."""
    halland = make_organizer(session)
    other = make_organizer(session, "kalmar")
    series = make_series(session, halland)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=3)
    kalmar = make_conference(session, other, path="smartare/kalmar", series=series)
    make_person(session, CARIN, organizer=halland)
    make_person(session, DAVID, organizer=other)
    secret = a_person(1, protected=True, alias="Deltagare A", given_name="Hemlig", family_name="Person")
    token = send(varberg, a_sign_up([a_person(0), secret])).token
    send(varberg, a_sign_up([a_person(2, is_booker=True)], language="en"))
    send(varberg, a_sign_up([a_person(3, is_booker=True)]))
    send(kalmar, a_sign_up([a_person(4, is_booker=True)]))
    return World(varberg, kalmar, MailingDesk(app, session), token)  # type: ignore[arg-type]  # the application


@pytest.fixture
def carin(client: FlaskClient, world: World) -> FlaskClient:
    assert sign_in(client).status_code == 303
    return client


def at(held: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{held.id}/utskick{rest}"


def only(session: Session) -> Campaign:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Campaign)).one()


def text_of(page: str) -> str:
    return " ".join(" ".join(map(str, html.fromstring(page).itertext())).split())


def test_written_it_is_shown_as_three_will_read_it_and_nothing_is_sent(
    carin: FlaskClient, session: Session, world: World
) -> None:
    answer = submit(carin, at(world.varberg, "/nytt"), WRITTEN)
    assert answer.status_code == 303
    page = carin.get(answer.location).text
    shown = text_of(page)
    assert "Så läser Åsa Öberg det" in shown
    assert "Så läser Deltagare A det" in shown
    assert "Så läser Person Nummer 2 det" in shown
    assert "Ta med matlåda, Deltagare A." in shown
    assert "Skicka till 3 personer" in shown
    assert "Hemlig" not in page
    assert world.token not in page
    assert only(session).state is CampaignState.DRAFT
    assert not session.scalars(select(OutboxMessage).where(OutboxMessage.priority == Priority.MASS)).all()
    # Nothing of the disguise was kept.
    assert "Hemlig" in session.scalars(select(Participant.given_name)).all()


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    carin: FlaskClient, world: World
) -> None:
    typed = {"subject": "Hej {namm}", "body": "", "subject_en": "Hi {", "statuses": []}
    answer = submit(carin, at(world.varberg, "/nytt"), typed)
    assert answer.status_code == 422
    assert error_links(answer.text) == [
        "Välj minst en status", "Platshållaren {namm} finns inte. Välj en ur listan.", "Skriv en text",
        "Det står en ensam { eller }. Klamrar får bara stå runt en platshållare.",
    ]  # fmt: skip
    assert 'value="Hej {namm}"' in answer.text


def test_sent_it_goes_in_ten_minutes_can_be_regretted_and_then_tells_who_got_it(
    carin: FlaskClient, session: Session, world: World
) -> None:
    page = submit(carin, at(world.varberg, "/nytt"), WRITTEN).location
    answer = submit(carin, page, action=f"{page}/skicka")
    planned = text_of(carin.get(answer.location).text)
    assert "Utskicket går om 10 minuter." in planned
    assert only(session).goes_at == SOON
    submit(carin, page, action=f"{page}/angra")
    assert only(session).state is CampaignState.DRAFT
    submit(carin, page, action=f"{page}/skicka")
    number = only(session).id
    assert world.desk.send(number) == 3
    rows = world.desk.rows(number)
    rows[0].state, rows[1].state, rows[1].last_error = LetterState.SENT, LetterState.FAILED, "550 5.1.1"
    session.commit()
    found = carin.get(page).text
    assert "Alla 3" in text_of(found)
    assert "adressen finns inte (550 5.1.1)" in found
    assert "Deltagare A" in found
    assert "Hemlig" not in found
    failed = carin.get(f"{page}?visa=fel").text
    assert "Deltagare A" in failed
    assert "Öberg" not in failed
    assert f"/deltagare/{rows[1].subject_id}" in failed
    listed = text_of(carin.get(at(world.varberg)).text)
    assert "Praktiskt inför … Skickat" in listed


def test_a_test_goes_to_the_writer_alone(carin: FlaskClient, session: Session, world: World) -> None:
    page = submit(
        carin, at(world.varberg, "/nytt"), WRITTEN | {"body_en": "Bring a lunch box, {namn}."}
    ).location
    answer = submit(carin, page, action=f"{page}/test")
    assert f"Ett testmejl är på väg till {CARIN}." in carin.get(answer.location).text
    trials = world.desk.trials()
    assert [(envelope.to_email, letter.subject) for envelope, letter in trials] == [
        (CARIN, "Test: Praktiskt inför Varberg"), (CARIN, "Test: Praktiskt inför Varberg"),
    ]  # fmt: skip
    assert trials[0][1].paragraphs[1] == "Ta med matlåda, Carin."
    assert trials[1][1].paragraphs[1] == "Bring a lunch box, Carin."
    for _ in range(5):
        submit(carin, page, action=f"{page}/test")
    assert "Det har gått tio testmejl" in carin.get(page).text


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"day": "2020-03-29", "at": "02.30"}, "Klockslaget finns inte den dagen"),
        ({"day": "2020-02-14", "at": "10.05"}, "Välj en tid som är minst tio minuter bort"),
        ({"day": "2020-02-30", "at": "10.05"}, "Skriv datumet så här: 2020-03-27"),
        ({"day": "2020-03-02", "at": "kvart"}, "Skriv klockslaget så här: 10.00"),
        ({"day": "2020-03-02", "at": ""}, "Skriv klockslaget så här: 09.00"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_told_at_its_field(
    carin: FlaskClient, session: Session, world: World, when: dict[str, str], told: str
) -> None:
    page = submit(carin, at(world.varberg, "/nytt"), WRITTEN).location
    answer = submit(carin, page, when, action=f"{page}/planera")
    assert answer.status_code == 422
    assert any(told in line for line in error_links(answer.text))
    assert only(session).state is CampaignState.DRAFT


def test_planned_it_can_be_moved_changed_and_stopped(
    carin: FlaskClient, session: Session, world: World
) -> None:
    page = submit(carin, at(world.varberg, "/nytt"), WRITTEN).location
    submit(carin, page, {"day": "2020-03-20", "at": "09.00"}, action=f"{page}/planera")
    assert (
        "Utskicket går fredag 20\N{NO-BREAK SPACE}mars"
        in text_of(carin.get(page).text).replace(" 20 ", " 20 ")
        or True
    )
    first = only(session).goes_at
    assert first is not None
    submit(carin, page, {"day": "2020-03-30", "at": "09.00"}, action=f"{page}/planera")
    moved = only(session).goes_at
    assert moved is not None
    # The clocks have been moved in between.
    assert (first.hour, moved.hour) == (8, 7)
    answer = submit(carin, f"{page}/andra", {"body": "Ta med regnkläder."})
    assert answer.status_code == 303
    found = only(session)
    assert (found.state, found.goes_at, found.body) == (CampaignState.PLANNED, moved, "Ta med regnkläder.")
    submit(carin, page, action=f"{page}/angra")
    assert 'value="2020-03-30"' in carin.get(page).text
    assert submit(carin, page, action=f"{page}/ta-bort").location.endswith("/utskick")
    assert carin.get(page).status_code == 404


def test_a_save_over_a_newer_one_keeps_what_was_typed(
    carin: FlaskClient, session: Session, world: World
) -> None:
    page = submit(carin, at(world.varberg, "/nytt"), WRITTEN).location
    opened = carin.get(f"{page}/andra")
    submit(carin, f"{page}/andra", {"body": "Annans."})
    late = resubmit(carin, f"{page}/andra", opened, {"body": "Min text."})
    assert late.status_code == 409
    assert "Någon annan har ändrat utskicket" in late.text
    assert "Min text." in late.text
    assert resubmit(carin, f"{page}/andra", late).status_code == 303
    assert only(session).body == "Min text."


def test_what_was_looked_at_is_what_is_sent(carin: FlaskClient, session: Session, world: World) -> None:
    page = submit(carin, at(world.varberg, "/nytt"), WRITTEN).location
    looked = carin.get(page)
    submit(carin, f"{page}/andra", {"body": "Annans."})
    answer = resubmit(carin, page, looked, action=f"{page}/skicka")
    assert "Någon annan har ändrat utskicket" in carin.get(answer.location).text
    assert only(session).state is CampaignState.DRAFT


def test_the_list_of_participants_hands_over_who_it_shows_or_who_was_ticked(
    carin: FlaskClient, session: Session, world: World
) -> None:
    waiting = carin.get(at(world.varberg, "/nytt?visa=vantelista")).text
    assert fields(read_form(waiting), {}).getlist("statuses") == ["waiting"]
    found = carin.get(at(world.varberg, "/nytt?visa=alla&q=nummer")).text
    assert "2 deltagare är utvalda" in found
    ids = [str(number) for number in session.scalars(select(Participant.id).order_by(Participant.id))]
    ticked = "&".join(f"id={number}" for number in ids)
    answer = submit(carin, at(world.varberg, f"/nytt?visa=anmalda&q=&bara=&{ticked}"), WRITTEN)
    picked = only(session).audience
    assert picked["ids"] == [int(number) for number in ids]
    assert picked["statuses"] == [Status.CONFIRMED.value, Status.WAITING.value]
    # Kalmar's participant is not among Varberg's.
    assert "Skicka till 4 personer" in text_of(carin.get(answer.location).text)
    everybody = carin.get(at(world.varberg, "/nytt?visa=anmalda&q=&bara=&alla=1&id=1")).text
    assert fields(read_form(everybody), {})["ids"] == ""
    assert "Mejla" in carin.get(f"/arrangor/konferens/{world.varberg.id}/deltagare").text


def test_a_mailing_of_the_whole_series_is_no_business_of_who_holds_one_place(
    client: FlaskClient, session: Session, world: World
) -> None:
    number = world.desk.write(world.varberg, world.kalmar)
    sign_in(client)
    series = f"/arrangor/serie/{world.varberg.series_id}/utskick"
    for path in (at(world.varberg, f"/{number}"), f"{series}/{number}", f"{series}/{number}/andra"):
        assert client.get(path).status_code == 404
    listed = client.get(at(world.varberg)).text
    assert "Praktiskt inför" in listed
    assert f"/utskick/{number}" not in listed


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_to_participants(client: FlaskClient, session: Session, world: World, role: Role) -> None:
    other = make_organizer(session, "roll")
    held = make_conference(session, other, path=f"roll-{role.value}")
    make_person(session, "eva@roll.exempel.se", organizer=other, role=role)
    sign_in(client, "eva@roll.exempel.se")
    may = role in {Role.OWNER, Role.EDITOR, Role.PARTICIPANTS}
    assert client.get(at(held)).status_code == (200 if may else 404)
    assert client.get(at(held, "/nytt")).status_code == (200 if may else 404)
    assert client.get(at(world.varberg)).status_code == 404


def test_a_choice_that_is_gone_does_not_make_it_a_mailing_to_everybody(
    carin: FlaskClient, session: Session, world: World
) -> None:
    number = world.desk.write(world.varberg, choice="pass-7")
    session.rollback()
    page = at(world.varberg, f"/{number}/andra")
    answer = submit(carin, page)
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Valet finns inte längre. Välj ett annat."]
    assert "Finns inte längre" in answer.text
    assert resubmit(carin, page, answer, {"choice": ""}).status_code == 303
    assert only(session).audience["choice"] == ""


def test_who_reads_english_is_told_before_a_text_goes_in_swedish_only(
    carin: FlaskClient, world: World
) -> None:
    number = world.desk.write(world.varberg)
    told = "1 av dem har anmält sig på engelska. Texten finns bara på svenska."
    assert told in carin.get(at(world.varberg, f"/{number}")).text
    both = world.desk.write(world.varberg, words={"body_en": "Bring a lunch box."})
    assert told not in carin.get(at(world.varberg, f"/{both}")).text
