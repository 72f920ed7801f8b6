"""The bytes kept in golden/ are what we write, and what other people's readers understand."""

from datetime import date
from functools import cache

import pytest

from tests.calendars.cases import CASES, GOLDEN, HOSTILE, LULEA, VARBERG
from tests.calendars.others import READERS, Entries, disagreements
from tests.calendars.readers import Reader, by_icalendar, by_vobject, unfolded

TWO = (by_icalendar, by_vobject)
# `\\N` (a backslash and an N) read as a line break: they replace pairs in turn, not from the left.
CONFUSED_BY_BACKSLASHES = {"node-ical", "ics.py"}


def kept(name: str) -> bytes:
    return (GOLDEN / f"{name}.ics").read_bytes()


@cache
def as_read(reader: str) -> dict[str, Entries]:
    """What one reader makes of all kept files."""
    return dict(zip(CASES, READERS[reader]([kept(name) for name in CASES]), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_is_what_is_kept(name: str) -> None:
    assert CASES[name]() == kept(name)


@pytest.mark.parametrize("name", CASES)
def test_every_kept_file_is_lines_by_the_standard(name: str) -> None:
    lines = unfolded(kept(name))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_understands_every_kept_file_alike(reader: str) -> None:
    for name, entries in as_read(reader).items():
        if name == "hostile" and reader in CONFUSED_BY_BACKSLASHES:
            assert [one["summary"] for one in entries] == [by_icalendar(kept(name))[0]["summary"]]
        else:
            assert disagreements(by_icalendar(kept(name)), entries) == [], name


@pytest.mark.parametrize("reader", READERS)
def test_a_feed_is_read_with_its_days_in_swedish_time(reader: str) -> None:
    by_uid = {one["uid"]: one for one in as_read(reader)["feed"]}
    for meant in (VARBERG, LULEA):
        read = by_uid[meant.uid]
        assert (read["starts"], read["ends"]) == (meant.starts_at, meant.ends_at)


@pytest.mark.parametrize("reader", READERS)
def test_t9_two_days_are_two_entries_each_with_its_exclusive_end(reader: str) -> None:
    days = sorted((one["starts"], one["ends"]) for one in as_read(reader)["two_days"])
    assert days == [(date(2020, 5, 6), date(2020, 5, 7)), (date(2020, 5, 7), date(2020, 5, 8))]


@pytest.mark.parametrize("read", TWO)
def test_an_invitation_and_its_withdrawal_are_one_entry_with_a_rising_sequence(read: Reader) -> None:
    (asked,), (withdrawn,) = read(kept("request")), read(kept("cancel"))
    assert asked["uid"] == withdrawn["uid"]
    assert (asked["sequence"], withdrawn["sequence"]) == (1, 2)
    assert (asked["status"], withdrawn["status"]) == ("CONFIRMED", "CANCELLED")
    assert "METHOD:REQUEST" in unfolded(kept("request"))
    assert "METHOD:CANCEL" in unfolded(kept("cancel"))


@pytest.mark.parametrize("reader", READERS)
def test_i9_hostile_text_is_one_entry_with_its_text_inside(reader: str) -> None:
    (entry,) = as_read(reader)["hostile"]
    meant = "X\nEND:VEVENT\nBEGIN:VEVENT\nATTENDEE:mailto:x@exempel.se"
    assert entry.get("summary", meant) == meant
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
