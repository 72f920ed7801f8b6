"""The bytes kept in golden/ are what we write, and what other people's readers understand."""

from datetime import date

import pytest

from tests.calendars.cases import CASES, GOLDEN, HOSTILE, LULEA, VARBERG
from tests.calendars.readers import Reader, by_icalendar, by_vobject, unfolded

READERS = (by_icalendar, by_vobject)


def kept(name: str) -> bytes:
    return (GOLDEN / f"{name}.ics").read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_is_what_is_kept(name: str) -> None:
    assert CASES[name]() == kept(name)


@pytest.mark.parametrize("name", CASES)
def test_every_kept_file_is_lines_by_the_standard(name: str) -> None:
    lines = unfolded(kept(name))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"


@pytest.mark.parametrize("name", CASES)
def test_two_readers_agree_on_every_kept_file_but_the_hostile(name: str) -> None:
    if name != "hostile":
        assert by_icalendar(kept(name)) == by_vobject(kept(name))


@pytest.mark.parametrize("read", READERS)
def test_a_feed_is_read_with_its_days_in_swedish_time(read: Reader) -> None:
    varberg, lulea = read(kept("feed"))
    assert (varberg["starts"], varberg["ends"]) == (VARBERG.starts_at, VARBERG.ends_at)
    assert (lulea["starts"], lulea["ends"]) == (LULEA.starts_at, LULEA.ends_at)
    assert varberg["summary"] == "Smartare, grönare Sverige – Varberg"
    assert varberg["location"] == "Varbergs Stadshotell, Kungsgatan 24, Varberg"


@pytest.mark.parametrize("read", READERS)
def test_t9_two_days_are_two_entries_each_with_its_exclusive_end(read: Reader) -> None:
    days = [(one["starts"], one["ends"]) for one in read(kept("two_days"))]
    assert days == [(date(2020, 5, 6), date(2020, 5, 7)), (date(2020, 5, 7), date(2020, 5, 8))]


@pytest.mark.parametrize("read", READERS)
def test_an_invitation_and_its_withdrawal_are_one_entry_with_a_rising_sequence(read: Reader) -> None:
    (asked,), (withdrawn,) = read(kept("request")), read(kept("cancel"))
    assert asked["uid"] == withdrawn["uid"]
    assert (asked["sequence"], withdrawn["sequence"]) == (1, 2)
    assert (asked["status"], withdrawn["status"]) == ("CONFIRMED", "CANCELLED")
    assert "METHOD:REQUEST" in unfolded(kept("request"))
    assert "METHOD:CANCEL" in unfolded(kept("cancel"))


@pytest.mark.parametrize("read", READERS)
def test_i9_hostile_text_is_one_entry_with_its_text_inside(read: Reader) -> None:
    (entry,) = read(kept("hostile"))
    assert entry["summary"] == "X\nEND:VEVENT\nBEGIN:VEVENT\nATTENDEE:mailto:x@exempel.se"
    assert entry["starts"] == HOSTILE.starts_at


def test_i9_hostile_text_adds_no_property_for_a_reader_that_splits_at_any_line_break() -> None:
    text = kept("hostile").decode().replace("\r\n ", "")
    names = [one.split(":")[0].split(";")[0] for one in text.splitlines()]
    assert names.count("BEGIN") == names.count("END") == 5
    assert not {"ATTENDEE", "X-INJECTED"} & set(names)
    assert [one for one in text.splitlines() if one.startswith("METHOD")] == ["METHOD:PUBLISH"]


def test_nothing_in_a_file_comes_from_the_clock() -> None:
    stamps = [one for one in unfolded(kept("called_off")) if one.startswith(("DTSTAMP", "LAST-MODIFIED"))]
    assert stamps == ["DTSTAMP:20200214T090000Z", "LAST-MODIFIED:20200214T090000Z"]
