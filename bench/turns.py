"""Five thousand who signed up, and the one command by which each turn of their conference reaches them."""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import fill
from bench.table import Table
from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.commands.turns import Reason
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import session, transaction
from regapp.mailing.models import OutboxMessage
from regapp.registrations.commands.digital import Digital, turn_digital
from regapp.registrations.commands.turns import (
    cancel_conference,
    move_conference,
    postpone_conference,
)
from regapp.registrations.models import Participant

PEOPLE = 5000
Act = Callable[[Session, Conference, datetime], None]
_NOW = datetime(2020, 2, 15, 9, 0, tzinfo=UTC)
_WHY = Reason("Smittläget.")
_FREE = datetime(2020, 3, 1, tzinfo=UTC)


def measure(table: Table, app: Flask, name: str) -> None:
    """Each after the other at the same conference, with its commit; the letters are counted."""
    with app.app_context():
        conference_id = crowd()
        for number, (what, act) in enumerate(_ACTS):
            before, begun = _letters(), time.perf_counter()
            with transaction() as rows:
                act(rows, get_conference(rows, conference_id), _NOW + timedelta(hours=number))
            took = time.perf_counter() - begun
            if _letters() - before < PEOPLE:
                raise RuntimeError(f"{what}: not everybody is told")
            table.say(f"{PEOPLE:,} letters promised in one command, {what}: {took:.2f} s.")
            table.check(f"{name}, {PEOPLE:,} letters, {what}, s", took, most=2)


def crowd() -> int:
    """So many at Luleå, all of them with a seat; its id."""
    with transaction() as rows:
        found = select(Conference.id).where(Conference.place == "Luleå")
        conference_id = rows.scalars(found).one()
        here = select(func.count(Participant.id)).where(Participant.conference_id == conference_id)
        missing = PEOPLE - rows.scalars(here).one()
        if missing > 0:
            fill.people(rows, conference_id, missing, random.Random(5))
        taken = rows.scalars(here).one()
        pool = rows.scalars(fill.main_pool(conference_id)).one()
        pool.taken, pool.waiting, pool.capacity = taken, 0, 1_000_000
        rows.flush()
        return conference_id


def _letters() -> int:
    count = session().scalars(select(func.count(OutboxMessage.id))).one()
    session().rollback()
    return count


def _postpone(rows: Session, held: Conference, now: datetime) -> None:
    postpone_conference(rows, held, _WHY, by=SYSTEM, now=now, version=held.version)


def _move(rows: Session, held: Conference, now: datetime) -> None:
    on = date(2020, 9, 3) + timedelta(days=now.hour)
    edit = ConferenceEdit(held.version, {}, [DayPlan(on)])
    move_conference(rows, held, edit, _WHY, free_until_at=_FREE, by=SYSTEM, now=now)


def _digital(rows: Session, held: Conference, now: datetime) -> None:
    plan = Digital(
        fee_minor=40_000, seats=None, remote_url="", kept_options=frozenset(), free_until_at=_FREE,
        answer_by_at=_FREE,
    )  # fmt: skip
    turn_digital(rows, held, plan, _WHY, by=SYSTEM, now=now, version=held.version)


def _cancel(rows: Session, held: Conference, now: datetime) -> None:
    cancel_conference(rows, held, _WHY, by=SYSTEM, now=now)


_ACTS: tuple[tuple[str, Act], ...] = (
    ("put off", _postpone),
    ("dated again", _move),
    ("moved", _move),
    ("digital", _digital),
    ("cancelled", _cancel),
)
