"""`flask mail bounce`: what a mail server pipes in becomes a mark, a task, and nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.config import ROOT
from regapp.database.session import transaction
from regapp.jobs.deliver_mail import Office, deliver_batch
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.bounces import LIMIT
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.mailing.transport import SmtpTransport
from regapp.registrations.commands.link import request_link
from regapp.registrations.models import BookerRole, Participant
from tests.mailing.reports import letter, report
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import resubmit, submit
from tests.support.smtp import MailServer
from tests.world import a_person, a_sign_up, make_conference, make_organizer

Deliver = Callable[[], None]


@pytest.fixture
def varberg(session: Session, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    sign_in(client, CARIN)
    return make_conference(session, halland)


@pytest.fixture
def deliver(make_app: Callable[..., Flask], smtp: MailServer) -> Deliver:
    """Send everything that waits, over SMTP."""

    def run() -> None:
        app = make_app(smtp_host="127.0.0.1", smtp_port=smtp.port)
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        office = Office(config, renderers(), SmtpTransport(config), lambda: context, "one")
        with app.app_context():
            deliver_batch(office, Event())

    return run


def pipe(app: Flask, data: bytes) -> Result:
    return app.test_cli_runner().invoke(args=["mail", "bounce"], input=data)


def states(session: Session) -> list[tuple[LetterState, str | None]]:
    session.rollback()
    found = select(OutboxMessage).order_by(OutboxMessage.id).execution_options(populate_existing=True)
    return [(row.state, row.last_error) for row in session.scalars(found)]


def person(session: Session, number: int = 0) -> Participant:
    session.rollback()
    return session.scalars(select(Participant).order_by(Participant.id)).all()[number]


def page_of(conference: Conference, someone: Participant) -> str:
    return f"/arrangor/konferens/{conference.id}/deltagare/{someone.id}"


@pytest.mark.both_databases
def test_a_letter_that_comes_back_is_a_task_a_mark_and_gone_with_a_new_address(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send, smtp: MailServer,
    deliver: Deliver,
) -> None:  # fmt: skip
    send(varberg, a_sign_up(2))
    deliver()
    assert pipe(app, report(smtp.to("asa.oberg@exempel.se")[0].raw)).exit_code == 0
    assert states(session) == [(LetterState.FAILED, "5.1.1"), (LetterState.SENT, None)]
    overview = client.get(f"/arrangor/konferens/{varberg.id}").text
    assert "1 mejl kom inte fram." in overview
    assert "bara=mejlfel" in overview
    listed = client.get(f"/arrangor/konferens/{varberg.id}/deltagare?visa=alla&bara=mejlfel").text
    assert "Öberg, Åsa" in listed and "Nummer 1" not in listed
    assert "adressen finns inte (5.1.1)" in listed
    assert "Mejl kom inte fram" in client.get(page_of(varberg, person(session))).text
    changed = submit(
        client, f"{page_of(varberg, person(session))}/andra", {"person-email": "asa@nytt.exempel.se"}
    )
    assert changed.status_code == 303
    assert states(session)[0] == (LetterState.CORRECTED, "5.1.1")
    assert "kom inte fram." not in client.get(f"/arrangor/konferens/{varberg.id}").text
    shown = client.get(page_of(varberg, person(session))).text
    assert "kom inte fram, åtgärdat (5.1.1" in shown
    assert '<span class="pill few">Mejl kom inte fram</span>' not in shown


@pytest.mark.both_databases
def test_a_report_about_an_address_that_is_used_no_more_marks_nobody(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send, smtp: MailServer,
    deliver: Deliver,
) -> None:  # fmt: skip
    send(varberg, a_sign_up())
    deliver()
    submit(client, f"{page_of(varberg, person(session))}/andra", {"person-email": "asa@nytt.exempel.se"})
    pipe(app, report(smtp.received[0].raw))
    assert states(session) == [(LetterState.CORRECTED, "5.1.1")]
    assert "kom inte fram." not in client.get(f"/arrangor/konferens/{varberg.id}").text


def test_the_booker_s_letter_marks_those_who_were_booked(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send, smtp: MailServer,
    deliver: Deliver,
) -> None:  # fmt: skip
    others = [a_person(1, email=""), a_person(2, email="")]
    send(varberg, a_sign_up(others, booker_role=BookerRole.OTHERS, booker_email="bo@exempel.se"))
    deliver()
    pipe(app, report(smtp.received[0].raw, status="Status: 5.2.2\r\n"))
    listed = client.get(f"/arrangor/konferens/{varberg.id}/deltagare").text
    assert listed.count("brevlådan är full (5.2.2)") == 2
    assert listed.count("Mejl till den som anmälde kom inte fram</span>") == 2
    path = page_of(varberg, person(session))
    page = client.get(path)
    assert page.text.count("Mejl till den som anmälde kom inte fram") == 1
    done = resubmit(client, path, page, action=f"{path}/mejl-atgardat")
    assert "Mejlen är markerade som åtgärdade." in client.get(done.location).text
    assert states(session) == [(LetterState.CORRECTED, "5.2.2")]
    assert "kom inte fram." not in client.get(f"/arrangor/konferens/{varberg.id}").text


@pytest.mark.both_databases
def test_a_second_report_and_one_of_an_unsent_letter_change_nothing(
    app: Flask, session: Session, varberg: Conference, send: Send, smtp: MailServer, deliver: Deliver
) -> None:
    send(varberg, a_sign_up())
    deliver()
    raw = smtp.received[0].raw
    pipe(app, report(raw))
    pipe(app, report(raw, status="Status: 5.2.2\r\n"))
    assert states(session) == [(LetterState.FAILED, "5.1.1")]
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    session.rollback()
    waiting = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert waiting is not None
    pipe(app, report(letter(waiting.message_id)))
    assert states(session)[1] == (LetterState.WAITING, None)


def test_a_lost_link_that_came_back_marks_no_participant_of_the_same_number(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send, smtp: MailServer,
    deliver: Deliver,
) -> None:  # fmt: skip
    send(varberg, a_sign_up())
    with app.app_context(), transaction() as rows:
        request_link(rows, "asa.oberg@exempel.se", language="sv", now=NOW)
    deliver()
    assert len(smtp.received) == 2
    link = next(one for one in smtp.received if "länk" in str(one.message["Subject"]))
    pipe(app, report(link.raw))
    assert (LetterState.FAILED, "5.1.1") in states(session)
    assert "Mejl kom inte fram</span>" not in client.get(f"/arrangor/konferens/{varberg.id}/deltagare").text


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\xff", b"Subject: hej\r\n\r\nHej!", report(letter("0b1f7c0e-6a0d-4d4e-9d0e-2f8a1c3b5d7f")),
        report(letter("0b1f7c0e-6a0d-4d4e-9d0e-2f8a1c3b5d7f"))[:500], b"x" * (3 * LIMIT),
    ],
    ids=["nothing", "bytes", "a letter", "unknown", "cut", "long"],
)  # fmt: skip
def test_what_is_none_of_ours_is_taken_and_forgotten(app: Flask, data: bytes) -> None:
    done = pipe(app, data)
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output


def test_without_its_database_the_mail_server_is_asked_to_try_again(tmp_path: Path) -> None:
    """In a process of its own, as a mail server runs it."""
    settings = {
        "REGAPP_TESTING": "1",
        "REGAPP_INSTANCE": str(tmp_path),
        "REGAPP_DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "bounce"],
        input=report(letter("0b1f7c0e-6a0d-4d4e-9d0e-2f8a1c3b5d7f")),
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 75, done.stderr
    assert b"exempel.se" not in done.stdout + done.stderr
