"""Five hundred seats more, five hundred in line: one command offers them all."""

import random
import time
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select, update

from bench import fill
from bench.table import Table
from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import session, transaction
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.models import Participant, Status

OFFERS = 500
_NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)


def measure(table: Table, app: Flask, name: str) -> None:
    """The command alone, with its commit, as an organizer's save of a larger capacity runs it."""
    with app.app_context():
        conference_id, capacity = _line(app)
        before = time.perf_counter()
        with transaction() as rows:
            held = get_conference(rows, conference_id)
            days = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(held)]
            edit = ConferenceEdit(held.version, {}, days)
            edit_conference(rows, held, edit, capacity=capacity + OFFERS, by=SYSTEM, now=_NOW)
        took = time.perf_counter() - before
        offered = select(Participant.id).where(Participant.status == Status.OFFERED)
        if len(session().scalars(offered).all()) != OFFERS:
            raise RuntimeError("not everybody in line was offered a seat")
        session().rollback()
    table.say(f"\n{OFFERS} seats offered in one command: {took:.2f} s.")
    table.check(f"{name}, {OFFERS} offers, s", took, most=2)


def _line(app: Flask) -> tuple[int, int]:
    """A full conference with so many in line; its id and how many seats it has."""
    with transaction() as rows:
        found = select(Conference.id).where(Conference.place == "Luleå")
        conference_id = rows.scalars(found).one()
        there = select(Participant.id).where(Participant.conference_id == conference_id)
        known = set(rows.scalars(there))
        fill.people(rows, conference_id, OFFERS, random.Random(7))
        new = [number for number in rows.scalars(there.order_by(Participant.id)) if number not in known]
        waiting = [
            {"id": number, "status": Status.WAITING, "queue_ticket": at} for at, number in enumerate(new)
        ]
        rows.execute(update(Participant), waiting)
        pool = rows.scalars(fill.main_pool(conference_id)).one()
        pool.capacity, pool.waiting, pool.tickets = pool.taken, OFFERS, OFFERS
        rows.flush()
        return conference_id, pool.capacity
