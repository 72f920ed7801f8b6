"""Any schedule at all, read by other people's readers, has the instants it was written with."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regapp.calendars.entry import CalendarEntry
from regapp.calendars.ical import calendar_bytes
from tests.calendars.cases import VARBERG
from tests.calendars.others import READERS, Entries
from tests.calendars.readers import by_icalendar, by_vobject
from tests.calendars.test_vtimezone import YEARS, changes

FIRST, LAST = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
# These know zones by their names alone; the others must read our rules, whatever they are called.
BY_NAME = {"node-ical", "ics.py"}
# It looks ten years ahead of today for changes of clocks, no further.
LAST_YEAR = {"node-ical": 2030}
# Four milliseconds an entry.
SLOW = {"ics.py"}
INSTANTS = st.integers(0, int((LAST - FIRST) / timedelta(minutes=1)) - 1)


def entry(number: int, starts: datetime, minutes: int) -> CalendarEntry:
    ends = starts + timedelta(minutes=minutes)
    return replace(VARBERG, uid=f"entry-{number}", on=starts.date(), starts_at=starts, ends_at=ends)


def moments() -> Iterator[tuple[datetime, int]]:
    """A thousand anywhere, and every half hour around every change of clocks."""
    chance = Random(2020)
    whole = int((LAST - FIRST) / timedelta(minutes=1))
    for _ in range(1000):
        yield FIRST + timedelta(minutes=chance.randrange(whole)), chance.randrange(1, 3000)
    for change in (change for year in YEARS for change in changes(year)):
        yield from ((change + timedelta(minutes=30 * step), 30) for step in range(-6, 7))


@cache
def schedule() -> tuple[CalendarEntry, ...]:
    return tuple(entry(number, *moment) for number, moment in enumerate(moments()))


def misread(meant: Sequence[CalendarEntry], read: Entries) -> list[str]:
    found = {one["uid"]: (one["starts"], one["ends"]) for one in read}
    assert len(found) == len(read) == len(meant)
    return [
        f"{one.starts_at} to {one.ends_at}: {found[one.uid]}"
        for one in meant
        if found[one.uid] != (one.starts_at, one.ends_at)
    ]


@pytest.mark.parametrize("reader", READERS)
def test_t3_t4_every_reader_finds_every_instant_of_a_schedule(reader: str) -> None:
    last = LAST_YEAR.get(reader, YEARS[-1])
    meant = [one for one in schedule() if one.ends_at is not None and one.ends_at.year <= last]
    if reader in SLOW:
        meant = meant[::10]
    data = calendar_bytes(meant)
    if reader not in BY_NAME:
        data = data.replace(b"Europe/Stockholm", b"Our/Own")
    (read,) = READERS[reader]([data])
    assert misread(meant, read) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(INSTANTS, st.integers(1, 3000)), min_size=1, max_size=12))
def test_t3_t4_any_schedule_comes_back_as_it_was(drawn: list[tuple[int, int]]) -> None:
    meant = [
        entry(number, FIRST + timedelta(minutes=at), minutes) for number, (at, minutes) in enumerate(drawn)
    ]
    data = calendar_bytes(meant).replace(b"Europe/Stockholm", b"Our/Own")
    for read in (by_icalendar, by_vobject):
        assert misread(meant, read(data)) == []


def test_t4_what_comes_twice_is_written_in_utc_and_nothing_else_is() -> None:
    twice = [(change - timedelta(hours=1), change + timedelta(hours=1)) for change in autumn_changes()]
    for one in schedule():
        ambiguous = any(
            first <= at < last for first, last in twice for at in (one.starts_at, one.ends_at) if at
        )
        assert (b"DTSTART;TZID" not in calendar_bytes([one])) == ambiguous, one.starts_at


def autumn_changes() -> Iterator[datetime]:
    yield from (change for year in YEARS for change in changes(year) if change.month == 10)
