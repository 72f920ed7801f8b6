"""Swedish working days, against days that were looked up."""

from datetime import date

import pytest

from regapp.kernel.holidays import easter_sunday, holidays, is_working_day


@pytest.mark.parametrize(
    "day",
    [
        "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2019-04-21", "2020-04-12", "2024-03-31",
        "2025-04-20", "2026-04-05", "2038-04-25", "2049-04-18", "2076-04-19",
    ],
)  # fmt: skip
def test_easter(day: str) -> None:
    assert easter_sunday(date.fromisoformat(day).year).isoformat() == day


def test_easter_is_a_sunday_between_22_march_and_25_april() -> None:
    for year in range(1900, 2200):
        easter = easter_sunday(year)
        assert easter.weekday() == 6
        assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def test_the_holidays_of_2020() -> None:
    assert sorted(day.isoformat()[5:] for day in holidays(2020)) == [
        "01-01", "01-06", "04-10", "04-13", "05-01", "05-21", "06-06", "06-19", "12-24", "12-25", "12-26",
        "12-31",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-06-19", False),
        ("2026-06-18", True),
        ("2026-05-14", False),
        ("2026-05-15", True),
        ("2026-06-06", False),
        ("2027-01-06", False),
        ("2026-11-25", True),
        ("2026-11-28", False),
        ("2026-11-29", False),
        ("2026-12-23", True),
        ("2026-12-24", False),
        ("2026-12-31", False),
    ],
)
def test_whether_people_are_at_work(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works
