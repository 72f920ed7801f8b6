"""Our two rules give the instants that the time zone database gives, for every reader."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from icalendar import Calendar, Timezone

from regapp.calendars.vtimezone import VTIMEZONE

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STREAM = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + VTIMEZONE + b"END:VCALENDAR\r\n"
YEARS = range(2019, 2041)


def dateutil_zone() -> tzinfo:
    zone = tzical(StringIO(STREAM.decode())).get("Europe/Stockholm")
    assert zone is not None
    return zone


def icalendar_zone() -> tzinfo:
    # Under another name, else the reader takes its own zone and ours is not tested.
    (zone,) = Calendar.from_ical(STREAM.replace(b"Europe/Stockholm", b"Our/Own")).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    made: tzinfo = zone.to_tz(lookup_tzid=False)
    return made


def vobject_zone() -> tzinfo:
    made: tzinfo = vobject.readOne(STREAM.decode()).vtimezone.tzinfo
    return made


def changes(year: int) -> Iterator[datetime]:
    """01.00 UTC of the last Sunday of March and October."""
    for month in (3, 10):
        last = datetime(year, month, 31, 1, tzinfo=UTC)
        yield last - timedelta(days=(last.weekday() + 1) % 7)


def probes(year: int) -> Iterator[datetime]:
    for change in changes(year):
        yield from (change + timedelta(minutes=15 * step) for step in range(-12, 13))
        yield from (change + timedelta(days=step) for step in range(-9, 10))
    yield from (datetime(year, month, 1, 11, tzinfo=UTC) for month in range(1, 13))


@pytest.mark.parametrize("make", [dateutil_zone, icalendar_zone, vobject_zone])
def test_t3_t4_every_instant_has_the_same_local_time(make: Callable[[], tzinfo]) -> None:
    zone = make()
    for at in (at for year in YEARS for at in probes(year)):
        assert at.astimezone(zone).replace(tzinfo=None) == at.astimezone(STOCKHOLM).replace(tzinfo=None), at


@pytest.mark.parametrize("make", [dateutil_zone, icalendar_zone, vobject_zone])
def test_t3_t4_every_local_time_that_is_one_instant_is_that_instant(make: Callable[[], tzinfo]) -> None:
    zone = make()
    for at in (at for year in YEARS for at in probes(year)):
        local = at.astimezone(STOCKHOLM)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if not twice:
            assert local.replace(tzinfo=zone).astimezone(UTC) == at


def test_the_probes_meet_every_change_of_clocks() -> None:
    for change in (change for year in YEARS for change in changes(year)):
        before = (change - timedelta(seconds=1)).astimezone(STOCKHOLM)
        assert before.utcoffset() != change.astimezone(STOCKHOLM).utcoffset()


def test_an_onset_is_the_local_time_before_the_change() -> None:
    assert b"BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\n" in VTIMEZONE
    assert b"BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\n" in VTIMEZONE
    assert b"RDATE" not in VTIMEZONE
