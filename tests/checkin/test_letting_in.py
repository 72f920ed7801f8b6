"""Those without a place here: walk-ins, a full house, the cancelled; seats, charges and letters."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.billing.models import Charge
from regapp.checkin.commands.scans import sweep_scans
from regapp.checkin.models import CheckIn, Scan
from regapp.choices.models import ParticipantMeal
from regapp.conferences.models import SeatPool
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import Role
from regapp.registrations.models import NeedsAnswer, Participant, Registration, Status
from tests.catering.world import Desk
from tests.checkin.conftest import House
from tests.checkin.test_helpers import Julia
from tests.checkin.test_pages import answer, by_code, press
from tests.choosing import add_meal
from tests.people import make_person, sign_in
from tests.sending import Send
from tests.support.forms import fields, read_form, submit
from tests.world import a_person, a_sign_up

NEW = {
    "given_name": "Sara",
    "family_name": "Wik",
    "organization": "Hylte kommun",
    "email": "sara.wik@exempel.se",
}


def pool(session: Session, house: House) -> tuple[int, int, int]:
    session.commit()
    found = session.scalars(select(SeatPool).where(SeatPool.conference_id == house.varberg.id)).one()
    session.refresh(found)
    return found.capacity, found.taken, found.waiting


def fill(session: Session, house: House, send: Send, waiting: int = 0) -> None:
    """Every place taken, and so many who wait."""
    session.commit()
    row = session.scalars(select(SeatPool).where(SeatPool.conference_id == house.varberg.id)).one()
    session.refresh(row)
    row.capacity = row.taken
    session.commit()
    for number in range(waiting):
        send(house.varberg, a_sign_up([a_person(50 + number)]))


def add(client: FlaskClient, base: str, **values: str) -> tuple[int, str]:
    sent = submit(client, f"{base}/ny", NEW | values, action=f"{base}/ny")
    return sent.status_code, sent.text


def test_a_walk_in_has_a_place_a_charge_a_letter_and_is_in(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    status, page = add(keeper, house.base)
    assert status == 200 and answer(page) == ("good", "Sara Wik", "Incheckad. Hylte kommun")
    session.commit()
    person = session.scalars(select(Participant).where(Participant.family_name == "Wik")).one()
    assert person.status is Status.CONFIRMED and person.lacks_reference
    registration = session.get_one(Registration, person.registration_id)
    assert registration.kind_disputed and registration.buyer_name == "Hylte kommun"
    charged = select(func.sum(Charge.gross_minor)).where(Charge.participant_id == person.id)
    assert session.scalars(charged).one() == 70_000
    letters = select(OutboxMessage.kind).where(OutboxMessage.subject_id == person.id)
    assert session.scalars(letters).all() == ["registrations.confirmation"]
    assert session.scalars(select(CheckIn.participant_id)).all() == [person.id]


def test_a_walk_in_says_what_they_eat_and_the_kitchen_counts_the_plate(
    app: Flask, keeper: FlaskClient, house: House, session: Session
) -> None:
    lunch = add_meal(session, house.varberg)
    add_meal(session, house.varberg, "Middag")
    page = keeper.get(f"{house.base}/ny").text
    assert "Jag äter lunch" in page and "Annat</label>" not in page
    eats = {"meals": [str(lunch.id)], "diet": ["vegan"], "allergies": ["gluten"]}
    sent = submit(keeper, f"{house.base}/ny", {**NEW, **eats}, action=f"{house.base}/ny")
    assert answer(sent.text)[0] == "good" and "gluten" not in sent.text.casefold()
    assert Desk(app, house.varberg).plates() == {"Lunch": {"vegan+gluten": 1}, "Middag": {}}


def test_a_walk_in_who_says_nothing_of_food_eats_every_meal(
    app: Flask, keeper: FlaskClient, house: House, session: Session
) -> None:
    add_meal(session, house.varberg)
    status, _page = add(keeper, house.base)
    assert status == 200
    assert Desk(app, house.varberg).plates() == {"Lunch": {"": 1}}
    session.commit()
    assert session.scalars(select(NeedsAnswer)).all() == []


def test_a_food_code_that_is_not_on_the_list_is_refused(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    sent = submit(keeper, f"{house.base}/ny", NEW | {"allergies": ["other"]}, action=f"{house.base}/ny")
    assert sent.status_code == 422 and 'value="Wik"' in sent.text
    session.commit()
    assert session.scalars(select(Participant).where(Participant.family_name == "Wik")).all() == []


def test_nothing_is_asked_of_food_once_it_is_eaten(
    keeper: FlaskClient, house: House, session: Session, clock: FixedClock, morning: datetime
) -> None:
    add_meal(session, house.varberg)
    clock.set(morning + timedelta(days=3))
    page = keeper.get(f"{house.base}/ny").text
    assert "Förnamn" in page and "Kost" not in page and "Jag äter" not in page


def test_a_walk_in_of_two_days_is_asked_which_with_today_ticked(
    app: Flask, client: FlaskClient, session: Session, send: Send, clock: FixedClock, morning: datetime
) -> None:
    days = [date(2020, 3, 27), date(2020, 3, 28)]
    house = House(session, send, days=days, asks_days=True)
    make_person(session, organizer=house.owner, role=Role.OWNER)
    sign_in(client)
    add_meal(session, house.varberg)
    add_meal(session, house.varberg, "Frukost", day=1)
    form = read_form(client.get(f"{house.base}/ny").text, action=f"{house.base}/ny")
    assert fields(form, {}).getlist("days") == [str(house.varberg.days[0].id)]
    sent = submit(client, f"{house.base}/ny", NEW | {"days": []}, action=f"{house.base}/ny")
    assert sent.status_code == 422 and "Välj minst en dag" in sent.text
    add(client, house.base)
    assert Desk(app, house.varberg).plates() == {"Lunch": {"": 1}, "Frukost": {}}
    clock.set(morning + timedelta(days=1))
    assert "Vilka dagar" not in client.get(f"{house.base}/ny").text
    add(client, house.base, family_name="Berg", email="s.berg@exempel.se")
    assert Desk(app, house.varberg).plates() == {"Lunch": {"": 1}, "Frukost": {"": 1}}


def test_whoever_is_moved_eats_here_what_they_did_not_refuse_there(
    app: Flask, keeper: FlaskClient, house: House, session: Session
) -> None:
    for conference in (house.varberg, house.lulea):
        add_meal(session, conference, "Fika")
        lunch = add_meal(session, conference)
    person = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    session.add(ParticipantMeal(participant_id=person.id, meal_id=lunch.id))
    session.commit()
    press(keeper, by_code(keeper, house, person.ticket_code), "Flytta hit och checka in")
    assert Desk(app, house.varberg).plates() == {"Fika": {}, "Lunch": {"": 1}}
    assert Desk(app, house.lulea).plates() == {"Fika": {}, "Lunch": {}}


def test_the_same_form_sent_twice_adds_nobody(keeper: FlaskClient, house: House, session: Session) -> None:
    add(keeper, house.base, submission_key="k" * 43)
    status, page = add(keeper, house.base, submission_key="k" * 43)
    assert status == 200 and "Personen är redan tillagd." in page
    session.commit()
    assert session.scalars(select(func.count(CheckIn.participant_id))).one() == 1


def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(keeper: FlaskClient, house: House) -> None:
    status, page = add(keeper, house.base, email="sara")
    assert status == 422
    assert "E-postadressen saknar @" in page and 'value="Wik"' in page


def test_a_full_house_takes_nobody_in_but_whoever_may_can_decide_so(
    keeper: FlaskClient, house: House, session: Session, send: Send
) -> None:
    fill(session, house, send, waiting=2)
    before = pool(session, house)
    status, page = add(keeper, house.base)
    assert status == 409 and "Alla platser är bokade, eller någon väntar på dem." in page
    assert "2 personer står på väntelistan." in page
    assert pool(session, house) == before
    status, _page = add(keeper, house.base, override="y")
    assert status == 200
    capacity, taken, waiting = pool(session, house)
    assert (capacity, taken, waiting) == (before[0] + 1, before[1] + 1, 2)


def test_a_helper_cannot_go_past_the_places(
    app: Flask, keeper: FlaskClient, house: House, session: Session, send: Send
) -> None:
    julia = Julia(app, keeper, house)
    julia.come_in()
    fill(session, house, send)
    status, _page = add(julia.phone, julia.path, override="y")
    assert status == 409
    status, page = add(julia.phone, julia.path)
    assert "Släpp in ändå" not in page


def test_whoever_cancelled_gets_a_place_again(
    keeper: FlaskClient, house: House, session: Session, app: Flask
) -> None:
    person = session.scalars(select(Participant).where(Participant.family_name == "Öberg")).one()
    session.commit()
    cancel = f"/arrangor/konferens/{house.varberg.id}/deltagare/{person.id}"
    assert submit(keeper, cancel, action=f"{cancel}/avanmal").status_code == 303
    before = pool(session, house)
    page = by_code(keeper, house, person.ticket_code)
    assert answer(page)[1].startswith("Avanmäld")
    page = press(keeper, page, "Anmäl igen")
    assert answer(page) == ("good", "Karin Öberg", "Incheckad. Varbergs kommun")
    assert pool(session, house)[1] == before[1] + 1


def test_the_charge_of_whoever_is_moved_goes_to_the_new_seller(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    session.commit()
    person = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    press(keeper, by_code(keeper, house, person.ticket_code), "Flytta hit och checka in")
    session.commit()
    rows = select(Charge.seller_id, Charge.gross_minor).where(Charge.participant_id == person.id)
    sums: dict[int, int] = {}
    for seller, gross in session.execute(rows):
        sums[seller] = sums.get(seller, 0) + gross
    assert sums == {house.lulea.owner_id: 0, house.varberg.owner_id: 70_000}


def test_a_move_into_a_full_house_is_for_whoever_may_decide_it(
    client: FlaskClient, house: House, session: Session, send: Send, morning: datetime
) -> None:
    make_person(session, organizer=house.owner, role=Role.DOOR)
    sign_in(client)
    fill(session, house, send)
    person = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    session.commit()
    page = by_code(client, house, person.ticket_code)
    assert "Flytta hit" not in page and "Alla platser är bokade." in page


def test_whoever_moves_away_after_the_check_in_is_not_counted(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    press(keeper, keeper.get(house.base).text, "Checka in Anna Lindqvist")
    session.commit()
    person = session.scalars(select(Participant).where(Participant.family_name == "Lindqvist")).one()
    person.conference_id = house.lulea.id
    session.commit()
    assert "<b>0</b>" in keeper.get(house.base).text


@pytest.mark.parametrize("path", ["flytta", "anmal-igen", "checka-in", "ny"])
def test_a_forged_form_does_nothing(keeper: FlaskClient, house: House, session: Session, path: str) -> None:
    sent = keeper.post(f"{house.base}/{path}", data=NEW | {"deltagare": "1", "kod": "X"})
    assert sent.status_code == 400
    session.commit()
    assert session.scalars(select(CheckIn)).all() == []


def test_numbers_of_old_scans_are_forgotten_and_who_came_is_not(
    keeper: FlaskClient, house: House, session: Session, morning: datetime
) -> None:
    press(keeper, keeper.get(house.base).text, "Checka in Anna Lindqvist")
    session.commit()
    sweep_scans(session, now=morning + timedelta(days=31))
    assert session.scalars(select(Scan)).all() == []
    assert len(session.scalars(select(CheckIn)).all()) == 1


def test_whoever_waits_is_let_in_by_those_who_may_and_only_they_pass_the_line(
    app: Flask, keeper: FlaskClient, house: House, session: Session, send: Send
) -> None:
    julia = Julia(app, keeper, house)
    julia.come_in()
    fill(session, house, send, waiting=2)
    capacity, taken, _waiting = pool(session, house)
    person = session.scalars(select(Participant).where(Participant.family_name == "Nummer 51")).one()
    forms = [f"{julia.path}/slapp-in", f"{house.base}/slapp-in"]
    page = by_code(keeper, house, person.ticket_code)
    assert answer(page)[1] == "Står på väntelistan"
    token = fields(read_form(julia.phone.get(julia.path).text, action=f"{julia.path}/ut"), {})["csrf_token"]
    sent = julia.phone.post(forms[0], data={"csrf_token": token, "deltagare": str(person.id), "nonce": "x"})
    assert sent.status_code == 409
    page = press(keeper, page, "Släpp in och checka in")
    assert answer(page)[0] == "good"
    assert pool(session, house) == (capacity + 1, taken + 1, 1)
    session.refresh(person)
    assert person.status is Status.CONFIRMED
    actions = session.scalars(select(Event.action)).all()
    assert "over_capacity" in actions and "let_in" in actions


def test_whoever_was_offered_a_place_says_yes_by_coming(
    keeper: FlaskClient, house: House, session: Session, morning: datetime
) -> None:
    session.commit()
    person = session.scalars(select(Participant).where(Participant.family_name == "Öberg")).one()
    person.status, person.offered_until = Status.OFFERED, morning + timedelta(hours=2)
    session.commit()
    page = press(keeper, by_code(keeper, house, person.ticket_code), "Släpp in och checka in")
    assert answer(page) == ("good", "Karin Öberg", "Incheckad. Varbergs kommun")
