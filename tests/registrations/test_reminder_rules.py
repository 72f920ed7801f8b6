"""When reminders are due: at nine by the conference's own clocks, whatever the clocks do. T3-T5."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.registrations.rules import Reminder, needs_deleted_on, reminder_at, reminder_due_on

WEEK, DAY = Reminder.WEEK, Reminder.DAY
STOCKHOLM = "Europe/Stockholm"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def conference(*days: date, zone: str = STOCKHOLM, **values: Any) -> Conference:
    defaults: dict[str, Any] = {"status": ConferenceStatus.PUBLISHED, "preliminary": False}
    made = Conference(zone=zone, **defaults | values)
    made.days = [ConferenceDay(on=day) for day in days]
    return made


@pytest.mark.parametrize(
    ("which", "first_day", "zone", "leaves"),
    [
        # Winter time, then the day before the clocks change, the day they do, the day after.
        (DAY, date(2020, 3, 27), STOCKHOLM, "2020-03-26 08:00"),
        (DAY, date(2020, 3, 29), STOCKHOLM, "2020-03-28 08:00"),
        (DAY, date(2020, 3, 30), STOCKHOLM, "2020-03-29 07:00"),
        (WEEK, date(2020, 3, 31), STOCKHOLM, "2020-03-24 08:00"),
        (WEEK, date(2020, 4, 5), STOCKHOLM, "2020-03-29 07:00"),
        # And back to winter.
        (DAY, date(2020, 10, 25), STOCKHOLM, "2020-10-24 07:00"),
        (DAY, date(2020, 10, 26), STOCKHOLM, "2020-10-25 08:00"),
        (WEEK, date(2020, 10, 28), STOCKHOLM, "2020-10-21 07:00"),
        (WEEK, date(2020, 11, 1), STOCKHOLM, "2020-10-25 08:00"),
        # Other zones, the far sides of the date line, a leap day and a new year.
        (DAY, date(2020, 3, 27), "America/New_York", "2020-03-26 13:00"),
        (DAY, date(2020, 3, 27), "Pacific/Auckland", "2020-03-25 20:00"),
        (DAY, date(2020, 3, 27), "Pacific/Honolulu", "2020-03-26 19:00"),
        (DAY, date(2020, 3, 1), STOCKHOLM, "2020-02-29 08:00"),
        (WEEK, date(2021, 1, 4), STOCKHOLM, "2020-12-28 08:00"),
    ],
)
def test_a_reminder_leaves_at_nine_local_time(
    which: Reminder, first_day: date, zone: str, leaves: str
) -> None:
    at = reminder_at(which, first_day, zone)
    assert at == utc(leaves)
    held = conference(first_day, zone=zone)
    assert reminder_due_on(which, held, at) == first_day
    assert reminder_due_on(which, held, at - timedelta(seconds=1)) is None


@pytest.mark.parametrize("first_day", [date(2020, 3, 27), date(2020, 3, 30), date(2020, 10, 26)])
def test_it_is_due_until_the_local_day_is_over(first_day: date) -> None:
    held = conference(first_day)
    midnight = reminder_at(DAY, first_day, STOCKHOLM) + timedelta(hours=15)
    assert reminder_due_on(DAY, held, midnight - timedelta(seconds=1)) == first_day
    assert reminder_due_on(DAY, held, midnight) is None
    assert reminder_due_on(WEEK, held, midnight - timedelta(hours=1)) is None


def test_of_two_days_the_first_counts_and_of_removed_ones_none() -> None:
    held = conference(date(2020, 5, 6), date(2020, 5, 7))
    evening = utc("2020-05-05 17:00")
    assert reminder_due_on(DAY, held, evening) == date(2020, 5, 6)
    assert reminder_due_on(DAY, held, evening + timedelta(days=1)) is None
    held.days[0].removed_at = evening
    assert reminder_due_on(DAY, held, evening) is None
    assert reminder_due_on(DAY, held, evening + timedelta(days=1)) == date(2020, 5, 7)


@pytest.mark.parametrize(
    "values",
    [
        {"status": ConferenceStatus.CANCELLED},
        {"status": ConferenceStatus.DRAFT},
        {"preliminary": True},
    ],
)
def test_what_is_not_settled_reminds_nobody(values: dict[str, Any]) -> None:
    assert reminder_due_on(DAY, conference(date(2020, 3, 27), **values), utc("2020-03-26 12:00")) is None


def test_without_a_date_there_is_no_reminder_and_no_deletion() -> None:
    assert reminder_due_on(DAY, conference(), utc("2020-03-26 12:00")) is None
    assert needs_deleted_on(conference()) is None
    assert needs_deleted_on(conference(date(2020, 3, 26), date(2020, 3, 27))) == date(2020, 4, 10)
