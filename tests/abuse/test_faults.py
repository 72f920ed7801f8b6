"""F4, F7, F8, F9, F10, T6: the database is locked or full, the mail server is away, the clock jumps."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.orm import Session

from bench.client import Visit, request, run
from bench.signing_up import FilledIn
from regapp.app import create_app, set_clock_once
from regapp.conferences.models import Conference
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.registrations import kept
from regapp.registrations.models import Participant, Registration
from regapp.web.state import EXTENSION
from tests.abuse.season import FORM as SEASON_FORM
from tests.abuse.season import OPEN, forms_for, send_all
from tests.conftest import PRESENT, StartServer, engine_of
from tests.offers import make_option
from tests.support.forms import ONE_PERSON, read_form, resubmit
from tests.support.ports import free_port
from tests.support.smtp import MailServer, mail_server
from tests.world import make_conference, make_organizer

FORM = "/varberg/anmalan"
ME = {**ONE_PERSON, "buyer-org_number": "2120001249"}
_NO_WAIT = {"sqlite": "PRAGMA busy_timeout=300", "postgresql": "SET lock_timeout = 300"}
_LOCK = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE registrations IN EXCLUSIVE MODE"}


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    made = make_conference(session, make_organizer(session), capacity=2000)
    # Its connection goes back to the pool, which the tests empty.
    session.commit()
    return made


def registrations(session: Session) -> int:
    session.commit()
    return session.execute(select(func.count()).select_from(Registration)).scalar_one()


@contextmanager
def each_connection(engine: Engine, statement: str, after: str) -> Iterator[None]:
    """`statement` on every connection before it is used, `after` when this is over."""

    def told(connection: Any, *_rest: Any) -> None:
        connection.cursor().execute(statement)

    event.listen(engine, "checkout", told)
    try:
        yield
    finally:
        event.remove(engine, "checkout", told)
        with engine.connect() as connection:
            connection.exec_driver_sql(after)
        engine.dispose()


@contextmanager
def away(engine: Engine) -> Iterator[None]:
    """No connection can be had, and those that were there are cut."""

    def refused(*_rest: Any) -> None:
        raise engine.dialect.loaded_dbapi.OperationalError("away")

    engine.dispose()
    event.listen(engine, "do_connect", refused)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", refused)


@contextmanager
def locked(database_url: str, kind: str) -> Iterator[None]:
    """Somebody else writes and does not finish."""
    other = create_engine(database_url)
    with other.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.isolation_level = None
        cursor = raw.cursor()
        if kind == "postgresql":
            cursor.execute("BEGIN")
        cursor.execute(_LOCK[kind])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
    other.dispose()


@pytest.mark.both_databases
def test_f7_a_locked_database_says_so_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, session: Session, database_url: str, backend: str
) -> None:
    page = client.get(FORM)
    engine = engine_of(app)
    engine.dispose()
    with each_connection(engine, _NO_WAIT[backend], "SELECT 1"), locked(database_url, backend):
        answer = resubmit(client, FORM, page, ME)
        assert client.get("/varberg").status_code == 200
        assert client.get("/kalender.ics").status_code == 200
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "20"
    assert "Inget är skickat än. Vänta 20 sekunder och försök igen." in answer.text
    typed = dict(read_form(answer.text).form_values())
    assert {name: typed[name] for name in ME} == ME
    assert registrations(session) == 0
    assert resubmit(client, FORM, answer).status_code == 303
    assert registrations(session) == 1


@pytest.mark.both_databases
def test_f8_a_database_that_is_away_says_so_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_option(session, varberg, seats=5)
    session.commit()
    page = client.get(FORM)
    monkeypatch.setattr(kept, "_UNASKED_S", 0.0)
    with away(engine_of(app)):
        answer = resubmit(client, FORM, page, ME)
        assert client.get("/varberg").status_code == 503
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert "Inget är skickat än" in answer.text
    typed = dict(read_form(answer.text).form_values())
    assert {name: typed[name] for name in ME} == ME
    assert resubmit(client, FORM, answer).status_code == 303
    assert registrations(session) == 1


def test_f8_a_demonstration_keeps_it_too_though_its_clock_stands_in_the_database(
    app: Flask, session: Session
) -> None:
    demo = create_app(replace(app.extensions[EXTENSION].config, demo=True))
    set_clock_once(demo, PRESENT)
    visitor = demo.test_client()
    page = visitor.get(FORM)
    clock = demo.extensions[EXTENSION].clock
    with away(engine_of(demo)):
        clock.read_offset.forget()
        answer = resubmit(visitor, FORM, page, ME)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    typed = dict(read_form(answer.text).form_values())
    assert {name: typed[name] for name in ME} == ME
    assert resubmit(visitor, FORM, answer).status_code == 303
    assert registrations(session) == 1
    engine_of(demo).dispose()


def test_f4_a_log_that_cannot_be_written_changes_no_answer(
    app: Flask, client: FlaskClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log is on the disk that is full."""
    page = client.get(FORM)
    engine = engine_of(app)
    engine.dispose()
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails as well
    with monkeypatch.context() as output:
        output.setattr(sys, "stdout", full)
        with each_connection(engine, _NO_WAIT["sqlite"], "SELECT 1"), locked(database_url, "sqlite"):
            answer = resubmit(client, FORM, page, ME)
    with pytest.raises(OSError, match="No space left"):
        full.close()
    assert answer.status_code == 503
    assert dict(read_form(answer.text).form_values())["participants-0-given_name"] == "Åsa"


def test_f4_a_full_disk_takes_nothing_in_loses_nothing_and_recovers(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """SQLite's own answer to a full disk, at a limit on its pages instead of the disk's."""
    engine = engine_of(app)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()
    taken = 0
    with each_connection(engine, f"PRAGMA max_page_count={pages}", "PRAGMA max_page_count=1073741823"):
        answer = resubmit(client, FORM, client.get(FORM), ME)
        while answer.status_code == 303:
            taken += 1
            assert taken < 500
            someone = ME | {"participants-0-email": f"person{taken}@exempel.se"}
            answer = resubmit(client, FORM, client.get(FORM), someone)
        assert answer.status_code == 503
        assert "Inget är skickat än" in answer.text
        kept = dict(read_form(answer.text).form_values())
        assert kept["participants-0-given_name"] == "Åsa"
        assert client.get("/varberg").status_code == 200
        assert client.get("/varberg.ics").status_code == 200
    assert registrations(session) == taken
    assert resubmit(client, FORM, answer).status_code == 303
    assert registrations(session) == taken + 1
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_t6_a_clock_that_jumps_mixes_up_neither_order_nor_letters(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    for number, jump in enumerate((timedelta(), timedelta(days=1), timedelta(hours=-1))):
        clock.set(PRESENT + jump)
        someone = ME | {"participants-0-email": f"person{number}@exempel.se"}
        assert resubmit(client, FORM, client.get(FORM), someone).status_code == 303
    session.commit()
    order = session.scalars(select(Participant.email).order_by(Participant.id)).all()
    assert order == [f"person{number}@exempel.se" for number in range(3)]
    letters = session.scalars(select(OutboxMessage.subject_id)).all()
    assert len(letters) == len(set(letters)) == 3


@pytest.mark.slow
def test_f10_a_mail_server_that_says_nothing_holds_up_no_sign_up(
    start_server: StartServer, silent_smtp: int
) -> None:
    server = start_server(
        mail_worker=True, REGAPP_CLOCK=OPEN, REGAPP_SMTP_HOST="127.0.0.1", REGAPP_SMTP_PORT=silent_smtp,
    )  # fmt: skip
    server.flask("season", "load", "seasons/2020.toml")
    forms = forms_for(server, 30, "varberg")
    assert {status for status, _address in send_all(server, forms[:10], 2)} == {303}
    time.sleep(2)
    took: list[float] = []
    answered = run(server.port, 1, (_timed(server.port, form, took) for form in forms[10:]))
    assert answered.wrong == 0
    # Half a second each is the bound; the middle one is what a busy machine does not disturb.
    assert sorted(took)[len(took) // 2] < 0.5


def _timed(port: int, form: FilledIn, took: list[float]) -> Visit:
    began = time.monotonic()
    answer = yield request("POST", SEASON_FORM, port=port, cookie=form.cookie, body=form.body)
    took.append(time.monotonic() - began)
    return answer.status == 303


@pytest.mark.slow
def test_f9_letters_wait_for_a_mail_server_that_is_away_and_leave_once(start_server: StartServer) -> None:
    port = free_port()
    server = start_server(
        mail_worker=True, REGAPP_CLOCK=OPEN, REGAPP_SMTP_HOST="127.0.0.1", REGAPP_SMTP_PORT=port,
    )  # fmt: skip
    server.flask("season", "load", "seasons/2020.toml")
    forms = forms_for(server, 12, "varberg")
    assert {status for status, _address in send_all(server, forms, 4)} == {303}
    time.sleep(3)
    assert "12" in server.flask("mail", "status")
    with mail_server(port) as post:
        _wait_for(post, 12)
        time.sleep(3)
        assert len(post.received) == 12
        assert len({letter.message["Message-ID"] for letter in post.received}) == 12
        assert len({letter.rcpt_to[0] for letter in post.received}) == 12


def _wait_for(post: MailServer, count: int) -> None:
    deadline = time.monotonic() + 90
    while len(post.received) < count and time.monotonic() < deadline:
        time.sleep(0.2)
