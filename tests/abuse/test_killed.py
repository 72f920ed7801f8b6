"""Processes shot in the middle of sign-ups: what was acknowledged is there, once, with its letter."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from bench.signing_up import FilledIn
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant
from tests.abuse.season import FORM, forms_for, set_capacity, start_season, tokens
from tests.conftest import StartServer
from tests.support.server import LiveServer, descendants_of

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
ROUNDS, EACH = 3, 60
_GIVE_UP_S = 30
# Sooner, the web server takes two deaths for a loop and ends; what the supervisor does then is
# tried where it is.
_APART_S = 6


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


@pytest.fixture
def engine(server: LiveServer) -> Iterator[Engine]:
    made = create_engine(server.environment["REGAPP_DATABASE_URL"])
    with Session(made) as rows:
        set_capacity(rows, "varberg", 10_000)
    yield made
    made.dispose()


class Crowd:
    """Four people who send their forms one after the other.

    patient  a refused or cut connection is tried again with the same form, as a person would
    """

    def __init__(self, server: LiveServer, forms: Sequence[FilledIn], *, patient: bool) -> None:
        self._server, self._patient = server, patient
        self.acknowledged: list[str] = []
        self._threads = [threading.Thread(target=self._send_all, args=[forms[n::4]]) for n in range(4)]
        for thread in self._threads:
            thread.start()

    def wait(self) -> list[str]:
        for thread in self._threads:
            thread.join(_GIVE_UP_S)
        return self.acknowledged

    def wait_for(self, count: int) -> None:
        """Until so many were acknowledged: in the middle of it."""
        deadline = time.monotonic() + _GIVE_UP_S
        while len(self.acknowledged) < count and time.monotonic() < deadline:
            time.sleep(0.005)

    def _send_all(self, forms: Sequence[FilledIn]) -> None:
        for form in forms:
            deadline = time.monotonic() + _GIVE_UP_S
            while not self._send(form) and self._patient and time.monotonic() < deadline:
                time.sleep(0.1)

    def _send(self, form: FilledIn) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=20)
        headers = {"Cookie": form.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", FORM, body=form.body, headers=headers)
            answer = connection.getresponse()
            if answer.status == 303:
                self.acknowledged.append((answer.getheader("Location") or "").split("?")[0])
            return answer.status == 303
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def check_kept(server: LiveServer, engine: Engine, acknowledged: Sequence[str]) -> None:
    """Each once, with its page, and with one letter for each participant."""
    known = tokens(engine)
    assert len(set(acknowledged)) == len(acknowledged)
    assert {address.removeprefix("/a/") for address in acknowledged} <= set(known)
    for address in acknowledged[:: max(len(acknowledged) // 20, 1)]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", address)
        assert connection.getresponse().status == 200
        connection.close()
    with Session(engine) as rows:
        participants = rows.scalars(select(func.count()).select_from(Participant)).one()
        letters = rows.scalars(select(OutboxMessage.subject_id)).all()
        assert (len(known), len(letters)) == (participants, participants)
        assert len(set(letters)) == len(letters)
        if engine.dialect.name == "sqlite":
            assert rows.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_f1_a_web_process_killed_under_load_costs_nobody_a_seat(server: LiveServer, engine: Engine) -> None:
    acknowledged: list[str] = []
    for _round in range(ROUNDS):
        crowd = Crowd(server, forms_for(server, EACH, "varberg"), patient=True)
        crowd.wait_for(EACH // 3)
        os.kill(descendants_of(server.web.pid)[-1], signal.SIGKILL)
        acknowledged += crowd.wait()
        time.sleep(_APART_S)
    assert len(acknowledged) == ROUNDS * EACH
    assert len(tokens(engine)) == ROUNDS * EACH
    check_kept(server, engine, acknowledged)


def test_f2_everything_killed_under_load_starts_again_with_all_that_was_acknowledged(
    server: LiveServer, engine: Engine
) -> None:
    acknowledged: list[str] = []
    for _round in range(ROUNDS):
        crowd = Crowd(server, forms_for(server, EACH, "varberg"), patient=False)
        crowd.wait_for(EACH // 3)
        server.kill()
        acknowledged += crowd.wait()
        server.start()
    assert len(acknowledged) >= ROUNDS * EACH // 3
    check_kept(server, engine, acknowledged)


def test_f3_told_to_stop_under_load_it_finishes_every_sign_up_that_was_begun(
    server: LiveServer, engine: Engine
) -> None:
    crowd = Crowd(server, forms_for(server, 2 * EACH, "varberg"), patient=False)
    crowd.wait_for(EACH // 3)
    server.web.send_signal(signal.SIGTERM)
    assert server.web.wait(timeout=_GIVE_UP_S) == 0
    acknowledged = crowd.wait()
    assert EACH // 3 <= len(acknowledged) < 2 * EACH
    assert len(tokens(engine)) == len(acknowledged), "one was kept whose answer was cut off"
    server.start()
    check_kept(server, engine, acknowledged)
