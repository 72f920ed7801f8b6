"""A mailing to five thousand: promised in one transaction while others open the form, and written out."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.client import Load, request, run, same
from bench.ground import Ground
from bench.signing_up import FORM
from bench.table import Table
from bench.turns import PEOPLE, crowd
from regapp.audit.commands import SYSTEM
from regapp.campaigns.commands import plan_campaign, send_campaign, write_campaign
from regapp.campaigns.letters import renderers
from regapp.campaigns.queries import list_recipients
from regapp.campaigns.rules import REGRET, Audience
from regapp.database.session import session, transaction
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.web.state import addresses, config

_NOW = datetime(2020, 2, 15, 9, 0, tzinfo=UTC)
_WORDS = {"subject": "Inför {ort}", "body": "Hej {namn}!\n\nVi ses {dag}.", "subject_en": "", "body_en": ""}
_FORMS, _LETTERS = 200, 100


def measure(table: Table, here: Ground, name: str) -> None:
    """The wait of who signs up at that moment is at most the promise itself."""
    with here.app.app_context():
        conference_id = crowd()
    quiet = _forms(here)
    with ThreadPoolExecutor(1) as pool:
        promising = pool.submit(_promise, here.app, conference_id)
        busy = _forms(here)
        counted_ms, took, campaign_id = promising.result()
    table.row("form while nothing is sent, 4 clients", quiet)
    table.row(f"form while {PEOPLE:,} letters are promised, 4 clients", busy)
    each_ms = _write(here.app, campaign_id)
    table.say(
        f"A mailing to {PEOPLE:,}: recipients found in {counted_ms:.0f} ms, promised in {took:.2f} s, "
        f"{each_ms:.1f} ms to write each letter."
    )
    table.check(f"{name}, {PEOPLE:,} letters of a mailing, s", took, most=1, demanded=name == "SQLite")
    table.check(f"{name}, recipients of {PEOPLE:,}, ms", counted_ms, most=200)


def _forms(here: Ground) -> Load:
    return run(here.port, 4, same(_FORMS, request("GET", FORM, port=here.port)))


def _promise(app: Flask, conference_id: int) -> tuple[float, float, int]:
    """Milliseconds to find who fits, seconds of the whole transaction, the mailing."""
    with app.app_context():
        with transaction() as rows:
            campaign_id = _plan(rows, conference_id)
        begun = time.perf_counter()
        found = len(list_recipients(session(), [conference_id], Audience()))
        counted_ms = (time.perf_counter() - begun) * 1000
        session().rollback()
        begun = time.perf_counter()
        with transaction() as rows:
            sent = send_campaign(rows, campaign_id, now=_NOW + REGRET)
        took = time.perf_counter() - begun
    if sent != found or found < PEOPLE * 0.9:
        raise RuntimeError(f"{sent} letters to {found} people")
    return counted_ms, took, campaign_id


def _plan(rows: Session, conference_id: int) -> int:
    made = write_campaign(rows, [conference_id], _WORDS, Audience(), series_id=None, by=SYSTEM, now=_NOW)
    plan_campaign(
        rows, made.id, within=[conference_id], version=made.version, goes_at=None, by=SYSTEM, now=_NOW
    )
    return made.id


def _write(app: Flask, campaign_id: int) -> float:
    """Milliseconds a letter, as the worker reads and writes them; sending is the mail server's."""
    with app.app_context():
        context = LetterContext(config=config(), addresses=addresses(), now=_NOW)
        found = select(OutboxMessage).where(OutboxMessage.batch_id == campaign_id).limit(_LETTERS)
        letters = session().scalars(found).all()
        begun = time.perf_counter()
        written = [renderers()[row.kind](session(), row, context) for row in letters]
        each_ms = (time.perf_counter() - begun) * 1000 / len(letters)
        session().rollback()
    if None in written:
        raise RuntimeError("a letter was needless")
    return each_ms
