"""The worker's loop: it goes on, it does its chores, it ends when told, it outlives failures."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.jobs import worker
from regapp.jobs.deliver_mail import deliver_batch
from regapp.jobs.lives import free_dead, sign_of_life
from regapp.jobs.worker import Chore, run_worker
from regapp.mailing.commands import claim, enqueue_many
from regapp.mailing.models import DemoLetter, LetterState, OutboxMessage
from regapp.mailing.render import Outgoing
from regapp.mailing.transport import MemoryTransport, UnreachableError
from tests.conftest import PRESENT
from tests.mailing.post import NOW, RENDERERS
from tests.support.smtp import MailServer

_HOUR = timedelta(hours=1)


@contextmanager
def working(app: Flask, **more: Any) -> Iterator[Event]:
    """A worker in a thread, stopped at the end; the test fails if it does not stop."""
    stop = Event()
    thread = Thread(target=run_worker, args=(app, stop), kwargs={"renderers": RENDERERS, **more})
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def promise(session: Session, *subject_ids: int) -> None:
    enqueue_many(session, "test.note", subject_ids=subject_ids, now=NOW)
    session.commit()


def all_sent(session: Session) -> Callable[[], bool]:
    def look() -> bool:
        session.rollback()
        states = session.scalars(select(OutboxMessage.state)).all()
        return bool(states) and set(states) == {LetterState.SENT}

    return look


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "IDLE_S", 0.02)


@pytest.mark.both_databases
def test_letters_promised_before_and_during_work_are_sent(app: Flask, session: Session) -> None:
    transport = MemoryTransport()
    promise(session, *range(1, 31))
    with working(app, transport=transport):
        eventually(all_sent(session))
        promise(session, 31)
        eventually(lambda: len(transport.sent) == 31)
        eventually(all_sent(session))


def test_a_server_that_comes_back_gets_every_letter_once(app: Flask, session: Session) -> None:
    down = [1, 2, 3]

    def refuse(_letter: Outgoing) -> None:
        if down:
            down.pop()
            raise UnreachableError("timeout")

    transport = MemoryTransport(refuse)
    promise(session, 1, 2)
    with working(app, transport=transport):
        eventually(all_sent(session))
    assert len(transport.sent) == 2


def test_the_configured_server_is_used(
    make_app: Callable[..., Flask], session: Session, smtp: MailServer
) -> None:
    promise(session, 1)
    with working(make_app(smtp_host="127.0.0.1", smtp_port=smtp.port)):
        eventually(all_sent(session))
    assert len(smtp.to("person1@exempel.se")) == 1


def test_without_a_mail_server_letters_wait_and_chores_are_done(app: Flask, session: Session) -> None:
    done = Event()
    promise(session, 1)
    with working(app, chores=[Chore("sweep", done.set, _HOUR)]):
        assert done.wait(10)
    assert session.scalars(select(OutboxMessage.state)).one() is LetterState.WAITING


def test_in_demonstration_letters_are_kept_to_be_read_at_the_domains_time(
    make_app: Callable[..., Flask], session: Session
) -> None:
    promise(session, 1)
    with working(make_app(demo=True)):
        eventually(all_sent(session))
    kept = session.scalars(select(DemoLetter)).one()
    assert (kept.to_email, kept.subject, kept.sent_at) == ("person1@exempel.se", "Brev 1", PRESENT)
    assert "Hej Anna!" in kept.text
    assert "<p>Hej Anna!</p>" in kept.html
    assert kept.source.startswith(b"From: ")


def test_a_chore_is_done_at_the_start_and_then_at_its_interval(app: Flask) -> None:
    often, seldom = [], []
    chores = [
        Chore("often", lambda: often.append(1), timedelta(milliseconds=50)),
        Chore("seldom", lambda: seldom.append(1), _HOUR),
    ]
    with working(app, chores=chores):
        eventually(lambda: len(often) >= 3)
    assert len(seldom) == 1


def test_a_failing_chore_stops_neither_letters_nor_other_chores(app: Flask, session: Session) -> None:
    def fail() -> None:
        raise RuntimeError("anna.lindqvist@exempel.se")

    done = Event()
    promise(session, 1)
    with working(
        app,
        transport=MemoryTransport(),
        chores=[Chore("fail", fail, _HOUR), Chore("sweep", done.set, _HOUR)],
    ):
        assert done.wait(10)
        eventually(all_sent(session))


def test_the_worker_outlives_an_error_of_the_database(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver, failures = deliver_batch, [1]

    def fail_once(*args: Any) -> Any:
        if failures:
            failures.pop()
            raise RuntimeError("anna.lindqvist@exempel.se")
        return deliver(*args)

    monkeypatch.setattr(worker, "deliver_batch", fail_once)
    promise(session, 1)
    with working(app, transport=MemoryTransport()):
        eventually(all_sent(session))
    lines = capsys.readouterr().out
    assert "RuntimeError" in lines
    assert "anna" not in lines


_DIE_WITH_A_NAME = """
import os, signal, sys
from pathlib import Path
from regapp.jobs.deliver_mail import deliver_batch
from regapp.jobs.lives import sign_of_life
with sign_of_life(Path(sys.argv[1])) as name:
    print(name, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_worker(folder: Path) -> str:
    """The name of a worker that lived in `folder` and was killed."""
    ended = subprocess.run(
        [sys.executable, "-c", _DIE_WITH_A_NAME, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert ended.returncode == -9
    return ended.stdout.strip()


def test_letters_of_a_killed_worker_are_freed_at_once(app: Flask, session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "workers"
    dead = killed_worker(folder)
    promise(session, 1)
    claim(session, NOW, worker=dead, limit=1, lease=timedelta(days=36500))
    session.commit()
    with app.app_context(), sign_of_life(folder) as alive:
        free_dead(folder, alive=alive)
    session.rollback()
    assert session.scalars(select(OutboxMessage.claimed_by)).one() is None
    assert list(folder.iterdir()) == []


def test_letters_of_a_living_worker_stay_its_own(app: Flask, session: Session, tmp_path: Path) -> None:
    promise(session, 1)
    with sign_of_life(tmp_path) as other:
        claim(session, NOW, worker=other, limit=1, lease=timedelta(days=36500))
        session.commit()
        with app.app_context(), sign_of_life(tmp_path) as alive:
            free_dead(tmp_path, alive=alive)
    session.rollback()
    assert session.scalars(select(OutboxMessage.claimed_by)).one() == other
