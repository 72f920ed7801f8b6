"""When sign-up is open, to the second, and what the seats say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus, SeatPool
from regapp.conferences.rules import (
    Seats,
    SignUpState,
    check_takes_sign_ups,
    in_feed,
    last_sign_up_day,
    local_instant,
    sign_up_state,
    sorting_day,
    standing,
)
from regapp.kernel.refusal import Refusal
from tests.world import OPENS_AT, ZONE

CLOSES_AT = datetime(2020, 3, 20, 23, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def a_conference(**values: object) -> Conference:
    defaults: dict[str, object] = {
        "status": ConferenceStatus.PUBLISHED,
        "zone": ZONE,
        "opens_at": OPENS_AT,
        "closes_at": CLOSES_AT,
        "has_waiting_list": True,
        "days": [ConferenceDay(on=date(2020, 3, 27))],
    }
    return Conference(**defaults | values)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (OPENS_AT - SECOND, SignUpState.ANNOUNCED),
        (OPENS_AT, SignUpState.OPEN),
        (CLOSES_AT - SECOND, SignUpState.OPEN),
        (CLOSES_AT, SignUpState.CLOSED),
        (datetime(2020, 3, 26, 22, 59, 59, tzinfo=UTC), SignUpState.CLOSED),
        (datetime(2020, 3, 26, 23, 0, tzinfo=UTC), SignUpState.TODAY),
        (datetime(2020, 3, 27, 22, 59, 59, tzinfo=UTC), SignUpState.TODAY),
        (datetime(2020, 3, 27, 23, 0, tzinfo=UTC), SignUpState.PAST),
    ],
)
def test_t1_sign_up_changes_state_at_swedish_midnight(at: datetime, state: SignUpState) -> None:
    assert sign_up_state(a_conference(), at) is state


def test_midnight_of_the_opening_is_not_utc_midnight() -> None:
    assert datetime(2020, 1, 15, 0, 0, tzinfo=UTC) - OPENS_AT == timedelta(hours=1)


def test_a_draft_is_a_draft_even_within_its_window() -> None:
    draft = a_conference(status=ConferenceStatus.DRAFT)
    assert sign_up_state(draft, OPENS_AT) is SignUpState.DRAFT


def test_a_cancelled_conference_stays_cancelled_after_its_day() -> None:
    cancelled = a_conference(status=ConferenceStatus.CANCELLED)
    assert sign_up_state(cancelled, datetime(2021, 1, 1, tzinfo=UTC)) is SignUpState.CANCELLED


def test_a_conference_without_a_date_can_be_open() -> None:
    assert sign_up_state(a_conference(days=[]), OPENS_AT) is SignUpState.OPEN


def test_the_last_day_of_sign_up_is_the_day_before_the_closing_midnight() -> None:
    assert last_sign_up_day(a_conference()) == date(2020, 3, 20)


@pytest.mark.parametrize(
    ("taken", "waiting", "seats"),
    [
        (0, 0, Seats.FREE),
        (134, 0, Seats.FREE),
        (135, 0, Seats.FEW),
        (149, 0, Seats.FEW),
        (150, 0, Seats.FULL),
    ],
)
def test_few_seats_are_a_tenth_or_ten(taken: int, waiting: int, seats: Seats) -> None:
    pool = SeatPool(capacity=150, taken=taken, waiting=waiting)
    assert standing(a_conference(), pool, OPENS_AT).seats is seats


def test_a_free_seat_that_somebody_waits_for_is_not_free() -> None:
    found = standing(a_conference(), SeatPool(capacity=150, taken=149, waiting=3), OPENS_AT)
    assert (found.seats, found.ahead, found.takes) == (Seats.FULL, 3, True)


def test_full_without_a_waiting_list_takes_nobody() -> None:
    full = a_conference(has_waiting_list=False)
    assert not standing(full, SeatPool(capacity=1, taken=1, waiting=0), OPENS_AT).takes


def test_the_check_refuses_with_the_state_that_the_page_shows() -> None:
    with pytest.raises(Refusal, match="signup_not_open"):
        check_takes_sign_ups(a_conference(), OPENS_AT - SECOND)


def test_t3_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(Refusal, match="hour_skipped"):
        local_instant(date(2020, 3, 29), 2, 30, ZONE)


def test_t4_an_hour_that_comes_twice_is_the_first_one() -> None:
    assert local_instant(date(2020, 10, 25), 2, 30, ZONE) == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)


def test_a_month_sorts_after_its_days_and_no_date_last() -> None:
    day = a_conference(days=[ConferenceDay(on=date(2020, 5, 6))])
    month = a_conference(days=[], expected_month=date(2020, 5, 1))
    unknown = a_conference(days=[], expected_month=None)
    assert sorted([unknown, month, day], key=sorting_day) == [day, month, unknown]


def test_a_cancelled_day_stays_sixty_days_in_the_feed() -> None:
    cancelled = ConferenceDay(on=date(2020, 3, 27), removed_at=OPENS_AT)
    assert in_feed(cancelled, OPENS_AT + timedelta(days=60) - SECOND)
    assert not in_feed(cancelled, OPENS_AT + timedelta(days=60))
