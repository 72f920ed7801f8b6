"""A hundred thousand participants of one conference as CSV while it leaves, and as XLSX by the worker."""

import random
import time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bench import desk, fill
from bench.table import Table
from regapp.accounts.models import Person
from regapp.conferences.models import Conference
from regapp.database.session import session, transaction
from regapp.jobs.exporting import make_next
from regapp.kernel.clock import SystemClock
from regapp.lists.exporting import ask_export, drop_exports
from regapp.lists.models import Export, ExportState
from regapp.registrations.models import Participant
from regapp.web.sheets import kept_sheet
from regapp.web.state import config

PEOPLE = 100_000
_BATCH = 5000


def measure(table: Table, app: Flask, name: str) -> None:
    """The largest conference of all, filled up first."""
    with app.app_context():
        conference_id = _crowd()
    took = _csv(app.test_client(), conference_id)
    table.say(f"CSV of {PEOPLE:,} rows, streamed: {took:.1f} s.")
    table.check(f"{name}, CSV of {PEOPLE:,}, s", took, most=5, demanded=name == "SQLite")
    with app.app_context():
        took = _xlsx(conference_id)
    table.say(f"XLSX of {PEOPLE:,} rows by the worker: {took:.1f} s.")
    table.check(f"{name}, XLSX of {PEOPLE:,}, s", took, most=30)


def _crowd() -> int:
    with transaction() as rows:
        conference_id = rows.scalars(select(func.min(Conference.id))).one()
        here = select(func.count(Participant.id)).where(Participant.conference_id == conference_id)
        dice, missing = random.Random(7), PEOPLE - rows.scalars(here).one()
        while missing > 0:
            fill.people(rows, conference_id, min(_BATCH, missing), dice)
            missing -= _BATCH
        return conference_id


def _csv(client: FlaskClient, conference_id: int) -> float:
    page = client.get(desk.SIGN_IN)
    form = "application/x-www-form-urlencoded"
    signed_in = client.post(desk.SIGN_IN, data=desk.credentials(page.text), content_type=form)
    if signed_in.status_code != 303:
        raise RuntimeError("the sign-in was refused")
    begun = time.perf_counter()
    answer = client.get(f"/arrangor/konferens/{conference_id}/deltagare.csv")
    lines = sum(piece.count(b"\r\n") for piece in answer.iter_encoded())
    took = time.perf_counter() - begun
    if lines <= PEOPLE:
        raise RuntimeError(f"{lines} lines")
    return took


def _xlsx(conference_id: int) -> float:
    with transaction() as rows:
        person_id = rows.scalars(select(Person.id).order_by(Person.id)).first() or 0
        export = ask_export(
            rows, person_id=person_id, conference_ids=[conference_id], wanted={}, columns=[], language="sv",
            total=PEOPLE, now=SystemClock().now(),
        )  # fmt: skip
        number, key = export.id, export.key
    begun = time.perf_counter()
    make_next()
    took = time.perf_counter() - begun
    if session().get_one(Export, number, populate_existing=True).state is not ExportState.DONE:
        raise RuntimeError("the export failed")
    session().rollback()
    kept_sheet(config().instance_path, key).unlink()
    with transaction() as rows:
        drop_exports(rows, [number])
    return took
