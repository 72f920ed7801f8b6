"""A conference gets another date: everything with a day of its own keeps its distance to the first one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.billing.queries import charged_sum
from regapp.conferences.commands.following import follow_first_day
from regapp.conferences.models import AccessCode, Conference, Option
from regapp.conferences.prices import early_price, seat_price
from regapp.conferences.rules import local_instant
from regapp.programme.models import ProgrammeItem
from tests.choosing import add_item
from tests.dashboard.test_turns import figures
from tests.offers import add_price, make_category, make_code, make_option
from tests.people import make_person, sign_in
from tests.registrations.desk import Desk
from tests.registrations.turning import Turns, day
from tests.sending import NOW, Send
from tests.turns import look
from tests.world import ZONE, a_sign_up, make_conference, make_organizer


def midnight(month: int, on: int) -> datetime:
    return local_instant(date(2020, month, on), 0, 0, ZONE)


@pytest.fixture
def varberg(session: Session) -> Conference:
    """27 March; the kitchen stops on the 13th, an early price and a dinner end in February."""
    halland = make_organizer(session)
    make_person(session, organizer=halland)
    held = make_conference(
        session, halland, kitchen_freezes_on=date(2020, 3, 13), changes_until=date(2020, 3, 20),
        transfer_closes_at=midnight(3, 27),
    )  # fmt: skip
    add_price(session, held, 50_000, label="Tidigt pris", valid_until=midnight(2, 20))
    make_option(session, held, closes_at=midnight(3, 2))
    student = make_category(session, held, "Student", 20_000, needs_code=True)
    make_code(session, held, student, valid_from=datetime(2020, 1, 1, tzinfo=UTC), valid_until=midnight(3, 1))
    hours = (datetime(2020, 3, 27, 9, tzinfo=UTC), datetime(2020, 3, 27, 10, tzinfo=UTC))
    add_item(session, held, "Inledning", number=1, seats=None, hours=hours)
    return held


@pytest.fixture
def turns(app: Flask, session: Session, varberg: Conference) -> Turns:
    return Turns(Desk(app, session, varberg))


@pytest.mark.both_databases
def test_last_days_options_codes_and_the_early_price_move_by_as_many_days(
    turns: Turns, session: Session
) -> None:
    turns.move(day(date(2020, 4, 10)))
    held = turns.conference()
    assert (held.kitchen_freezes_on, held.changes_until) == (date(2020, 3, 27), date(2020, 4, 3))
    assert held.transfer_closes_at == midnight(4, 10)
    early = early_price(held.prices, None, NOW)
    assert early is not None
    assert (early.now.amount_minor, early.until) == (50_000, midnight(3, 5))
    dinner = session.scalars(select(Option)).one()
    assert (dinner.on, dinner.closes_at) == (date(2020, 4, 9), midnight(3, 16))
    code = session.scalars(select(AccessCode)).one()
    assert (code.valid_from, code.valid_until) == (datetime(2020, 1, 1, tzinfo=UTC), midnight(3, 15))


def test_what_somebody_was_charged_stays_explained_by_the_price_of_their_own_day(
    turns: Turns, session: Session, varberg: Conference, send: Send
) -> None:
    late = midnight(2, 25)
    send(varberg, a_sign_up(), now=late)
    turns.move(day(date(2020, 4, 10)), now=late)
    held = turns.conference()
    before, after = (seat_price(held.prices, None, at) for at in (late - timedelta(hours=1), late))
    assert before is not None and before.amount_minor == 70_000
    assert after is not None and after.amount_minor == 50_000, "offered again until 4 March"
    session.commit()
    assert charged_sum(session, [varberg.id]) == {varberg.id: 70_000}


def test_items_of_the_programme_keep_their_hours_on_the_new_day(turns: Turns, session: Session) -> None:
    turns.move(day(date(2020, 4, 10)))
    item = session.scalars(select(ProgrammeItem)).one()
    # Summer time began on 29 March: ten by the wall clock is an hour earlier in UTC.
    assert (item.starts_at, item.sequence) == (datetime(2020, 4, 10, 8, tzinfo=UTC), 1)


def test_another_place_the_same_day_moves_no_day(turns: Turns, session: Session) -> None:
    turns.move(venue="Stadshotellet")
    assert turns.conference().kitchen_freezes_on == date(2020, 3, 13)
    assert session.scalars(select(ProgrammeItem)).one().sequence == 0


def test_the_preview_tells_every_day_that_follows_and_keeps_nothing(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    assert sign_in(client).status_code == 303
    seen = look(client, varberg.id, "flytta", {"days-0-on": "2020-04-10", "free_until": "2020-03-20"})
    assert seen.status_code == 200
    told = figures(seen.text)["Dagar som följer med"]
    for line in (
        "Kost och måltider kan ändras till och med 13\N{NO-BREAK SPACE}mars → 27\N{NO-BREAK SPACE}mars",
        "Priset Tidigt pris gäller till och med 19\N{NO-BREAK SPACE}februari → 4\N{NO-BREAK SPACE}mars",
        "Middag är 26\N{NO-BREAK SPACE}mars → 9\N{NO-BREAK SPACE}april",
        "Sista dag att välja Middag 1\N{NO-BREAK SPACE}mars → 15\N{NO-BREAK SPACE}mars",
        "Koden 7KQ2-M9XR gäller till och med 29\N{NO-BREAK SPACE}februari → 14\N{NO-BREAK SPACE}mars",
    ):
        assert line in told
    session.commit()
    session.expire_all()
    assert session.get_one(Conference, varberg.id).kitchen_freezes_on == date(2020, 3, 13)


def test_an_early_price_that_the_new_date_leaves_behind_ends_at_once(
    turns: Turns, session: Session, varberg: Conference
) -> None:
    session.execute(update(Conference).values(kitchen_freezes_on=None))
    session.commit()

    def earlier(rows: Session, held: Conference) -> None:
        follow_first_day(rows, held, -10, NOW)

    turns.desk.do(earlier)
    held = turns.conference()
    assert early_price(held.prices, None, NOW) is None
    assert [row.amount_minor for row in held.prices if row.valid_until and not row.withdrawn_at] == []
