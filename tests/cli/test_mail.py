"""`flask mail …`: what the operator is told, and that a pause holds letters back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.mailing.commands import enqueue
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.mailing.queries import is_paused
from tests.support.ports import free_port
from tests.support.smtp import MailServer

ADDRESS = "drift@exempel.se"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["mail", *words])


def test_the_test_letter_arrives_and_the_server_is_named(
    make_app: Callable[..., Flask], smtp: MailServer
) -> None:
    done = run(make_app(smtp_host="127.0.0.1", smtp_port=smtp.port), "test", ADDRESS)
    assert done.exit_code == 0
    assert f"127.0.0.1:{smtp.port} (none) took the letter" in done.output
    assert len(smtp.to(ADDRESS)) == 1


def test_the_servers_refusal_is_one_line(make_app: Callable[..., Flask], smtp: MailServer) -> None:
    smtp.refused.add(ADDRESS)
    done = run(make_app(smtp_host="127.0.0.1", smtp_port=smtp.port), "test", ADDRESS)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"Error: 127.0.0.1:{smtp.port} (none) did not take the letter: 550 5.1.1."
    ]


@pytest.mark.parametrize(
    ("settings", "address", "line"),
    [
        ({}, ADDRESS, "Error: No mail server is set: REGAPP_SMTP_HOST."),
        ({"demo": True}, ADDRESS, "Error: The demonstration sends no letters: they are kept at /demo/brev."),
        (
            {"smtp_host": "127.0.0.1"},
            "drift",
            "Error: drift is no e-mail address that a letter can be sent to.",
        ),
    ],
)
def test_what_is_wrong_is_one_line(
    make_app: Callable[..., Flask], settings: dict[str, object], address: str, line: str
) -> None:
    done = run(make_app(**settings), "test", address)
    assert (done.exit_code, done.output.splitlines()) == (1, [line])


def test_a_server_that_is_not_there_is_one_line(make_app: Callable[..., Flask]) -> None:
    port = free_port()
    done = run(make_app(smtp_host="127.0.0.1", smtp_port=port), "test", ADDRESS)
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1
    assert "ConnectionRefusedError" in done.output


def test_a_server_that_says_nothing_is_given_up_after_the_timeout(
    make_app: Callable[..., Flask], silent_smtp: int
) -> None:
    done = run(make_app(smtp_host="127.0.0.1", smtp_port=silent_smtp, smtp_timeout_s=1), "test", ADDRESS)
    assert done.output.splitlines() == [
        f"Error: 127.0.0.1:{silent_smtp} (none) did not take the letter: timeout."
    ]


@pytest.mark.both_databases
def test_a_pause_holds_until_it_is_ended(app: Flask, session: Session) -> None:
    assert "Sending: paused" in run(app, "pause").output
    assert is_paused(session)
    session.rollback()
    assert "Sending: letters may leave." in run(app, "resume").output
    assert not is_paused(session)


def test_the_status_tells_how_many_wait_and_for_how_long(app: Flask, session: Session, now: datetime) -> None:
    enqueue(session, "accounts.password", subject_id=1, now=now - timedelta(hours=3))
    enqueue(session, "accounts.password", subject_id=2, now=now)
    session.commit()
    lines = run(app, "status").output.splitlines()
    assert lines == [
        "Sending: letters may leave.",
        "Waiting: 2, the oldest for 3 h. Held for the hour's end: 0.",
        "Failed for good: 0.",
    ]


@pytest.mark.both_databases
def test_what_waits_can_be_dropped_when_sending_goes_on(app: Flask, session: Session, now: datetime) -> None:
    enqueue(session, "accounts.password", subject_id=1, now=now)
    session.commit()
    run(app, "pause")
    assert "Waiting: 0." in run(app, "resume", "--drop-waiting").output
    assert session.scalars(select(OutboxMessage.state)).all() == [LetterState.NEEDLESS]
