"""What stands in a calendar: each property where the standards want it and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regapp.calendars.entry import Attendee
from regapp.calendars.ical import calendar_bytes, component_bytes
from tests.calendars.cases import HOSTILE, INVITED, VARBERG, WEDNESDAY
from tests.calendars.readers import Reader, by_icalendar, by_vobject, unfolded, value_of

NAMES = [
    "BEGIN", "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND",
    "SUMMARY", "LOCATION", "DESCRIPTION", "CONTACT", "X-ALT-DESC", "URL", "CATEGORIES",
    "ORGANIZER", "TRANSP", "END",
]  # fmt: skip


def names(data: bytes) -> list[str]:
    return [one.split(":")[0].split(";")[0] for one in unfolded(data)]


def test_a_feed_holds_the_kept_bytes_of_its_entries() -> None:
    data = calendar_bytes([VARBERG, WEDNESDAY])
    assert data.endswith(component_bytes(VARBERG) + component_bytes(WEDNESDAY) + b"END:VCALENDAR\r\n")


def test_an_entry_has_each_property_once_and_no_other() -> None:
    assert names(component_bytes(VARBERG)) == NAMES


def test_a_feed_names_itself_and_says_when_to_come_back() -> None:
    data = calendar_bytes(
        [VARBERG], name="A, b", description="c", source_url="https://a/k.ics", page_url="https://a/"
    )
    assert unfolded(data)[1:15] == [
        "VERSION:2.0",
        "PRODID:-//regapp//conferences//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        r"NAME;LANGUAGE=sv:A\, b",
        r"X-WR-CALNAME:A\, b",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "COLOR:darkgreen",
        "DESCRIPTION:c",
        "X-WR-CALDESC:c",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://a/k.ics",
        "URL:https://a/",
    ]


def test_a_part_of_a_letter_names_no_calendar_and_no_source() -> None:
    data = calendar_bytes([INVITED], method="REQUEST")
    assert names(data)[:6] == ["BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "BEGIN"]


def test_an_invitation_has_one_attendee_who_has_accepted() -> None:
    (attendee,) = [one for one in unfolded(component_bytes(INVITED)) if one.startswith("ATTENDEE")]
    assert attendee == (
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
        ';CN="Åsa Öberg":mailto:asa@exempel.se'
    )


def test_an_invitation_may_ask_for_an_answer() -> None:
    asked = replace(VARBERG, attendee=Attendee("", "asa@exempel.se", partstat="NEEDS-ACTION", rsvp=True))
    assert b"PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mail" in component_bytes(asked).replace(b"\r\n ", b"")


def test_a_published_entry_has_an_organizer_even_without_an_address() -> None:
    nobody = component_bytes(replace(VARBERG, organizer_email=""))
    assert 'ORGANIZER;CN="Länsstyrelsen i Hallands län":invalid:nomail'.encode() in nobody
    assert b"ATTENDEE" not in nobody


def test_a_private_or_busy_entry_says_so() -> None:
    data = component_bytes(replace(VARBERG, private=True, transparent=False))
    assert b"TRANSP:OPAQUE\r\nCLASS:PRIVATE\r\n" in data


def test_several_whole_days_end_the_day_after_the_last() -> None:
    entry = replace(WEDNESDAY, last_on=WEDNESDAY.on.replace(day=8))
    assert b"DTSTART;VALUE=DATE:20200506\r\nDTEND;VALUE=DATE:20200509\r\n" in component_bytes(entry)


def test_the_zone_is_declared_only_where_it_is_used() -> None:
    assert b"VTIMEZONE" in calendar_bytes([WEDNESDAY, VARBERG])
    assert b"VTIMEZONE" not in calendar_bytes([WEDNESDAY])


def test_an_empty_calendar_still_has_a_component() -> None:
    assert b"BEGIN:VTIMEZONE" in calendar_bytes([])


def test_a_zone_without_our_rules_is_written_in_utc() -> None:
    data = calendar_bytes([replace(VARBERG, zone="Europe/Helsinki")])
    assert b"DTSTART:20200327T090000Z\r\nDTEND:20200327T150000Z\r\n" in data
    assert b"TZID" not in data


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
def test_t4_both_hours_named_two_in_october_are_read_as_they_were(read: Reader) -> None:
    first, second = datetime(2020, 10, 25, 0, 30, tzinfo=UTC), datetime(2020, 10, 25, 1, 30, tzinfo=UTC)
    third = second.replace(hour=2)
    for starts, ends in ((first, third), (second, third), (first, second)):
        (entry,) = read(calendar_bytes([replace(VARBERG, starts_at=starts, ends_at=ends)]))
        assert (entry["starts"], entry["ends"]) == (starts, ends)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        component_bytes(replace(VARBERG, changed_at=datetime(2020, 1, 1)))  # noqa: DTZ001 - the refused value


ANYTHING = st.text(st.characters(), max_size=200)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["uid", "summary", "location", "description", "description_html", "contact",
                        "url", "organizer_name", "organizer_email"]), ANYTHING)  # fmt: skip
def test_i9_no_text_anywhere_adds_or_takes_a_property(field: str, value: str) -> None:
    entry = replace(HOSTILE, **{field: f"x{value}"})  # type: ignore[arg-type]
    assert names(component_bytes(entry)) == NAMES


@settings(max_examples=100, deadline=None)
@given(ANYTHING, ANYTHING)
def test_i9_no_name_or_address_of_a_participant_adds_a_property(name: str, email: str) -> None:
    asked = replace(VARBERG, attendee=Attendee(name, email))
    data = calendar_bytes([asked], method="REQUEST")
    assert names(component_bytes(asked)) == [*NAMES[:17], "ATTENDEE", *NAMES[17:]]
    assert len(by_icalendar(data)) == len(by_vobject(data)) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(ANYTHING, min_size=1, max_size=4))
def test_a_category_stays_one_category(categories: list[str]) -> None:
    data = component_bytes(replace(VARBERG, categories=tuple(categories)))
    unmarked = value_of(data, "CATEGORIES").replace("\\\\", "").replace("\\,", "")
    assert unmarked.count(",") == len(categories) - 1
