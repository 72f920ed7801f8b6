"""Two real workers, a real mail server, and the evening before: each letter once."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.config import ROOT
from regapp.mailing.models import LetterState, OutboxMessage
from tests.sending import Send
from tests.support.smtp import MailServer
from tests.world import a_person, a_sign_up, make_conference, make_organizer

_PEOPLE = 6
_PATIENCE_S = 90


@pytest.fixture
def two_workers(
    app: Flask, database_url: str, smtp: MailServer, tmp_path: Path
) -> Iterator[list[subprocess.Popen[bytes]]]:
    settings = {
        "REGAPP_TESTING": "1",
        "REGAPP_INSTANCE": str(tmp_path),
        "REGAPP_DATABASE_URL": database_url,
        "REGAPP_SMTP_HOST": smtp.host,
        "REGAPP_SMTP_PORT": str(smtp.port),
        "REGAPP_CLOCK": "2020-03-26T19:00:00",
    }
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        running.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}))

    for _ in range(2):
        start()
    yield running
    for process in running:
        process.terminate()
    assert [process.wait(30) for process in running] == [0, 0]


def settle(session: Session, smtp: MailServer, count: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while len(smtp.received) < count or not all_sent(session):
        assert time.monotonic() < deadline, f"{len(smtp.received)} of {count} letters"
        time.sleep(0.2)


def all_sent(session: Session) -> bool:
    session.rollback()
    return set(session.scalars(select(OutboxMessage.state))) == {LetterState.SENT}


@pytest.mark.slow
@pytest.mark.both_databases
def test_the_evening_before_everybody_is_reminded_once_over_smtp(
    session: Session, send: Send, smtp: MailServer, request: pytest.FixtureRequest
) -> None:
    varberg = make_conference(session, make_organizer(session))
    for number in range(_PEOPLE):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))
    request.getfixturevalue("two_workers")
    settle(session, smtp, 2 * _PEOPLE)
    time.sleep(2)
    subjects = Counter(
        (letter.rcpt_to[0], str(letter.message["Subject"]).partition(":")[0]) for letter in smtp.received
    )
    assert set(subjects.values()) == {1}
    assert sum(1 for _address, subject in subjects if subject == "I morgon") == _PEOPLE
    for letter in smtp.received:
        assert not [name for name in letter.message if name.lower().startswith("list-")], "service letters"
        assert letter.message["Auto-Submitted"] == "auto-generated"
