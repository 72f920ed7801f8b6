"""A year of polls against a year of edits: every 200 is justified by a change, every change is seen."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regapp.conferences.rules import in_feed
from regapp.kernel.clock import FixedClock
from tests.feeds.kinds import BREAKFAST, COURSES, DAYS, KALMAR, LULEA, VARBERG, Season, a_day

pytestmark = pytest.mark.slow
FIRST, LAST = datetime(2020, 1, 1, 6, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
STAYS = timedelta(days=60)
CONFERENCES = [VARBERG, KALMAR, LULEA, DAYS, COURSES, BREAKFAST]
CALLED_OFF = {KALMAR: date(2020, 3, 1), DAYS: date(2020, 6, 1), VARBERG: date(2020, 9, 1)}
NEWS = {"news": "/nyheter.atom", "news of a place": f"/{VARBERG}.atom"}
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_UID = re.compile(rb"\r\nUID:([^\r]+)")


@dataclass
class Polled:
    """One subscription: what it got last, and when."""

    tag: str = ""
    body: bytes = b""
    fetched: int = 0
    unchanged: int = 0


def move(chance: Random) -> dict[str, Any]:
    days = sorted(
        date(2020, 1, 10) + timedelta(days=chance.randrange(400)) for _ in range(chance.choice((1, 2)))
    )
    hours = chance.choice((None, (7, 13), (8, 14)))
    return {"days": [a_day(day, hours) for day in dict.fromkeys(days)]}


# What an organizer does, and whether entries in calendars tell of it.
EDITS: list[tuple[Callable[[Random], dict[str, Any]], bool]] = [
    (lambda chance: {"title": f"Rubrik {chance.random()}"}, True),
    (move, True),
    (lambda chance: {"venue": f"Lokal {chance.random()}"}, True),
    (lambda chance: {"arrival": f"Fika {chance.random()}"}, True),
    (lambda chance: {"days": []}, True),
    (lambda chance: {"practical": f"Ta med {chance.random()}"}, False),
    (lambda chance: {"lead": f"Ingress {chance.random()}"}, False),
    (lambda chance: {}, False),
]


@dataclass
class Year:
    """One simulated year; `told` are conferences of which something was told since the last poll."""

    season: Season
    client: FlaskClient
    clock: FixedClock
    chance: Random = field(default_factory=lambda: Random(2020))
    told: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    edited: bool = False
    edits: int = 0
    owners: dict[str, str] = field(default_factory=dict)
    removed: dict[str, datetime] = field(default_factory=dict)
    polls: dict[str, Polled] = field(default_factory=dict)

    def live(self) -> None:
        self.look_up_names()
        at = FIRST
        while at < LAST:
            self.clock.set(at)
            if self.chance.random() < 0.35:
                self.edit(at)
            self.poll_all(at)
            self.told.clear()
            self.edited = False
            at += timedelta(hours=self.chance.choice((17, 29, 41)))

    def edit(self, at: datetime) -> None:
        due = [path for path, on in CALLED_OFF.items() if on <= at.date() and path not in self.cancelled]
        path = (
            due[0] if due else self.chance.choice([one for one in CONFERENCES if one not in self.cancelled])
        )
        self.edits += 1
        before, tells = self.entry_facts(path), True
        if due:
            self.season.cancel(path, at)
            self.cancelled.add(path)
        else:
            make, tells = self.chance.choice(EDITS)
            self.season.save(path, at, **make(self.chance))
        self.edited = tells
        if tells and self.entry_facts(path) != before:
            self.told.add(path)
        self.look_up_names()

    def entry_facts(self, path: str) -> object:
        row = self.season.conference(path)
        days = [(day.id, day.on, day.starts_at, day.removed_at) for day in row.days]
        # Without a day there is no entry to tell of it.
        shown = any(in_feed(day, self.clock.now()) for day in row.days)
        return days, (row.title, row.venue, row.arrival) if shown else None

    def look_up_names(self) -> None:
        for path in CONFERENCES:
            days = self.season.conference(path).days
            self.owners |= {day.uid: path for day in days}
            self.removed |= {day.uid: day.removed_at for day in days if day.removed_at}
            items = self.season.items(path)
            self.owners |= {item.uid: path for item in items}
            self.removed |= {item.uid: item.day.removed_at for item in items if item.day.removed_at}

    def poll_all(self, at: datetime) -> None:
        for kind, address in (self.season.feeds() | NEWS).items():
            polled = self.polls.setdefault(kind, Polled())
            answer = self.client.get(address, headers={"If-None-Match": polled.tag})
            if answer.status_code == 304:
                self.check_unchanged(kind, address, polled)
                continue
            assert answer.status_code == 200
            if polled.tag:
                # A programme's tag holds its conference's, and items do not say all of that one's changes.
                new = answer.data != polled.body or kind == "programme"
                assert new, f"{kind} at {at}: 200 with the bytes of before"
                if kind not in NEWS:
                    self.check_justified(kind, polled.body, answer.data, at)
            polled.tag, polled.body = answer.headers["ETag"], answer.data
            polled.fetched += 1

    def check_unchanged(self, kind: str, address: str, polled: Polled) -> None:
        polled.unchanged += 1
        if self.chance.random() < (0.5 if kind == "programme" else 0.1):
            assert self.client.get(address).data == polled.body, f"{kind}: 304, but other bytes"
        # Items say less than days do: of them the bytes alone tell.
        if kind not in {*NEWS, "programme"}:
            holding = {self.owners.get(uid) for uid in entries(polled.body)}
            missed = {one for one in holding & self.told if one}
            assert not missed, f"{kind}: 304, but told of {missed}"

    def check_justified(self, kind: str, before: bytes, after: bytes, at: datetime) -> None:
        """Every entry that differs is one of a conference that was changed, or left after 60 days."""
        was, now = entries(before), entries(after)
        for uid in was.keys() | now.keys():
            # An entry that is no conference's day is one of its sign-up.
            justified = self.owners[uid] in self.told if uid in self.owners else self.edited
            if was.get(uid) == now.get(uid) or justified:
                continue
            assert uid not in now, f"{kind} at {at}: {uid} changed, and nobody changed it"
            assert b"STATUS:CANCELLED" in was[uid]
            # The words of one that was called off may change after that.
            assert at >= self.removed.get(uid, changed_at(was[uid])) + STAYS


def entries(data: bytes) -> dict[str, bytes]:
    found = {}
    for event in _EVENT.findall(data):
        (uid,) = _UID.findall(event)
        found[uid.decode()] = event
    return found


def changed_at(event: bytes) -> datetime:
    (stamp,) = re.findall(rb"LAST-MODIFIED:(\w+)", event)
    return datetime.strptime(stamp.decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def test_a_year_of_polls_against_a_year_of_edits(app: Flask, clock: FixedClock) -> None:
    clock.set(FIRST - timedelta(days=1))
    year = Year(Season(app), app.test_client(), clock)
    year.live()
    assert year.edits > 70
    assert len(year.cancelled) == 3
    for kind, polled in year.polls.items():
        assert polled.unchanged > 150, kind
        # One look for each change that it tells of, and a few for what leaves after 60 days.
        assert polled.fetched <= year.edits + 40, kind
    fetched = {kind: polled.fetched for kind, polled in year.polls.items()}
    assert fetched["place"] < fetched["series"] < fetched["all"]
    assert fetched["remote"] == 1
