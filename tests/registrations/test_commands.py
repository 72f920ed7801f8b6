"""Seats, the line, charges and letters as sign-ups come and go; on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.billing.models import Charge
from regapp.billing.queries import charged_sum
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference, LetInMode, SeatPool
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands import (
    cancel_participants,
    move_participant,
    return_participant,
)
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import NeedsAnswer, Participant, Status
from regapp.registrations.queries import open_link, places_in_line
from tests.sending import NOW, Send
from tests.world import (
    KALMAR,
    OPENS_AT,
    a_buyer,
    a_person,
    a_sign_up,
    make_conference,
    make_organizer,
    make_series,
)

pytestmark = pytest.mark.both_databases
BY = SYSTEM


@pytest.fixture
def varberg(session: Session) -> Conference:
    """Lets the line in at once; what is offered instead is tried in test_offers.py."""
    return make_conference(session, make_organizer(session), capacity=3, let_in_mode=LetInMode.DIRECT)


@pytest.fixture
def do(app: Flask) -> Callable[..., Any]:
    """Run a command in a transaction of its own, on rows opened by a registration's token."""

    def do(token: str, command: Callable[..., Any]) -> Any:
        with app.app_context(), transaction() as rows:
            opened = open_link(rows, token)
            assert opened is not None
            conference = get_conference(rows, opened.participants[0].conference_id)
            return command(rows, opened.registration, conference, [one.id for one in opened.participants])

    return do


def pool(session: Session, conference: Conference) -> tuple[int, int]:
    session.commit()
    row = session.scalars(
        select(SeatPool)
        .where(SeatPool.conference_id == conference.id)
        .execution_options(populate_existing=True)
    ).one()
    return row.taken, row.waiting


def statuses(session: Session) -> list[Status]:
    session.commit()
    return list(session.scalars(select(Participant.status).order_by(Participant.id)))


def letters(session: Session) -> list[str]:
    session.commit()
    return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_a_sign_up_takes_a_seat_charges_it_and_promises_a_letter(
    session: Session, varberg: Conference, send: Send
) -> None:
    assert send(varberg, a_sign_up()).seated
    assert pool(session, varberg) == (1, 0)
    session.commit()
    assert charged_sum(session, [varberg.id]) == {varberg.id: 70_000}
    assert letters(session) == ["registrations.confirmation"]


def test_s4_the_same_key_again_finds_the_first_registration(
    session: Session, varberg: Conference, send: Send
) -> None:
    form = a_sign_up()
    first, second = send(varberg, form), send(varberg, form)
    assert (second.token, second.again, second.edited) == (first.token, True, False)
    assert pool(session, varberg) == (1, 0)
    assert letters(session) == ["registrations.confirmation"]


def test_s5_an_edited_form_with_the_same_key_takes_no_second_seat_and_says_so(
    session: Session, varberg: Conference, send: Send
) -> None:
    first = send(varberg, a_sign_up(key="k" * 40))
    edited = a_sign_up([a_person(0, family_name="Ny")], key="k" * 40)
    second = send(varberg, edited)
    assert (second.token, second.edited) == (first.token, True)
    assert pool(session, varberg) == (1, 0)


def test_s6_the_same_person_again_is_asked_once_and_goes_through_the_second_time(
    session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    with pytest.raises(Refusal, match="already_registered"):
        send(varberg, a_sign_up())
    assert pool(session, varberg) == (1, 0)
    assert send(varberg, a_sign_up(once_more=True)).seated


def test_a_group_takes_all_its_seats_or_waits_together(
    session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(9, is_booker=True)]))
    assert not send(varberg, a_sign_up(3)).seated
    assert pool(session, varberg) == (1, 3)
    assert statuses(session) == [Status.CONFIRMED, Status.WAITING, Status.WAITING, Status.WAITING]


def test_nobody_passes_the_head_of_the_line_even_if_a_seat_stays_empty(
    session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(9, is_booker=True)]))
    send(varberg, a_sign_up(3))
    assert not send(varberg, a_sign_up([a_person(8, is_booker=True)])).seated
    assert pool(session, varberg) == (1, 4)


def test_waiting_costs_nothing(session: Session, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up([a_person(9, is_booker=True)]))
    send(varberg, a_sign_up(3))
    session.commit()
    assert len(session.scalars(select(Charge)).all()) == 1


def test_a_group_larger_than_the_capacity_is_refused(
    session: Session, varberg: Conference, send: Send
) -> None:
    with pytest.raises(Refusal, match="group_too_large"):
        send(varberg, a_sign_up(4))
    assert statuses(session) == []


def test_t1_one_second_early_leaves_no_row(session: Session, varberg: Conference, send: Send) -> None:
    with pytest.raises(Refusal, match="signup_not_open"):
        send(varberg, a_sign_up(), datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC))
    assert statuses(session) == []
    assert send(varberg, a_sign_up(), OPENS_AT).seated


def test_s7_a_freed_seat_goes_to_the_head_of_the_line_with_one_letter_and_a_charge(
    session: Session, varberg: Conference, send: Send, do: Callable[..., Any]
) -> None:
    first = send(varberg, a_sign_up(3))
    second = send(varberg, a_sign_up([a_person(8, is_booker=True)]))
    gone = do(
        first.token, lambda rows, one, held, ids: cancel_participants(rows, one, held, ids[:1], now=NOW)
    )
    assert gone == 1
    assert pool(session, varberg) == (3, 0)
    assert not second.seated
    assert letters(session)[-2:] == ["registrations.cancelled", "registrations.let_in"]
    session.commit()
    assert charged_sum(session, [varberg.id]) == {varberg.id: 3 * 70_000}


def test_s8_cancelling_twice_frees_one_seat(
    session: Session, varberg: Conference, send: Send, do: Callable[..., Any]
) -> None:
    token = send(varberg, a_sign_up(2)).token

    def cancel(rows: Session, one: Any, held: Conference, ids: list[int]) -> int:
        return cancel_participants(rows, one, held, ids[:1], now=NOW)

    assert (do(token, cancel), do(token, cancel)) == (1, 0)
    assert pool(session, varberg) == (1, 0)


def test_a_cancelled_participant_returns_while_there_is_room(
    session: Session, varberg: Conference, send: Send, do: Callable[..., Any]
) -> None:
    token = send(varberg, a_sign_up()).token
    do(token, lambda rows, one, held, ids: cancel_participants(rows, one, held, ids, now=NOW))
    session.commit()
    assert charged_sum(session, [varberg.id]) == {varberg.id: 0}
    do(token, lambda rows, one, held, ids: return_participant(rows, one, held, ids[0], now=NOW))
    assert pool(session, varberg) == (1, 0)
    session.commit()
    assert charged_sum(session, [varberg.id]) == {varberg.id: 70_000}


@pytest.mark.parametrize("has_line", [True, False])
def test_who_returns_to_a_full_conference_stands_last_in_line_if_there_is_one(
    session: Session, varberg: Conference, send: Send, do: Callable[..., Any], has_line: bool
) -> None:
    token = send(varberg, a_sign_up()).token
    do(token, lambda rows, one, held, ids: cancel_participants(rows, one, held, ids, now=NOW))
    send(varberg, a_sign_up([a_person(n, is_booker=n == 5) for n in (5, 6, 7)]))
    session.commit()
    session.get_one(Conference, varberg.id).has_waiting_list = has_line
    session.commit()

    def come_back(rows: Session, one: Any, held: Conference, ids: list[int]) -> bool:
        return return_participant(rows, one, held, ids[0], now=NOW)

    if has_line:
        assert not do(token, come_back)
        assert pool(session, varberg) == (3, 1)
        assert letters(session)[-1] == "registrations.waiting"
        assert not do(token, come_back), "twice is once"
    else:
        with pytest.raises(Refusal, match="no_room_to_return"):
            do(token, come_back)
    assert pool(session, varberg) == (3, int(has_line))


def test_places_in_line_are_counted_from_one_and_follow_the_form(
    session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(3))
    send(varberg, a_sign_up([a_person(n, is_booker=n == 4) for n in (4, 5)]))
    send(varberg, a_sign_up([a_person(6, is_booker=True)]))
    session.commit()
    people = session.scalars(select(Participant).order_by(Participant.id)).all()
    places = places_in_line(session, people)
    assert [places[person.id] for person in people[3:]] == [1, 2, 3]


def test_a_state_buyer_pays_seven_hundred_without_vat(
    session: Session, varberg: Conference, send: Send
) -> None:
    buyer = a_buyer(kind=OrganizerKind.COUNTY_BOARD, org_number=KALMAR)
    send(varberg, a_sign_up(buyer=buyer))
    session.commit()
    charge = session.scalars(select(Charge)).one()
    assert (charge.net_minor, charge.vat_minor, charge.vat_permille) == (70_000, 0, None)


def test_a_buyer_who_is_the_seller_gets_no_charge(session: Session, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up(buyer=a_buyer(kind=OrganizerKind.COUNTY_BOARD, org_number="2021002353")))
    session.commit()
    assert session.scalars(select(Charge)).all() == []


def test_diet_and_needs_are_kept_apart(session: Session, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up([a_person(0, diet=("vegan",), access_needs="Hörslinga")]))
    session.commit()
    kept = session.scalars(select(NeedsAnswer)).one()
    assert (kept.diet, kept.access_needs) == (["vegan"], "Hörslinga")


def test_moving_takes_the_seat_and_the_charge_to_the_other_seller(
    session: Session, app: Flask, send: Send
) -> None:
    halland = make_organizer(session)
    series = make_series(session, halland)
    here = make_conference(session, halland, path="smartare/varberg", series=series)
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    there = make_conference(session, kalmar, path="smartare/kalmar", series=series)
    token = send(here, a_sign_up()).token
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        origin, target = get_conference(rows, here.id), get_conference(rows, there.id)
        person = opened.participants[0]
        move_participant(rows, opened.registration, person, origin=origin, target=target, now=NOW, by=BY)
    assert (pool(session, here), pool(session, there)) == ((0, 0), (1, 0))
    session.commit()
    assert charged_sum(session, [here.id, there.id]) == {here.id: 0, there.id: 70_000}
    assert letters(session)[-2:] == ["registrations.cancelled", "registrations.confirmation"]


def test_s10_more_seats_let_exactly_so_many_in_in_order(
    session: Session, app: Flask, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(3))
    for number in range(10, 14):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))
    save(app, varberg, capacity=5)
    assert pool(session, varberg) == (5, 2)
    assert statuses(session) == [Status.CONFIRMED] * 5 + [Status.WAITING] * 2


def test_s9_fewer_seats_than_taken_are_refused_and_nobody_is_dropped(
    session: Session, app: Flask, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(3))
    with pytest.raises(Refusal, match="capacity_below_taken"):
        save(app, varberg, capacity=2)
    assert pool(session, varberg) == (3, 0)


def test_a_new_date_keeps_the_uid_raises_the_sequence_and_tells_everybody(
    session: Session, app: Flask, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    uid = held_days(varberg)[0].uid
    save(app, varberg, days=[DayPlan(date(2020, 4, 3))])
    session.rollback()
    session.expire_all()
    after = held_days(get_conference(session, varberg.id))[0]
    assert (after.uid, after.sequence, after.on) == (uid, 1, date(2020, 4, 3))
    assert letters(session)[-1] == "registrations.changed"


def test_a_save_over_a_newer_save_is_refused(app: Flask, varberg: Conference) -> None:
    save(app, varberg, title="Först")
    with pytest.raises(Refusal, match="edited_meanwhile"):
        save(app, varberg, version=varberg.version, title="Sedan")


def test_calling_off_reverses_every_charge_and_tells_everybody(
    session: Session, app: Flask, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(3))
    send(varberg, a_sign_up([a_person(9, is_booker=True)]))
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "Smittläget", by=BY, now=NOW)
    session.commit()
    assert charged_sum(session, [varberg.id]) == {varberg.id: 0}
    assert letters(session)[-4:] == ["registrations.conference_cancelled"] * 4


def save(app: Flask, conference: Conference, **changes: Any) -> None:
    """Save the conference as it stands in the database, with these changes."""
    capacity = changes.pop("capacity", None)
    days = changes.pop("days", None)
    version = changes.pop("version", None)
    with app.app_context(), transaction() as rows:
        fresh = get_conference(rows, conference.id)
        plans = days or [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(fresh)]
        edit = ConferenceEdit(version=version or fresh.version, values=changes, days=plans)
        edit_conference(rows, fresh, edit, capacity=capacity, by=BY, now=NOW)
