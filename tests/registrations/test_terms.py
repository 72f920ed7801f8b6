"""What cancelling costs and when, staying away, and changing options; on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.billing.models import Charge
from regapp.conferences.models import Conference, LateFee, LetInMode, Option, PoolKind, PricePurpose, SeatPool
from regapp.conferences.queries import get_conference
from regapp.conferences.terms import late_cost, terms_text
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands import cancel_participants, change_options, move_participant
from regapp.registrations.commands.edit import edit_buyer
from regapp.registrations.commands.leaving import charge_no_show
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import OptionPick, PickState
from regapp.registrations.queries import open_link
from tests.offers import add_price, make_category, make_option
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import KALMAR, a_buyer, a_person, a_sign_up, make_conference, make_organizer, make_series

pytestmark = pytest.mark.both_databases
LATE = datetime(2020, 3, 10, 9, 0, tzinfo=UTC)
# 27 February is the last free day.
LATE_FROM = datetime(2020, 2, 27, 23, 0, tzinfo=UTC)
AFTER = datetime(2020, 3, 28, 9, 0, tzinfo=UTC)


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(
        session, make_organizer(session), capacity=3, late_from_at=LATE_FROM, late_fee=LateFee.FULL
    )


@pytest.fixture
def do(app: Flask) -> Callable[..., Any]:
    """Run `command(rows, registration, conference)` in a transaction of its own."""

    def do(token: str, command: Callable[..., Any]) -> Any:
        with app.app_context(), transaction() as rows:
            opened = open_link(rows, token)
            assert opened is not None
            conference = get_conference(rows, opened.participants[0].conference_id)
            return command(rows, opened.registration, conference)

    return do


def cancel(now: datetime, **more: Any) -> Callable[..., Any]:
    def command(rows: Session, registration: Any, conference: Conference) -> int:
        ids = [person.id for person in registration.participants]
        return cancel_participants(rows, registration, conference, ids, now=now, **more)

    return command


def charged(session: Session) -> list[int]:
    session.commit()
    return list(session.scalars(select(Charge.gross_minor).order_by(Charge.id)))


def taken(session: Session, option: Option) -> int:
    session.commit()
    found = select(SeatPool.taken).where(SeatPool.kind == PoolKind.OPTION, SeatPool.subject_id == option.id)
    return session.scalars(found).one()


def test_cancelling_in_time_costs_nothing_and_late_costs_the_whole_fee(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    early, late = send(varberg, a_sign_up()), send(varberg, a_sign_up([a_person(5, is_booker=True)]))
    do(early.token, cancel(LATE_FROM - timedelta(seconds=1)))
    assert sum(charged(session)) == 70_000
    do(late.token, cancel(LATE_FROM))
    assert charged(session) == [70_000, 70_000, -70_000]


def test_a_part_of_the_fee_is_a_reversal_and_a_charge_of_its_own(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    session.get_one(Conference, varberg.id).late_fee = LateFee.PART
    add_price(session, varberg, 35_000, label="Sen avanmälan", purpose=PricePurpose.LATE)
    done = send(varberg, a_sign_up())
    do(done.token, cancel(LATE))
    rows = session.scalars(select(Charge).order_by(Charge.id)).all()
    assert [(row.gross_minor, row.vat_minor) for row in rows] == [
        (70_000, 14_000),
        (-70_000, -14_000),
        (35_000, 7_000),
    ]


def test_a_part_never_costs_more_than_the_seat_did(varberg: Conference) -> None:
    varberg.late_fee = LateFee.PART
    assert late_cost(varberg, 30_000, 35_000, LATE).kept == 30_000
    assert late_cost(varberg, 0, 35_000, LATE).kept == 0
    assert late_cost(varberg, 70_000, None, LATE).kept == 0


def test_an_organizer_may_waive_the_fee(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    done = send(varberg, a_sign_up())
    do(done.token, cancel(LATE, by=SYSTEM, waive=True))
    assert sum(charged(session)) == 0


def test_who_was_moved_to_another_day_may_leave_for_nothing(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    done = send(varberg, a_sign_up())
    session.commit()
    session.get_one(Conference, varberg.id).moved_from = LATE.date()
    session.commit()
    do(done.token, cancel(LATE))
    assert sum(charged(session)) == 0


def test_nobody_pays_for_a_conference_that_is_called_off_not_even_who_cancelled_late(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    done = send(varberg, a_sign_up(2))
    do(done.token, cancel(LATE))

    def call_off(rows: Session, registration: Any, conference: Conference) -> None:
        cancel_conference(rows, conference, "Storm.", by=SYSTEM, now=LATE)

    do(done.token, call_off)
    assert sum(charged(session)) == 0


def test_the_terms_stand_on_the_form_the_receipt_and_the_question(
    client: FlaskClient, session: Session, send: Send, varberg: Conference, clock: FixedClock
) -> None:
    said = "Avanmälan är kostnadsfri till och med 27 februari, därefter faktureras hela avgiften."
    assert terms_text(varberg).replace("\N{NO-BREAK SPACE}", " ") == said
    mine = f"/a/{send(varberg, a_sign_up()).token}"

    def read(path: str) -> str:
        return client.get(path).text.replace("\N{NO-BREAK SPACE}", " ")

    assert said in read("/varberg/anmalan")
    assert said in read(mine)
    assert "Det kostar inget till och med 27 februari." in read(f"{mine}/avanmal")
    clock.set(LATE)
    asked = read(f"{mine}/avanmal")
    assert "Sista dag för kostnadsfri avanmälan var 27 februari." in asked
    assert "Avgiften på 700 kr faktureras ändå. Du kan skicka en kollega i stället." in asked
    assert submit(client, f"{mine}/avanmal").status_code == 303
    assert sum(charged(session)) == 70_000


def test_staying_away_is_charged_once_and_only_afterwards(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    add_price(session, varberg, 50_000, label="Uteblivit", purpose=PricePurpose.NO_SHOW)
    done = send(varberg, a_sign_up(2))

    def ask(now: datetime) -> Callable[..., int]:
        def command(rows: Session, registration: Any, conference: Conference) -> int:
            ids = [registration.participants[0].id]
            return charge_no_show(rows, conference, registration, ids, by=SYSTEM, now=now)

        return command

    with pytest.raises(Refusal, match="no_show_too_early"):
        do(done.token, ask(LATE))
    assert [do(done.token, ask(AFTER)), do(done.token, ask(AFTER))] == [1, 0]
    assert charged(session) == [70_000, 70_000, 50_000]


def test_who_waits_wishes_a_dinner_and_pays_the_price_of_the_day_they_signed_up(
    session: Session, send: Send, do: Callable[..., Any]
) -> None:
    full = make_conference(
        session, make_organizer(session), capacity=1, price=70_000, let_in_mode=LetInMode.DIRECT
    )
    dinner = make_option(session, full, seats=1)
    first = send(full, a_sign_up())
    wish = a_person(3, is_booker=True, option_ids=(dinner.id,))
    send(full, a_sign_up([wish]))
    assert taken(session, dinner) == 0
    # The fee rises while they wait.
    row = session.merge(full.prices[0])
    row.withdrawn_at = NOW + timedelta(days=1)
    add_price(session, full, 90_000, valid_from=NOW + timedelta(days=1))
    do(first.token, cancel(NOW + timedelta(days=2)))
    assert charged(session)[2:] == [70_000, 33_600, 12_500]
    assert taken(session, dinner) == 1


def test_a_dinner_that_was_full_by_then_is_missed_and_not_charged(
    session: Session, send: Send, do: Callable[..., Any]
) -> None:
    full = make_conference(session, make_organizer(session), capacity=1, let_in_mode=LetInMode.DIRECT)
    dinner = make_option(session, full, seats=0)
    first = send(full, a_sign_up())
    send(full, a_sign_up([a_person(3, is_booker=True, option_ids=(dinner.id,))]))
    do(first.token, cancel(NOW))
    assert session.scalars(select(OptionPick.state)).all() == [PickState.MISSED]
    assert charged(session)[2:] == [70_000]


def test_options_are_changed_with_seats_and_charges_until_their_last_day(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    dinner = make_option(session, varberg, seats=1, closes_at=LATE)
    visit = make_option(session, varberg, "Studiebesök", prices=(("Buss", 10_000, 60),), seats=5)
    done = send(varberg, a_sign_up([a_person(0, option_ids=(dinner.id,))]))

    def choose(*options: Option, now: datetime = NOW, **more: Any) -> Callable[..., bool]:
        def command(rows: Session, registration: Any, conference: Conference) -> bool:
            ids = [option.id for option in options]
            person = registration.participants[0]
            return change_options(rows, registration, person, conference, ids, now=now, **more)

        return command

    assert do(done.token, choose(dinner, visit)) is True
    assert sum(charged(session)) == 70_000 + 46_100 + 10_000
    assert do(done.token, choose(dinner, visit)) is False
    assert do(done.token, choose(visit)) is True
    assert (taken(session, dinner), taken(session, visit)) == (0, 1)
    assert sum(charged(session)) == 80_000
    send(varberg, a_sign_up([a_person(4, is_booker=True, option_ids=(dinner.id,))]))
    with pytest.raises(Refusal, match="option_full"):
        do(done.token, choose(dinner, visit))
    with pytest.raises(Refusal, match="option_closed"):
        do(done.token, choose(dinner, now=LATE))
    session.commit()
    student = make_category(session, varberg, "Student", 30_000)
    assert do(done.token, choose(visit, by=SYSTEM, category_id=student.id)) is True
    assert sum(charged(session)) == 70_000 + 46_100 + 30_000 + 10_000


def test_a_new_buyer_pays_the_same_price_rows_with_their_own_vat(
    session: Session, send: Send, varberg: Conference, do: Callable[..., Any]
) -> None:
    dinner = make_option(session, varberg)
    done = send(varberg, a_sign_up([a_person(0, option_ids=(dinner.id,))]))
    row = session.merge(varberg.prices[0])
    row.withdrawn_at = NOW + timedelta(hours=1)
    add_price(session, varberg, 90_000, valid_from=NOW + timedelta(hours=1))
    state = a_buyer(kind=OrganizerKind.COUNTY_BOARD, name="Länsstyrelsen", org_number=KALMAR)

    def change(rows: Session, registration: Any, conference: Conference) -> None:
        held = {conference.id: conference}
        edit_buyer(rows, registration, state, held, by=SYSTEM, now=NOW + timedelta(days=1))

    do(done.token, change)
    session.commit()
    standing = session.scalars(select(Charge).order_by(Charge.id)).all()[6:]
    assert [(one.gross_minor, one.vat_permille) for one in standing] == [
        (70_000, None),
        (33_600, None),
        (12_500, None),
    ]


def test_moving_takes_category_and_options_of_the_same_name_along(
    session: Session, send: Send, do: Callable[..., Any]
) -> None:
    halland = make_organizer(session)
    series = make_series(session, halland)
    here = make_conference(session, halland, path="smartare/varberg", series=series)
    there = make_conference(
        session, make_organizer(session, "kalmar", org_number=KALMAR), path="smartare/kalmar", series=series
    )
    student = make_category(session, here, "Student", 30_000)
    make_category(session, there, "Student", 25_000)
    dinner, other = make_option(session, here, seats=5), make_option(session, there, seats=5)
    person = a_person(0, option_ids=(dinner.id,), category_id=student.id)
    done = send(here, a_sign_up([person]))

    def move(rows: Session, registration: Any, conference: Conference) -> None:
        target = get_conference(rows, there.id)
        move_participant(
            rows, registration, registration.participants[0], origin=conference, target=target, now=NOW,
            by=SYSTEM,
        )  # fmt: skip

    do(done.token, move)
    session.commit()
    rows = session.scalars(select(Charge).order_by(Charge.id)).all()
    assert [row.gross_minor for row in rows[6:]] == [25_000, 33_600, 12_500]
    assert {row.seller_id for row in rows[6:]} == {there.owner_id}
    assert (taken(session, dinner), taken(session, other)) == (0, 1)
