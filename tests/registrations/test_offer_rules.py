"""Until when an offer stands, whose turn it is, and why nothing is offered; without a database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from regapp.conferences.models import (
    Conference,
    ConferenceDay,
    ConferenceStatus,
    LetInMode,
    PricePurpose,
    PriceRow,
)
from regapp.registrations.models import Participant, Status
from regapp.registrations.rules import (
    Hold,
    InLine,
    answer_by,
    answer_by_hand,
    is_open_offer,
    let_in_mode,
    next_in_line,
    why_held,
)

ZONE = "Europe/Stockholm"


def at(text: str) -> datetime:
    """Swedish wall-clock time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def a_conference(
    on: str = "",
    hour: int | None = 10,
    *,
    last_day: str = "",
    price: int = 70_000,
    mode: LetInMode | None = None,
) -> Conference:
    made = Conference(zone=ZONE, status=ConferenceStatus.PUBLISHED, opens_at=at("2019-01-01T00:00"))
    made.days = [] if not on else [_day(date.fromisoformat(on), hour)]
    made.prices = [PriceRow(id=1, amount_minor=price, purpose=PricePurpose.SEAT)]
    made.let_in_mode = mode
    if last_day:
        made.closes_at = at(f"{last_day}T00:00")
    return made


def _day(on: date, hour: int | None) -> ConferenceDay:
    local = datetime.combine(on, time(hour or 0), ZoneInfo(ZONE))
    return ConferenceDay(on=on, starts_at=local.astimezone(UTC) if hour is not None else None)


@pytest.mark.parametrize(
    ("offered", "until"),
    [
        # Whole weeks: 48 hours, then the next noon of a working day.
        ("2020-02-10T12:00", "2020-02-12T12:00"),
        ("2020-02-10T12:01", "2020-02-13T12:00"),
        ("2020-02-11T10:00", "2020-02-13T12:00"),
        ("2020-02-12T09:00", "2020-02-14T12:00"),
        ("2020-02-12T13:00", "2020-02-17T12:00"),
        ("2020-02-13T10:00", "2020-02-17T12:00"),
        ("2020-02-14T10:00", "2020-02-17T12:00"),
        ("2020-02-15T11:59", "2020-02-17T12:00"),
        ("2020-02-15T12:01", "2020-02-18T12:00"),
        # Easter 2020: 10 to 13 April are no working days.
        ("2020-04-07T11:00", "2020-04-09T12:00"),
        ("2020-04-07T13:00", "2020-04-14T12:00"),
        # First of May (a Friday), Ascension Day (21 May), the national day (a Saturday).
        ("2020-04-29T10:00", "2020-05-04T12:00"),
        ("2020-05-19T10:00", "2020-05-22T12:00"),
        ("2020-06-03T13:00", "2020-06-08T12:00"),
        # Midsummer Eve, Friday 19 June 2020.
        ("2020-06-17T10:00", "2020-06-22T12:00"),
        # Christmas and New Year: 24, 25, 26, 31 December, 1 and 6 January.
        ("2020-12-22T10:00", "2020-12-28T12:00"),
        ("2020-12-29T10:00", "2021-01-04T12:00"),
        ("2021-01-04T10:00", "2021-01-07T12:00"),
        # The clocks change on 29 March and 25 October: 48 hours are 48 hours, noon is local noon.
        ("2020-03-28T11:00", "2020-03-30T12:00"),
        ("2020-03-28T11:01", "2020-03-31T12:00"),
        ("2020-10-24T12:00", "2020-10-26T12:00"),
        ("2020-10-24T13:00", "2020-10-26T12:00"),
        ("2020-10-24T13:01", "2020-10-27T12:00"),
    ],
)
def test_an_offer_stands_until_noon_of_a_working_day_at_least_48_hours_away(offered: str, until: str) -> None:
    assert answer_by(a_conference(), at(offered)) == at(until)
    assert answer_by(a_conference("2022-03-27"), at(offered)) == at(until)


@pytest.mark.parametrize(
    ("offered", "until"),
    [
        # Friday 27 March 10.00. Longer than a week before: the usual rule.
        ("2020-03-20T09:59", "2020-03-23T12:00"),
        ("2020-03-20T10:00", "2020-03-21T10:00"),
        ("2020-03-24T15:20", "2020-03-25T15:20"),
        ("2020-03-24T15:20:01", "2020-03-25T15:21"),
        ("2020-03-25T10:00", "2020-03-26T10:00"),
        ("2020-03-25T10:01", None),
        ("2020-03-27T11:00", None),
    ],
)
def test_near_the_conference_time_is_short_and_in_the_last_two_days_nobody_is_asked(
    offered: str, until: str | None
) -> None:
    assert answer_by(a_conference("2020-03-27"), at(offered)) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("offered", "until"),
    [
        ("2020-03-01T10:00", "2020-03-03T12:00"),
        ("2020-03-25T10:01", "2020-03-26T10:01"),
        ("2020-03-26T18:00", "2020-03-27T10:00"),
        ("2020-03-27T09:59", "2020-03-27T10:00"),
        ("2020-03-27T10:00", None),
    ],
)
def test_by_hand_there_is_always_time_until_the_start(offered: str, until: str | None) -> None:
    assert answer_by_hand(a_conference("2020-03-27"), at(offered)) == (at(until) if until else None)


def test_a_day_without_hours_begins_at_midnight() -> None:
    assert answer_by(a_conference("2020-03-27", None), at("2020-03-25T00:00")) == at("2020-03-26T00:00")
    assert answer_by(a_conference("2020-03-27", None), at("2020-03-25T00:01")) is None


@pytest.mark.parametrize(
    ("offered", "until"),
    [
        # Sign-up ends with Saturday 29 February: noon of that day, if it leaves a day.
        ("2020-02-27T13:00", "2020-02-29T12:00"),
        ("2020-02-28T12:00", "2020-02-29T12:00"),
        ("2020-02-28T12:01", "2020-03-02T12:00"),
        ("2020-03-02T10:00", "2020-03-04T12:00"),
    ],
)
def test_an_offer_does_not_outlive_the_sign_up_if_that_leaves_a_day(offered: str, until: str) -> None:
    assert answer_by(a_conference("2020-03-27", last_day="2020-03-01"), at(offered)) == at(until)


def test_a_deadline_is_never_past_the_start_whatever_the_day() -> None:
    for month in range(1, 13):
        for day in range(1, 29):
            held = a_conference(f"2020-{month:02d}-{day:02d}")
            starts = held.days[0].starts_at
            assert starts is not None
            for hours in range(24, 24 * 16, 7):
                offered = datetime.fromtimestamp(starts.timestamp() - hours * 3600, UTC)
                until = answer_by(held, offered)
                assert (until is None) == (hours < 48)
                assert until is None or (
                    offered.timestamp() + 24 * 3600 <= until.timestamp() <= starts.timestamp()
                )


def people(*sizes: int, fewer: int = -1) -> list[InLine]:
    found: list[InLine] = []
    for ticket, size in enumerate(sizes):
        found += [InLine(len(found) + number, ticket, ticket == fewer) for number in range(size)]
    return found


@pytest.mark.parametrize(
    ("line", "free", "count"),
    [
        (people(), 3, 0),
        (people(1, 1, 1), 2, 2),
        (people(3, 1), 2, 0),
        (people(3, 1), 3, 3),
        (people(1, 3, 1), 3, 1),
        (people(1, 3, 1), 0, 0),
        (people(3, 1, fewer=0), 2, 2),
        (people(1, 3, 1, fewer=1), 3, 3),
        (people(1, 3, 1, fewer=1), 5, 5),
        (people(1, 3, 1, fewer=1), 1, 1),
        (people(2, 3, fewer=1), 2, 2),
    ],
)
def test_whole_groups_in_order_and_those_who_take_fewer_in_form_order(
    line: list[InLine], free: int, count: int
) -> None:
    assert next_in_line(line, free) == list(range(count))


def test_the_fee_decides_unless_the_conference_has_chosen() -> None:
    now = at("2020-02-14T10:00")
    assert let_in_mode(a_conference(), now) is LetInMode.OFFER
    assert let_in_mode(a_conference(price=0), now) is LetInMode.DIRECT
    assert let_in_mode(a_conference(mode=LetInMode.DIRECT), now) is LetInMode.DIRECT
    assert let_in_mode(a_conference(price=0, mode=LetInMode.MANUAL), now) is LetInMode.MANUAL


@pytest.mark.parametrize(
    ("free", "needed", "mode", "hold"),
    [
        (0, 0, None, None),
        (0, 1, None, Hold.FULL),
        (1, 3, None, Hold.HEAD_NEEDS_MORE),
        (1, 6, None, Hold.HEAD_TOO_LARGE),
        (3, 3, None, None),
        (3, 3, LetInMode.MANUAL, Hold.BY_HAND),
        (3, 3, LetInMode.DIRECT, None),
    ],
)
def test_why_nothing_is_offered(free: int, needed: int, mode: LetInMode | None, hold: Hold | None) -> None:
    held = a_conference("2020-03-27", mode=mode)
    now = at("2020-02-14T10:00")
    assert why_held(held, capacity=5, free=free, needed=needed, now=now) is hold


def test_in_the_last_two_days_a_free_conference_lets_in_and_a_charged_one_waits_for_a_hand() -> None:
    now = at("2020-03-26T10:00")
    asked = {"capacity": 5, "free": 3, "needed": 3, "now": now}
    assert why_held(a_conference("2020-03-27"), **asked) is Hold.LAST_DAYS  # type: ignore[arg-type]
    assert why_held(a_conference("2020-03-27", price=0), **asked) is None  # type: ignore[arg-type]


def test_the_deadline_s_instant_is_the_first_that_is_too_late() -> None:
    until = at("2020-02-17T12:00")
    person = Participant(status=Status.OFFERED, offered_until=until)
    assert is_open_offer(person, at("2020-02-17T11:59:59"))
    assert not is_open_offer(person, until)
    assert not is_open_offer(Participant(status=Status.CONFIRMED, offered_until=None), until)
