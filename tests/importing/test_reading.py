"""Anybody's calendar: read as it was meant, or refused in one line."""

import contextlib
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regapp.importing.plan import Event, EventDay, Reading, UnreadableError
from regapp.importing.reading import read
from tests.calendars.cases import CASES, LULEA, VARBERG
from tests.importing.files import calendar, event

MORNING, EVENING = datetime(2020, 3, 27, 9, tzinfo=UTC), datetime(2020, 3, 27, 15, tzinfo=UTC)
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n{rule}"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
    "END:VTIMEZONE\r\n"
)
OCTOBER = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"


def one(*lines: str, before: str = "") -> Event:
    reading = read(calendar(before, event(*lines)))
    assert reading.refused == ()
    (found,) = reading.events
    return found


def reason(*lines: str, **more: str) -> str:
    reading = read(calendar(event(*lines, **more)))
    assert reading.events == ()
    return reading.refused[0].reason


def unreadable(data: bytes) -> str:
    with pytest.raises(UnreadableError) as told:
        read(data)
    assert "\n" not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    ("lines", "zone"),
    [
        (("DTSTART:20200327T090000Z", "DTEND:20200327T150000Z"), "Europe/Stockholm"),
        (("DTSTART:20200327T100000", "DTEND:20200327T160000"), "Europe/Stockholm"),
        (("DTSTART;TZID=Europe/Stockholm:20200327T100000", "DURATION:PT6H"), "Europe/Stockholm"),
        (
            ("DTSTART;TZID=Europe/Helsinki:20200327T110000", "DTEND;TZID=Europe/Helsinki:20200327T170000"),
            "Europe/Helsinki",
        ),
        (("DTSTART;TZID=America/New_York:20200327T050000", "DURATION:PT6H"), "America/New_York"),
    ],
)
def test_an_hour_is_the_same_instant_in_whichever_zone_it_is_written(
    lines: tuple[str, ...], zone: str
) -> None:
    found = one(*lines)
    assert (found.starts_at, found.ends_at, found.zone) == (MORNING, EVENING, zone)
    assert found.days == (EventDay(date(2020, 3, 27), MORNING, EVENING),)


@pytest.mark.parametrize("name", ["W. Europe Standard Time", "Vår egen tid", "Customized Time Zone 1"])
def test_a_zone_that_the_file_brings_is_read_by_its_rules(name: str) -> None:
    found = one(
        f"DTSTART;TZID={name}:20200327T100000", f"DTEND;TZID={name}:20200327T160000",
        before=ZONE.format(name=name, rule=OCTOBER),
    )  # fmt: skip
    assert (found.starts_at, found.ends_at) == (MORNING, EVENING)


def test_a_zone_that_nobody_knows_is_refused() -> None:
    assert "okänd tidszon (Narnia)" in reason("DTSTART;TZID=Narnia:20200327T100000")


def test_whole_days_end_before_their_end() -> None:
    found = one("DTSTART;VALUE=DATE:20200506", "DTEND;VALUE=DATE:20200508")
    assert found.days == (EventDay(date(2020, 5, 6)), EventDay(date(2020, 5, 7)))
    assert one("DTSTART;VALUE=DATE:20200506").days == (EventDay(date(2020, 5, 6)),)
    assert one("DTSTART;VALUE=DATE:20200506", "DURATION:P2D").days == found.days


def test_hours_over_several_days_are_no_hours_of_a_day() -> None:
    found = one("DTSTART:20200506T110000Z", "DTEND:20200507T100000Z")
    assert found.days == (EventDay(date(2020, 5, 6)), EventDay(date(2020, 5, 7)))
    assert "klockslag är okända" in found.notes[0]
    to_midnight = one("DTSTART:20200506T070000Z", "DTEND:20200507T220000Z")
    assert [day.on.day for day in to_midnight.days] == [6, 7]


def test_an_evening_past_midnight_is_one_day() -> None:
    found = one("DTSTART:20200506T160000Z", "DTEND:20200506T230000Z")
    assert [day.on for day in found.days] == [date(2020, 5, 6)]
    assert found.ends_at == datetime(2020, 5, 6, 23, tzinfo=UTC)


def test_an_end_that_is_not_there_makes_no_hour() -> None:
    found = one("DTSTART:20200327T090000Z")
    assert found.days == (EventDay(date(2020, 3, 27)),)
    assert "sluttid saknas" in found.notes[0]


def test_what_people_wrote_comes_back() -> None:
    found = one(
        r"DESCRIPTION:Rad ett\nrad två\; tre\, fyra \\ fem", r"LOCATION:Stadshotellet\, Varberg",
        "SEQUENCE:4", "STATUS:TENTATIVE",
    )  # fmt: skip
    assert found.text == "Rad ett\nrad två; tre, fyra \\ fem"
    assert (found.location, found.sequence, found.tentative) == ("Stadshotellet, Varberg", 4, True)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("RRULE:FREQ=WEEKLY",), "upprepas (RRULE)"),
        (("RRULE:FREQ=SECONDLY;COUNT=999999999",), "upprepas (RRULE)"),
        (("RDATE:20200401T080000Z",), "upprepas (RDATE)"),
        (("RECURRENCE-ID:20200401T080000Z",), "upprepas (RECURRENCE-ID)"),
        (("STATUS:CANCELLED",), "inställd i filen"),
        (("DTSTART:20200327T100000Z", "DTEND:20200327T090000Z"), "slutar innan"),
        (("DTSTART;VALUE=DATE:20200327", "DTEND;VALUE=DATE:20200327"), "slutar innan"),
        (("DTSTART;VALUE=DATE:20200327", "DTEND:20200327T090000Z"), "eller tvärtom"),
        (("DTSTART;TZID=Europe/Stockholm:20200329T023000", "DURATION:PT1H"), "klockan ställs om"),
        (("DTSTART:20201399T100000Z",), "kan inte tolkas: DTSTART"),
        (("DTSTART:18500101T100000Z",), "DTSTART som inte läses"),
        (("DTSTART:99990101T100000Z",), "DTSTART som inte läses"),
        (("DTSTART;VALUE=PERIOD:20200327T100000Z/PT1H",), "inte läses"),
        (("DTSTART;VALUE=DATE:20200327", "DTEND;VALUE=DATE:20210327"), "längre än 31 dagar"),
        (("DTSTART;VALUE=DATE:20200327", "DURATION:P9999999999D"), "DURATION"),
        (("DTSTART:20200327T100000Z", "DURATION:-PT1H"), "DURATION"),
        (("DTSTART:20200327T100000Z", "DTSTART:20200328T100000Z"), "flera DTSTART"),
        (("DESCRIPTION:" + "x" * 10_001,), "längre än 10000"),
    ],
)
def test_what_cannot_be_read_in_has_its_reason(lines: tuple[str, ...], told: str) -> None:
    assert told in reason(*lines)


def test_a_name_is_needed_and_only_once() -> None:
    assert reason(uid="") == "saknar UID"
    assert reason(summary="") == "saknar SUMMARY"
    assert "längre än 255" in reason(uid="x" * 256)
    assert one().uid == "varberg@exempel.se"
    twice = read(calendar(event(), event()))
    assert (len(twice.events), twice.refused[0].reason) == (1, "har samma UID som en post före den")


def test_what_is_no_event_is_counted_and_left() -> None:
    task = "BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Ring\r\nEND:VTODO\r\n"
    assert read(calendar(task, event(), task)).passed_over == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "ingen kalender"),
        (b"<html>", "ingen kalender"),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:Lule\xe5\r\nEND:VCALENDAR\r\n", "UTF-8"),
        (b"BEGIN:VCALENDAR\r\n" + b"X-A:1\r\n" * 200_000, "större än 1 MB"),
        (calendar("X-A:" + "x" * 70_000 + "\r\n"), "längre än 30000"),
        (calendar(event() * 2000), "fler än 2000"),
        (calendar("BEGIN:VEVENT\r\n" * 900 + "END:VEVENT\r\n" * 900), "nivåer"),
        (calendar("BEG\r\n IN:VEVENT\r\n" * 900), "nivåer"),
        (calendar("begin:vevent\r\n" * 900), "nivåer"),
        (calendar("METHOD:CANCEL\r\n", event()), "svar eller en avbokning"),
        (calendar("METHOD:REPLY\r\n", event()), "svar eller en avbokning"),
        (calendar(ZONE.format(name="X", rule="RRULE:FREQ=SECONDLY\r\n")), "en regel som inte läses"),
        (calendar(ZONE.format(name="X", rule="RRULE:FREQ=DAILY;BYMONTH=10\r\n")), "en regel som inte läses"),
        (
            calendar(ZONE.format(name="X", rule="RRULE:FREQ=YEARLY;BYMONTH=10;BYSECOND=0,1,2\r\n")),
            "en regel som inte läses",
        ),
        (calendar(event().removesuffix("END:VEVENT\r\n")), "hör inte ihop"),
        (calendar(event()).removesuffix(b"END:VCALENDAR\r\n"), "hör inte ihop"),
    ],
)
def test_a_file_out_of_bounds_is_refused_in_one_line_and_at_once(data: bytes, told: str) -> None:
    began = time.monotonic()
    assert told in unreadable(data)
    assert time.monotonic() - began < 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "X-A" + ";P=1" * 7_000 + ":x", "DESCRIPTION:" + "\\\\" * 14_500,
        'ATTENDEE;CN="' + "a" * 29_000 + '":x',
        'X;A="' * 5_500, "X" + "^n" * 14_500 + ":", "CATEGORIES:" + "," * 29_000, "GEO:" + "1" * 29_000,
        "RDATE:" + "20200101," * 3_000, "FREEBUSY:" + "20200101T000000Z/PT1H," * 1_300,
    ],
)  # fmt: skip
def test_lines_made_to_hang_a_parser_do_not(line: str) -> None:
    began = time.monotonic()
    with contextlib.suppress(UnreadableError):
        read(calendar(event(), event(line, uid="b")))
    with contextlib.suppress(UnreadableError):
        read(calendar(event(), f"{line}\r\n" * 3))
    assert time.monotonic() - began < 20


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_there_is_an_answer(data: bytes) -> None:
    for sent in (data, b"BEGIN:VCALENDAR\r\n" + data, calendar(event(data.decode("latin-1")))):
        try:
            assert isinstance(read(sent), Reading)
        except UnreadableError as told:
            assert "\n" not in str(told)


def test_what_we_write_we_read() -> None:
    found = {one.uid: one for one in read(CASES["feed"]()).events}
    for meant in (VARBERG, LULEA):
        read_in = found[meant.uid]
        assert (read_in.title, read_in.starts_at, read_in.ends_at) == (
            meant.summary, meant.starts_at, meant.ends_at,
        )  # fmt: skip
        assert (read_in.text, read_in.location) == (meant.description, meant.location)
    days = [one.days for one in read(CASES["two_days"]()).events]
    assert days == [(EventDay(date(2020, 5, 6) + timedelta(days=n)),) for n in range(2)]
