"""Bytes that every calendar reads alike: escaped, folded, in Swedish time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from regapp.calendars.entry import Attendee, CalendarEntry
from regapp.calendars.ical import calendar_bytes, component_bytes
from regapp.calendars.vtimezone import VTIMEZONE
from regapp.kernel.text import clean_text

MADE = datetime(2019, 12, 1, 9, 0, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = CalendarEntry(
    uid="4a6b",
    summary="Smartare, grönare Sverige – Varberg",
    on=date(2020, 3, 27),
    starts_at=datetime(2020, 3, 27, 9, 0, tzinfo=UTC),
    ends_at=datetime(2020, 3, 27, 15, 0, tzinfo=UTC),
    created_at=MADE,
    changed_at=MADE,
    organizer_name="Länsstyrelsen i Hallands län",
    organizer_email="konferens@exempel.se",
)


def only_event(data: bytes):  # type: ignore[no-untyped-def]
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return event


def test_equal_entries_give_equal_bytes() -> None:
    component_bytes.cache_clear()
    first = calendar_bytes([DAY], name="Kalender", source_url="http://localhost/k.ics")
    component_bytes.cache_clear()
    assert calendar_bytes([DAY], name="Kalender", source_url="http://localhost/k.ics") == first


def test_hours_are_swedish_local_time() -> None:
    event = only_event(calendar_bytes([DAY]))
    assert event.start == datetime(2020, 3, 27, 10, 0, tzinfo=STOCKHOLM)
    assert b"DTSTART;TZID=Europe/Stockholm:20200327T100000\r\n" in calendar_bytes([DAY])


def test_an_unknown_hour_is_a_whole_day_with_exclusive_end() -> None:
    whole = replace(DAY, starts_at=None, ends_at=None, on=date(2020, 5, 6))
    data = calendar_bytes([whole])
    assert b"DTSTART;VALUE=DATE:20200506\r\nDTEND;VALUE=DATE:20200507\r\n" in data
    assert b"VTIMEZONE" not in data


def test_the_status_sequence_and_method_of_a_cancelled_entry() -> None:
    cancelled = replace(DAY, status="CANCELLED", sequence=3)
    data = calendar_bytes([cancelled], method="CANCEL")
    assert all(part in data for part in (b"STATUS:CANCELLED", b"SEQUENCE:3", b"METHOD:CANCEL"))


def test_a_feed_says_how_often_to_come_back_and_an_invitation_does_not() -> None:
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in calendar_bytes(
        [DAY], source_url="http://localhost/k.ics"
    )
    assert b"REFRESH-INTERVAL" not in calendar_bytes([DAY], method="REQUEST")


def test_an_invitation_names_one_attendee_who_has_accepted() -> None:
    asked = replace(DAY, attendee=Attendee("Åsa Öberg", "asa@exempel.se"))
    attendee = only_event(calendar_bytes([asked], method="REQUEST"))["ATTENDEE"]
    assert attendee == "mailto:asa@exempel.se"
    assert attendee.params["PARTSTAT"] == "ACCEPTED"
    assert attendee.params["RSVP"] == "FALSE"


@pytest.mark.parametrize("when", [datetime(2020, 3, 29, tzinfo=UTC), datetime(2020, 10, 25, tzinfo=UTC)])
def test_t3_t4_our_zone_agrees_with_zoneinfo_around_the_change_of_clocks(when: datetime, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "zone.ics"
    file.write_bytes(b"BEGIN:VCALENDAR\r\n" + VTIMEZONE + b"END:VCALENDAR\r\n")
    zone = tzical(str(file)).get("Europe/Stockholm")
    for years in range(-1, 20):
        for half_hours in range(-96, 96):
            at = when.replace(year=when.year + years) + timedelta(minutes=30 * half_hours)
            assert at.astimezone(zone).replace(tzinfo=None) == at.astimezone(STOCKHOLM).replace(tzinfo=None)


HOSTILE = st.text(st.characters(codec="utf-8"), max_size=300)


@settings(max_examples=200, deadline=None)
@given(HOSTILE, HOSTILE)
def test_i9_i10_any_text_comes_back_whole_and_adds_nothing(summary: str, description: str) -> None:
    entry = replace(DAY, summary=clean_text(summary), description=clean_text(description))
    data = calendar_bytes([entry])
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert all(line.decode() is not None for line in data.split(b"\r\n"))
    event = only_event(data)
    assert str(event["SUMMARY"]) == entry.summary
    assert str(event.get("DESCRIPTION", "")) == entry.description
    assert set(event) <= {
        "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND",
        "SUMMARY", "DESCRIPTION", "ORGANIZER", "TRANSP",
    }  # fmt: skip


@pytest.mark.parametrize("name", ['Läns"tyrelsen; i:Halland', "Rad\r\nATTENDEE:mailto:x@y.se", "ö" * 200])
def test_a_name_in_a_parameter_stays_in_it(name: str) -> None:
    event = only_event(calendar_bytes([replace(DAY, organizer_name=name)]))
    assert "ATTENDEE" not in event
    assert event["ORGANIZER"] == "mailto:konferens@exempel.se"


def test_another_parser_reads_the_same_instants() -> None:
    parsed = vobject.readOne(calendar_bytes([DAY]).decode())
    assert parsed.vevent.dtstart.value.astimezone(UTC) == DAY.starts_at
    assert parsed.vevent.dtend.value.astimezone(UTC) == DAY.ends_at


def test_a_zone_without_our_rules_is_written_in_utc() -> None:
    data = calendar_bytes([replace(DAY, zone="Europe/Helsinki")])
    assert b"DTSTART:20200327T090000Z" in data
