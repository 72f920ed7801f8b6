"""Every kind of feed, before and after each thing that happens, as other people's readers see it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from regapp.kernel.clock import FixedClock
from tests.calendars.others import READERS, Entries, disagreements
from tests.calendars.readers import unfolded
from tests.feeds.kinds import DAYS, KALMAR, KINDS, LULEA, PRIVATE, VARBERG, Season, a_day

pytestmark = pytest.mark.slow
NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
HOSTILE = "Miljö; \"mål\", \\dag\\nar 🌱\u2028END:VEVENT\u0085BEGIN:VALARM: <b>&amp;</b> '%s' {{ 7*7 }}"
# They read `\\n` (a backslash and an n) as a line break.
CONFUSED_BY_BACKSLASHES = {"node-ical", "ics.py"}
Happening = Callable[[Season, datetime], None]

HAPPENINGS: dict[str, Happening] = {
    "nothing yet": lambda season, now: None,
    "a hostile title": lambda season, now: season.save(VARBERG, now, title=HOSTILE, venue=HOSTILE[:80]),
    "a move over 29 March": lambda season, now: season.save(
        VARBERG, now, days=[a_day(date(2020, 4, 3), (8, 14))]
    ),
    "a move over 25 October": lambda season, now: season.save(
        KALMAR, now, days=[a_day(date(2020, 10, 25), (0, 2))]
    ),
    "hours become known": lambda season, now: season.save(
        DAYS, now, days=[a_day(date(2020, 5, 6), (7, 13)), a_day(date(2020, 5, 7), (7, 13))]
    ),
    "a day goes": lambda season, now: season.save(DAYS, now, days=[a_day(date(2020, 5, 6), (7, 13))]),
    "its dates are preliminary": lambda season, now: season.save(LULEA, now, preliminary=True),
    "it is called off": lambda season, now: season.cancel(VARBERG, now),
}


@pytest.fixture(scope="module")
def streams() -> dict[tuple[str, str], bytes]:
    """What each kind of feed said after each happening; filled by the first test that asks."""
    return {}


@pytest.fixture
def said(
    app: Flask, clock: FixedClock, streams: dict[tuple[str, str], bytes]
) -> dict[tuple[str, str], bytes]:
    if streams:
        return streams
    season, client = Season(app), app.test_client()
    for number, (what, happens) in enumerate(HAPPENINGS.items()):
        clock.set(NOW + timedelta(hours=number))
        happens(season, clock.now())
        for kind, address in season.feeds().items():
            answer = client.get(address)
            assert answer.status_code == 200, kind
            streams[what, kind] = answer.data
    return streams


def one(entries: Entries, summary: str) -> dict[str, Any]:
    (found,) = [entry for entry in entries if summary in entry["summary"]]
    return found


@pytest.mark.parametrize("reader", [name for name in READERS if name != "icalendar"])
def test_every_reader_agrees_on_every_feed_at_every_time(
    said: dict[tuple[str, str], bytes], reader: str
) -> None:
    meant = READERS["icalendar"](list(said.values()))
    read = READERS[reader](list(said.values()))
    for key, ours, theirs in zip(said, meant, read, strict=True):
        if reader in CONFUSED_BY_BACKSLASHES:
            ours, theirs = ([plain(entry) for entry in entries] for entries in (ours, theirs))
        assert disagreements(ours, theirs) == [], key


def plain(entry: dict[str, Any]) -> dict[str, Any]:
    """Without the texts that hold a backslash, here and there."""
    texts = {name: entry.get(name, "") for name in ("summary", "location")}
    hostile = [name for name, text in texts.items() if "Miljö" in text]
    return {name: value for name, value in entry.items() if name not in hostile}


def test_every_feed_is_lines_by_the_standard(said: dict[tuple[str, str], bytes]) -> None:
    assert {kind for _what, kind in said} == set(KINDS)
    for key, data in said.items():
        names = [line.split(":")[0].split(";")[0] for line in unfolded(data)]
        assert names.count("BEGIN") == names.count("END"), key
        assert "ATTENDEE" not in names, key
        assert ("VALARM" in names) <= (key[1] in PRIVATE), key


def test_a_title_with_everything_in_it_is_a_title(said: dict[tuple[str, str], bytes]) -> None:
    (entries,) = READERS["icalendar"]([said["a hostile title", "all"]])
    assert one(entries, "dag\\nar 🌱")["status"] == "CONFIRMED"
    before, after = (READERS["icalendar"]([said[what, "all"]])[0] for what in list(HAPPENINGS)[:2])
    assert [entry["uid"] for entry in before] == [entry["uid"] for entry in after]


@pytest.mark.parametrize("kind", ["all", "series", "place", "county", "organizer", "on site", "personal"])
def test_a_move_keeps_the_name_raises_the_sequence_and_the_hour_stays(
    said: dict[tuple[str, str], bytes], kind: str
) -> None:
    before, after = (
        one(READERS["libical"]([said[what, kind]])[0], "dag\\nar")
        for what in ("a hostile title", "a move over 29 March")
    )
    assert before["uid"] == after["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert (before["starts"], after["starts"]) == (
        datetime(2020, 3, 27, 9, tzinfo=UTC), datetime(2020, 4, 3, 8, tzinfo=UTC),
    )  # fmt: skip


def test_what_is_called_off_says_so_under_the_same_name(said: dict[tuple[str, str], bytes]) -> None:
    for kind in ("all", "series", "place", "county", "personal"):
        before, after = (
            READERS["libical"]([said[what, kind]])[0] for what in ("a day goes", "it is called off")
        )
        off = one([entry for entry in after if entry["status"] == "CANCELLED"], "dag\\nar")
        was = one([entry for entry in before if entry["uid"] == off["uid"]], "dag\\nar")
        assert off["summary"].startswith("INSTÄLLT: ")
        assert off["sequence"] == was["sequence"] + 1
        assert off["starts"] == was["starts"]


def test_a_preliminary_day_has_no_hours(said: dict[tuple[str, str], bytes]) -> None:
    (entries,) = READERS["libical"]([said["its dates are preliminary", "all"]])
    lulea = one(entries, "Luleå")
    assert (lulea["starts"], lulea["status"]) == (date(2020, 4, 22), "TENTATIVE")
