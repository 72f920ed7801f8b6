"""A batch from the outbox to a real mail server, with all that can go wrong on the way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from regapp.config import Config
from regapp.database.session import db
from regapp.jobs import deliver_mail
from regapp.jobs.deliver_mail import Office, Round, deliver_batch
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing import commands
from regapp.mailing.commands import enqueue, enqueue_many, pause
from regapp.mailing.models import LetterState, OutboxMessage, Priority
from regapp.mailing.render import Outgoing
from regapp.mailing.renderers import LetterContext
from regapp.mailing.transport import (
    InterruptedLetterError,
    MemoryTransport,
    SmtpTransport,
    Transport,
    UnreachableError,
)
from tests.mailing.post import NOW, RENDERERS
from tests.support.ports import free_port
from tests.support.smtp import MailServer

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
OpenOffice = Callable[..., Office]


@pytest.fixture
def system() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def open_office(app: Flask, system: FixedClock) -> OpenOffice:
    """`open_office(transport or port, worker=…, patience_s=…)`"""
    config: Config = app.extensions["regapp"].config

    def make(way_out: Transport | int, worker: str = "one", patience_s: int = 20) -> Office:
        port = way_out if isinstance(way_out, int) else 0
        settings = replace(config, smtp_host="127.0.0.1", smtp_port=port, smtp_timeout_s=patience_s)
        context = LetterContext(settings, Addresses(settings.base_url), NOW)
        transport = SmtpTransport(settings) if isinstance(way_out, int) else way_out
        return Office(settings, RENDERERS, transport, lambda: context, worker, system)

    return make


def promise(session: Session, *subject_ids: int, **details: Any) -> None:
    enqueue_many(session, "test.note", subject_ids=subject_ids, now=NOW, details=details)
    session.commit()


def deliver(app: Flask, office: Office) -> Round:
    with app.app_context():
        return deliver_batch(office, Event())


def row(session: Session, subject_id: int) -> OutboxMessage:
    session.rollback()
    wanted = select(OutboxMessage).where(OutboxMessage.subject_id == subject_id)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def subjects(letters: Sequence[Outgoing]) -> list[str]:
    return [str(one.message["Subject"]) for one in letters]


@pytest.mark.both_databases
def test_a_promised_letter_reaches_the_mail_server_and_is_marked(
    app: Flask, session: Session, smtp: MailServer, open_office: OpenOffice
) -> None:
    promise(session, 1)
    assert deliver(app, open_office(smtp.port)) == Round(claimed=1, sent=1)
    (received,) = smtp.to("person1@exempel.se")
    sent = row(session, 1)
    assert sent.state is LetterState.SENT
    assert received.message["Message-ID"].startswith(f"<{sent.message_id}@")
    assert received.message["Date"].datetime == NOW
    assert deliver(app, open_office(smtp.port)) == Round()


def test_f12_one_refused_address_fails_and_delays_nobody(
    app: Flask, session: Session, smtp: MailServer, open_office: OpenOffice
) -> None:
    smtp.refused.add("person1@exempel.se")
    smtp.deferred.add("person2@exempel.se")
    promise(session, 1, 2, 3)
    assert deliver(app, open_office(smtp.port)) == Round(claimed=3, sent=1)
    assert (row(session, 1).state, row(session, 1).last_error) == (LetterState.FAILED, "550 5.1.1")
    assert (row(session, 2).state, row(session, 2).due_at) == (LetterState.WAITING, NOW + _MINUTE)
    assert len(smtp.to("person3@exempel.se")) == 1


def test_a_dead_server_costs_no_letter_an_attempt(
    app: Flask, session: Session, smtp: MailServer, open_office: OpenOffice
) -> None:
    promise(session, 1, 2, 3)
    down = deliver(app, open_office(free_port()))
    assert (down.sent, down.reachable) == (0, False)
    assert [row(session, number).attempts for number in (1, 2, 3)] == [0, 0, 0]
    assert deliver(app, open_office(smtp.port)).sent == 3


def test_a_silent_server_holds_one_batch_for_one_timeout(
    app: Flask, session: Session, silent_smtp: int, open_office: OpenOffice
) -> None:
    promise(session, 1, 2, 3)
    down = deliver(app, open_office(silent_smtp, patience_s=1))
    assert (down.sent, down.reachable) == (0, False)
    assert row(session, 1).claimed_by is None


def test_no_transaction_is_open_while_a_server_is_spoken_to(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    def write_meanwhile(_letter: Outgoing) -> None:
        assert not db.session().in_transaction()

    promise(session, 1, 2)
    assert deliver(app, open_office(MemoryTransport(write_meanwhile))).sent == 2


def test_f11_a_letter_cut_off_after_its_data_comes_again_under_the_same_message_id(
    app: Flask, session: Session, smtp: MailServer, open_office: OpenOffice, system: FixedClock
) -> None:
    promise(session, 1, 2)
    smtp.cut_after_data = True
    assert not deliver(app, open_office(smtp.port)).reachable
    assert (row(session, 1).attempts, row(session, 2).attempts) == (1, 0)
    smtp.cut_after_data = False
    system.set(NOW + _MINUTE)
    deliver(app, open_office(smtp.port))
    first, second = smtp.to("person1@exempel.se")
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert len(smtp.to("person2@exempel.se")) == 1


def test_a_letter_that_breaks_the_connection_does_not_stop_those_behind_it(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    def break_on_first(letter: Outgoing) -> None:
        if letter.recipient == "person1@exempel.se":
            raise InterruptedLetterError("timeout")

    promise(session, 1, 2, 3)
    transport = MemoryTransport(break_on_first)
    deliver(app, open_office(transport))
    deliver(app, open_office(transport))
    assert subjects(transport.sent) == ["Brev 2", "Brev 3"]


@pytest.mark.both_databases
@pytest.mark.slow
def test_f13_two_workers_at_once_send_every_letter_once(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    promise(session, *range(1, 121))
    transports = [MemoryTransport(), MemoryTransport()]
    start = Barrier(2)

    def work(number: int) -> None:
        start.wait()
        while deliver(app, open_office(transports[number], f"worker{number}")).claimed:
            pass

    threads = [Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [letter.recipient for transport in transports for letter in transport.sent]
    assert sorted(sent) == sorted(f"person{number}@exempel.se" for number in range(1, 121))
    assert all(transport.sent for transport in transports)


@pytest.mark.both_databases
def test_two_workers_at_once_send_an_address_three_letters(
    app: Flask, session: Session, open_office: OpenOffice, system: FixedClock
) -> None:
    promise(session, *range(1, 61), to="anna@exempel.se", calendar=True)
    transports = [MemoryTransport(), MemoryTransport()]

    def work_at_once() -> int:
        start = Barrier(2)

        def work(number: int) -> None:
            start.wait()
            while deliver(app, open_office(transports[number], f"worker{number}")).claimed:
                pass

        threads = [Thread(target=work, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(len(transport.sent) for transport in transports)

    assert work_at_once() == 3
    system.set(NOW + _HOUR)
    assert work_at_once() == 4


def test_held_letters_leave_as_one_with_every_subject_and_calendar(
    app: Flask, session: Session, open_office: OpenOffice, system: FixedClock
) -> None:
    transport = MemoryTransport()
    promise(session, *range(1, 8), to="Anna@exempel.se", calendar=True)
    deliver(app, open_office(transport))
    assert subjects(transport.sent) == ["Brev 1", "Brev 2", "Brev 3"]
    system.set(NOW + _HOUR - _MINUTE)
    deliver(app, open_office(transport))
    system.set(NOW + _HOUR)
    deliver(app, open_office(transport))
    assert len(transport.sent) == 4
    together = transport.sent[-1].message
    text = together.get_body(("plain",))
    assert text is not None
    assert all(f"Brev {number}" in text.get_content() for number in (4, 5, 6, 7))
    files = list(together.iter_attachments())
    assert [file.get_filename() for file in files] == ["4.ics", "5.ics", "6.ics", "7.ics"]
    assert {file["Content-Type"].params["method"] for file in files} == {"PUBLISH"}
    assert {row(session, number).message_id for number in (4, 5, 6, 7)} == {row(session, 4).message_id}


def test_a_single_held_letter_leaves_as_it_was_written(
    app: Flask, session: Session, open_office: OpenOffice, system: FixedClock
) -> None:
    transport = MemoryTransport()
    promise(session, 1, 2, 3, 4, to="anna@exempel.se", calendar=True)
    deliver(app, open_office(transport))
    system.set(NOW + _HOUR)
    deliver(app, open_office(transport))
    assert subjects(transport.sent)[-1] == "Brev 4"
    assert "REQUEST" in transport.sent[-1].message.as_string()


def test_one_address_however_written_is_one_address(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    transport = MemoryTransport()
    for number, to in enumerate(("a@exempel.se", "A@Exempel.se", "a@EXEMPEL.SE", "a@exempel.SE"), start=1):
        promise(session, number, to=to)
    deliver(app, open_office(transport))
    assert len(transport.sent) == 3


def test_a_password_letter_is_neither_held_nor_counted(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    transport = MemoryTransport()
    for number in range(1, 5):
        enqueue(
            session,
            "test.note",
            subject_id=number,
            now=NOW,
            priority=Priority.IMMEDIATE,
            details={"to": "anna@exempel.se"},
        )
    promise(session, 5, 6, 7, to="anna@exempel.se")
    assert deliver(app, open_office(transport)).sent == 7


def test_a_letter_about_something_gone_is_not_written(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    promise(session, 1, gone=True)
    deliver(app, open_office(MemoryTransport()))
    assert row(session, 1).state is LetterState.NEEDLESS


def test_what_cannot_be_written_waits_without_stopping_the_others(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    promise(session, 1, broken=True)
    enqueue(session, "test.tomorrows", subject_id=2, now=NOW)
    promise(session, 3)
    promise(session, 4, to="a@exempel.se, b@exempel.se")
    transport = MemoryTransport()
    deliver(app, open_office(transport))
    assert [row(session, number).last_error for number in (1, 2, 3, 4)] == [
        "render KeyError",
        "unknown kind",
        None,
        "address",
    ]
    assert row(session, 4).state is LetterState.FAILED
    assert subjects(transport.sent) == ["Brev 3"]


def test_nothing_leaves_while_letters_are_paused(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    promise(session, 1)
    pause(session)
    session.commit()
    assert deliver(app, open_office(MemoryTransport())) == Round()


def test_a_stop_finishes_the_letter_under_way_and_gives_the_rest_back(
    app: Flask, session: Session, open_office: OpenOffice
) -> None:
    stop = Event()
    transport = MemoryTransport(lambda _letter: stop.set())
    promise(session, 1, 2, 3)
    with app.app_context():
        deliver_batch(open_office(transport), stop)
    assert subjects(transport.sent) == ["Brev 1"]
    assert row(session, 1).state is LetterState.SENT
    assert (row(session, 2).claimed_by, row(session, 2).attempts) == (None, 0)


def test_a_worker_that_slept_past_its_lease_sends_nothing_of_its_old_batch(
    app: Flask, session: Session, open_office: OpenOffice, system: FixedClock
) -> None:
    second = MemoryTransport()

    def sleep_long(_letter: Outgoing) -> None:
        system.set(NOW + timedelta(days=1))
        with app.app_context():
            deliver_batch(open_office(second, "two"), Event())

    promise(session, 1, 2, 3)
    first = MemoryTransport(sleep_long)
    deliver(app, open_office(first))
    assert subjects(first.sent) == ["Brev 1"]
    assert "Brev 2" in subjects(second.sent)
    assert "Brev 3" in subjects(second.sent)


def test_a_sent_letter_is_marked_even_if_the_database_is_away_for_a_while(
    app: Flask, session: Session, open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_sent, failures = commands.mark_sent, [1, 2]

    def fail_twice(*args: Any, **kwargs: Any) -> None:
        if failures:
            failures.pop()
            raise OperationalError("UPDATE", {}, Exception("away"))
        mark_sent(*args, **kwargs)

    monkeypatch.setattr(commands, "mark_sent", fail_twice)
    monkeypatch.setattr(deliver_mail, "_MARKING_PAUSE_S", 0.0)
    promise(session, 1)
    transport = MemoryTransport()
    deliver(app, open_office(transport))
    deliver(app, open_office(transport))
    assert len(transport.sent) == 1
    assert row(session, 1).state is LetterState.SENT


def test_a_batch_that_cannot_be_written_down_is_given_back(
    app: Flask, session: Session, open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(commands, "admit", away)
    promise(session, 1)
    with pytest.raises(OperationalError):
        deliver(app, open_office(MemoryTransport()))
    assert (row(session, 1).claimed_by, row(session, 1).attempts) == (None, 0)


def test_log_lines_name_no_address_no_person_and_no_answer_of_the_server(
    app: Flask,
    session: Session,
    smtp: MailServer,
    open_office: OpenOffice,
    capsys: pytest.CaptureFixture[str],
) -> None:
    smtp.refused.add("person1@exempel.se")
    smtp.deferred.add("person2@exempel.se")
    promise(session, 1, 2, 3)
    promise(session, 4, broken=True)
    deliver(app, open_office(smtp.port))
    deliver(app, open_office(MemoryTransport(_unreachable)))
    written = capsys.readouterr()
    lines = written.out + written.err
    assert "550 5.1.1" in lines
    for secret in ("person", "exempel.se", "Anna", "No such user", "abc"):
        assert secret not in lines


def _unreachable(_letter: Outgoing) -> None:
    raise UnreachableError("timeout")
