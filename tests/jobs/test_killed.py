"""F1 and F13: workers killed in the middle of a batch lose no letter."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.config import ROOT
from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import LetterState, OutboxMessage
from tests.mailing.post import NOW
from tests.support.smtp import MailServer

_LETTERS = 150
_KILLS = 3
Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(database_url: str, smtp: MailServer, tmp_path: Path) -> Iterator[Start]:
    settings = {
        "REGAPP_TESTING": "1",
        "REGAPP_INSTANCE": str(tmp_path),
        "REGAPP_DATABASE_URL": database_url,
        "REGAPP_SMTP_HOST": smtp.host,
        "REGAPP_SMTP_PORT": str(smtp.port),
    }
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.jobs.killable"]
        running.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert worker.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def has_received(smtp: MailServer, count: int) -> bool:
    return len(smtp.received) > count


@pytest.mark.slow
@pytest.mark.both_databases
def test_f1_killed_workers_lose_no_letter_and_repeat_at_most_the_one_under_way(
    session: Session, smtp: MailServer, start_worker: Start
) -> None:
    enqueue_many(session, "test.note", subject_ids=range(_LETTERS), now=NOW)
    session.commit()
    for _ in range(_KILLS):
        before = len(smtp.received)
        worker = start_worker()
        wait_until(partial(has_received, smtp, before + 5), worker)
        time.sleep(random.uniform(0, 0.05))
        worker.kill()
        worker.wait()
    last = start_worker()

    def all_sent() -> bool:
        session.rollback()
        return set(session.scalars(select(OutboxMessage.state))) == {LetterState.SENT}

    wait_until(all_sent, last)
    last.terminate()
    assert last.wait(10) == 0
    arrived = Counter(str(letter.message["Message-ID"]) for letter in smtp.received)
    assert len(arrived) == _LETTERS
    assert sum(arrived.values()) <= _LETTERS + _KILLS
