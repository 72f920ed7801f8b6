"""Ticking in the list, looking, confirming, undoing."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.batches.models import Batch, BatchState
from regapp.billing.queries import charged_sum
from regapp.conferences.models import Conference, SeatPool
from regapp.jobs.batches import do_what_is_due
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import submit
from tests.world import KALMAR, a_buyer, a_person, a_sign_up, make_conference, make_organizer, make_series

pytestmark = pytest.mark.both_databases


class World:
    """Varberg is full with two in line, Kalmar has two seats left; Halland runs both."""

    def __init__(self, session: Session, send: Send) -> None:
        halland = make_organizer(session)
        series = make_series(session, halland)
        self.varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=4)
        self.kalmar = make_conference(
            session, halland, path="smartare/kalmar", series=series, capacity=2, days=(date(2020, 3, 31),)
        )
        make_person(session, CARIN, organizer=halland)
        make_person(session, DAVID, organizer=make_organizer(session, "kalmar", org_number=KALMAR))
        for number in range(6):
            person = a_person(number, family_name=f"Namn{number}", is_booker=True)
            send(self.varberg, a_sign_up([person]))
        session.commit()


@pytest.fixture
def world(session: Session, send: Send) -> World:
    return World(session, send)


@pytest.fixture
def carin(client: FlaskClient, world: World) -> FlaskClient:
    sign_in(client, CARIN)
    return client


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/deltagare{rest}"


def ids_of(session: Session, conference: Conference) -> list[int]:
    found = select(Participant.id).where(Participant.conference_id == conference.id).order_by(Participant.id)
    return list(session.scalars(found))


def statuses(session: Session) -> list[str]:
    session.commit()
    found = select(Participant.status).order_by(Participant.id).execution_options(populate_existing=True)
    return [one.value for one in session.scalars(found)]


def seats(session: Session, conference: Conference) -> tuple[int, int]:
    session.commit()
    row = select(SeatPool.taken, SeatPool.waiting).where(SeatPool.conference_id == conference.id)
    taken, waiting = session.execute(row).one()
    return taken, waiting


def letters(session: Session) -> int:
    session.commit()
    return session.scalars(select(func.count(OutboxMessage.id))).one()


def later(app: Flask, minutes: int) -> None:
    """The clock goes on and the worker looks."""
    clock: FixedClock = app.extensions["regapp"].clock
    clock.set(clock.now() + timedelta(minutes=minutes))
    with app.app_context():
        do_what_is_due()


def test_the_list_has_a_tick_for_each_and_buttons_for_those_who_may(carin: FlaskClient, world: World) -> None:
    page = carin.get(at(world.varberg)).text
    assert page.count('name="id"') == 4
    assert "Flytta till annan ort" in page
    assert "Avanmäl" in page


def test_a_preview_says_who_letters_money_and_the_line_and_changes_nothing(
    carin: FlaskClient, world: World, session: Session
) -> None:
    people, before = ids_of(session, world.varberg), letters(session)
    page = carin.get(at(world.varberg, f"/atgard/avanmal?id={people[1]}&id={people[2]}")).text
    assert "Avanmäl 2 deltagare" in page
    assert "1\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}kr återförs." in page
    assert "2 erbjuds en plats." in page
    assert "Namn1" in page
    assert "Namn3" not in page
    assert statuses(session)[1] == "confirmed"
    assert letters(session) == before


def test_a_preview_counts_people_in_line_and_not_their_letters(
    carin: FlaskClient, world: World, session: Session, send: Send
) -> None:
    group = [a_person(20, is_booker=True), a_person(21, email=""), a_person(22, email="")]
    send(world.varberg, a_sign_up(group))
    first = "&".join(f"id={number}" for number in ids_of(session, world.varberg)[:4])
    waiting = "&".join(f"id={number}" for number in ids_of(session, world.varberg)[4:6])
    page = carin.get(at(world.varberg, f"/atgard/avanmal?visa=alla&{first}&{waiting}")).text
    assert "3 erbjuds en plats." in page


def test_confirmed_it_waits_ten_minutes_and_undone_nothing_has_happened(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    people, before = ids_of(session, world.varberg), letters(session)
    ask = at(world.varberg, f"/atgard/avanmal?id={people[1]}&id={people[2]}")
    answer = submit(carin, ask, action=at(world.varberg, "/atgard/avanmal"))
    assert answer.status_code == 303
    later(app, 9)
    assert letters(session) == before
    shown = carin.get(answer.location).text
    assert "Ångra" in shown
    assert "görs" in carin.get(at(world.varberg)).text
    assert submit(carin, answer.location, action=f"{answer.location}/angra").status_code == 303
    later(app, 5)
    assert statuses(session)[1:3] == ["confirmed", "confirmed"]
    assert letters(session) == before
    assert "Ångrad, inget är ändrat" in carin.get(answer.location).text


def test_after_ten_minutes_it_is_done_once_and_the_line_moves_up(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    people = ids_of(session, world.varberg)
    answer = submit(
        carin,
        at(world.varberg, f"/atgard/avanmal?visa=alla&id={people[0]}&id={people[4]}"),
        action=at(world.varberg, "/atgard/avanmal"),
    )
    later(app, 11)
    later(app, 1)
    assert statuses(session) == ["cancelled", "confirmed", "confirmed", "confirmed", "cancelled", "offered"]
    assert seats(session, world.varberg) == (4, 0)
    assert "Gjort för 2 deltagare." in carin.get(answer.location).text
    assert charged_sum(session, [world.varberg.id])[world.varberg.id] == 3 * 70_000


def test_all_hits_reach_beyond_the_page_and_a_group_is_let_in_once(
    carin: FlaskClient, world: World, session: Session
) -> None:
    page = carin.get(at(world.varberg, "/atgard/avanmal?alla=1&visa=alla")).text
    assert "Avanmäl 6 deltagare" in page
    assert "erbjuds" not in page


def test_moving_more_than_there_are_seats_is_refused_and_says_how_many(
    carin: FlaskClient, world: World, session: Session
) -> None:
    query = "&".join(f"id={number}" for number in ids_of(session, world.varberg)[:3])
    page = carin.get(at(world.varberg, f"/atgard/flytta?{query}&till={world.kalmar.id}")).text
    assert "Lediga platser i Kalmar: 2. Det behövs 3." in page
    assert "Inget är gjort än" not in page


def test_a_move_is_shown_with_both_its_letters(carin: FlaskClient, world: World, session: Session) -> None:
    first = ids_of(session, world.varberg)[1]
    page = carin.get(at(world.varberg, f"/atgard/flytta?id={first}&till={world.kalmar.id}")).text
    assert page.count("Så läser Person Namn1 det") == 2
    assert "flyttad" in page
    assert "Du är anmäld" in page


def test_moving_takes_seats_charges_and_letters_along(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    first, second, *_rest = ids_of(session, world.varberg)
    ask = at(world.varberg, f"/atgard/flytta?id={first}&id={second}&till={world.kalmar.id}")
    answer = submit(carin, ask, action=at(world.varberg, "/atgard/flytta"))
    assert answer.status_code == 303
    later(app, 11)
    assert seats(session, world.kalmar) == (2, 0)
    assert seats(session, world.varberg) == (4, 0)
    assert statuses(session)[4:] == ["offered", "offered"]
    assert charged_sum(session, [world.kalmar.id])[world.kalmar.id] == 2 * 70_000


def test_what_can_no_longer_be_done_changes_nothing_and_says_why(
    app: Flask, carin: FlaskClient, world: World, session: Session, send: Send
) -> None:
    first, second, *_rest = ids_of(session, world.varberg)
    ask = at(world.varberg, f"/atgard/flytta?id={first}&id={second}&till={world.kalmar.id}")
    answer = submit(carin, ask, action=at(world.varberg, "/atgard/flytta"))
    send(world.kalmar, a_sign_up([a_person(9, is_booker=True)], buyer=a_buyer()))
    later(app, 11)
    page = carin.get(answer.location).text
    assert "Lediga platser i Kalmar: 1. Det behövs 2." in page
    assert seats(session, world.varberg) == (4, 2)
    assert session.scalars(select(Batch.state)).all() == [BatchState.REFUSED]


def test_whoever_left_meanwhile_is_passed_over(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    first, second, *_rest = ids_of(session, world.varberg)
    answer = submit(
        carin,
        at(world.varberg, f"/atgard/avanmal?id={first}&id={second}"),
        action=at(world.varberg, "/atgard/avanmal"),
    )
    one = submit(carin, at(world.varberg, f"/{first}"), action=at(world.varberg, f"/{first}/avanmal"))
    assert one.status_code == 303
    later(app, 11)
    assert "Gjort för 1 deltagare." in carin.get(answer.location).text


def test_done_at_once_by_whoever_does_not_want_to_wait(
    carin: FlaskClient, world: World, session: Session
) -> None:
    first = ids_of(session, world.varberg)[0]
    answer = submit(
        carin, at(world.varberg, f"/atgard/avanmal?id={first}"), action=at(world.varberg, "/atgard/avanmal")
    )
    submit(carin, answer.location, action=f"{answer.location}/nu")
    assert statuses(session)[0] == "cancelled"
    assert "Ångra" not in carin.get(answer.location).text


def test_nobody_ticked_is_told_and_others_see_nothing(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    answer = carin.get(at(world.varberg, "/atgard/avanmal"), follow_redirects=True)
    assert "Kryssa för minst en deltagare" in answer.text
    first = ids_of(session, world.varberg)[0]
    done = submit(
        carin, at(world.varberg, f"/atgard/avanmal?id={first}"), action=at(world.varberg, "/atgard/avanmal")
    )
    client = app.test_client()
    sign_in(client, DAVID)
    assert client.get(done.location).status_code == 404
    assert client.get(at(world.varberg, f"/atgard/avanmal?id={first}")).status_code == 404
