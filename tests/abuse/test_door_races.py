"""Many phones at one door in three processes, one of them shot: one check-in each, the first, none missed."""

import http.client
import json
import os
import random
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.audit.models import Event
from regapp.checkin.commands.links import make_link
from regapp.checkin.models import CheckIn, Door
from regapp.conferences.models import Conference, SeatPool
from regapp.conferences.queries import get_conference
from regapp.registrations.commands import sign_up
from regapp.registrations.models import Participant
from tests.checkin.phones import ON_THE_DAY
from tests.conftest import StartServer
from tests.sending import NOW
from tests.support.server import LiveServer
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
PEOPLE, PHONES = 60, 4
OPENED = datetime(2020, 3, 27, 8, 0, tzinfo=UTC)
_GIVE_UP_S = 60.0
# So far apart that the time an answer takes decides nothing.
_APART_S = 10
_FORM = "application/x-www-form-urlencoded"
Body = str | Callable[[], str]


class Entrance:
    """Varberg with so many people, and links for so many phones."""

    def __init__(self, server: LiveServer, engine: Engine) -> None:
        self.server, self.engine = server, engine
        with Session(engine, expire_on_commit=False) as rows:
            owner = make_organizer(rows)
            series = make_series(rows, owner)
            here = make_conference(rows, owner, series=series, capacity=100)
            there = make_conference(rows, owner, path="smartare/lulea", series=series, capacity=100)
            self.ids = [self._person(rows, here, number) for number in range(PEOPLE)]
            self.strangers = [self._person(rows, there, 100 + number) for number in range(8)]
            self.conference_id, secret = here.id, server.environment["REGAPP_SECRET_KEY"]
            self.tokens = [
                make_link(
                    rows, here.id, f"Hjälpare {number}", pin="123456", secret=secret, open_links=0,
                    by=SYSTEM, now=NOW,
                ).token
                for number in range(PHONES)
            ]  # fmt: skip
            rows.commit()

    def _person(self, rows: Session, conference: Conference, number: int) -> int:
        form = a_sign_up([a_person(number, is_booker=True)])
        done = sign_up(rows, get_conference(rows, conference.id), form, now=NOW)
        rows.commit()
        return rows.scalars(
            select(Participant.id).where(Participant.email == form.participants[0].email)
        ).one() if done.seated else 0  # fmt: skip


class Phone:
    """One helper's: a session, and patience with a network that breaks."""

    def __init__(self, entrance: Entrance, token: str) -> None:
        self.port, self.base, self.cookie = entrance.server.port, f"/dorr/{token}", ""
        page = self.ask("GET", "/pin")[1]
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert csrf is not None
        self.ask("POST", "/pin", urlencode({"csrf_token": csrf[1], "pin": "123456"}))
        kept = json.loads(self.ask("GET", "/lista.json")[1])
        self.csrf, self.offset = kept["csrf"], kept["now"] - time.time() * 1000
        self.seen: dict[int, Any] = {}
        self.seq = 0

    def ask(self, method: str, path: str, body: Body = "", kind: str = _FORM) -> Any:
        """Tried again while nobody answers; the body is written anew each time, as a phone does."""
        deadline = time.monotonic() + _GIVE_UP_S
        while True:
            try:
                return self._once(method, path, body if isinstance(body, str) else body(), kind)
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _once(self, method: str, path: str, body: str, kind: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, self.base + path, body, {"Cookie": self.cookie, "Content-Type": kind})
            answer = connection.getresponse()
            given = answer.getheader("Set-Cookie")
            self.cookie = given.split(";")[0] if given else self.cookie
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def scan(self, *scans: dict[str, Any]) -> None:
        def body() -> str:
            now = round(time.time() * 1000 + self.offset)
            return json.dumps({"csrf": self.csrf, "sent_at": now, "scans": scans})

        status, text = self.ask("POST", "/skanningar", body, "application/json")
        assert status == 200, text

    def listen(self) -> None:
        news = json.loads(self.ask("GET", f"/nytt.json?sedan={self.seq}")[1])
        for number, at, _by, nonce, undone_at in news["came"]:
            self.seen[number] = (at, nonce, undone_at)
        self.seq = news["seq"]


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@pytest.fixture
def entrance(start_server: StartServer) -> Iterator[Entrance]:
    server = start_server(workers=3, REGAPP_CLOCK=ON_THE_DAY)
    engine = create_engine(server.environment["REGAPP_DATABASE_URL"])
    yield Entrance(server, engine)
    engine.dispose()


def queues_of(entrance: Entrance, dice: random.Random) -> list[list[dict[str, Any]]]:
    """For each phone everybody once, in an order of its own; no two at the same time."""
    queues: list[list[dict[str, Any]]] = [[] for _ in range(PHONES)]
    for one in entrance.ids:
        times = dice.sample(range(0, 1500, _APART_S), PHONES)
        for number, seconds in enumerate(times):
            at = _ms(OPENED + timedelta(seconds=seconds))
            queues[number].append({"id": one, "nonce": f"phone{number}-{one:05d}", "at": at})
    for queue in queues:
        dice.shuffle(queue)
    return queues


def test_the_earliest_scan_of_each_stands_though_a_process_was_shot(entrance: Entrance) -> None:
    dice = random.Random(29)
    phones = [Phone(entrance, token) for token in entrance.tokens]
    queues = queues_of(entrance, dice)

    def work(phone: Phone, queue: list[dict[str, Any]]) -> None:
        for start in range(0, len(queue), 3):
            phone.scan(*queue[start : start + 3])
            phone.listen()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(phones, queues, strict=True)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    os.kill(entrance.server.pids[0], signal.SIGKILL)
    for thread in threads:
        thread.join(_GIVE_UP_S)
    # Whatever answer was lost is sent again: nothing happens twice.
    phones[0].scan(*queues[0])
    scans = [scan for queue in queues for scan in queue]
    first = {
        one: min((scan for scan in scans if scan["id"] == one), key=lambda scan: int(scan["at"]))["nonce"]
        for one in entrance.ids
    }
    with Session(entrance.engine) as rows:
        kept = {row.participant_id: (_ms(row.at), row.nonce) for row in rows.scalars(select(CheckIn))}
        assert {number: nonce for number, (_at, nonce) in kept.items()} == first
        told = select(func.count()).select_from(Event).where(Event.action == "checked_in")
        assert rows.scalars(told).one() == PEOPLE
        assert rows.scalars(select(Door.seq)).one() > 0
    for phone in phones:
        phone.listen()
        assert {number: seen[:2] for number, seen in phone.seen.items()} == kept


def test_moved_and_checked_in_from_four_phones_at_once_is_one_seat(entrance: Entrance) -> None:
    phones = [Phone(entrance, token) for token in entrance.tokens]

    def work(phone: Phone) -> None:
        for number in entrance.strangers:
            body = urlencode({"csrf_token": phone.csrf, "deltagare": number, "nonce": phone.base[-20:]})
            phone.ask("POST", "/flytta", body)

    threads = [threading.Thread(target=work, args=[phone]) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_GIVE_UP_S)
    with Session(entrance.engine) as rows:
        pool = rows.scalars(select(SeatPool).where(SeatPool.conference_id == entrance.conference_id)).one()
        assert pool.taken == PEOPLE + len(entrance.strangers)
        came = rows.scalars(select(CheckIn.participant_id)).all()
        assert sorted(came) == sorted(entrance.strangers)
