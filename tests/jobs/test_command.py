"""`flask worker` as a process of its own."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.cli.serve import worker_command
from regapp.config import ROOT
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.registrations.commands.link import request_link
from tests.mailing.post import NOW
from tests.support.ports import free_port


@pytest.fixture
def worker(database_url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "REGAPP_TESTING": "1",
        "REGAPP_INSTANCE": str(tmp_path),
        "REGAPP_DATABASE_URL": database_url,
        "REGAPP_SMTP_HOST": "127.0.0.1",
        "REGAPP_SMTP_PORT": str(free_port()),
    }
    process = subprocess.Popen(worker_command(), cwd=ROOT, env={**os.environ, **settings})
    yield process
    process.kill()
    process.wait()


@pytest.mark.slow
def test_the_worker_looks_after_letters_and_ends_when_told(
    session: Session, worker: subprocess.Popen[bytes]
) -> None:
    request_link(session, "ingen@exempel.se", language="sv", now=NOW)
    session.commit()
    deadline = time.monotonic() + 30
    while session.scalars(select(OutboxMessage.state)).one() is LetterState.WAITING:
        session.rollback()
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert session.scalars(select(OutboxMessage.state)).one() is LetterState.NEEDLESS
    worker.terminate()
    assert worker.wait(10) == 0
