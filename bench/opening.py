"""Five thousand who want to hear, and the command that promises their letters."""

import time
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import delete, select

from bench.table import Table
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.database.session import session, transaction
from regapp.interest.commands import ask, tell
from regapp.interest.models import Interest, Wish
from regapp.mailing.models import OutboxMessage

HEARERS = 5000
_NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)


def measure(table: Table, app: Flask, name: str) -> None:
    """One command for all of them; nothing of it is left behind."""
    with app.app_context():
        took = _tell()
    table.say(f"\n{HEARERS:,} letters of an opening promised in one command: {took:.2f} s.")
    table.check(f"{name}, letters of an opening, s", took, most=2)


def _tell() -> float:
    with transaction() as rows:
        open_now = select(Conference.id).where(
            Conference.status == ConferenceStatus.PUBLISHED, Conference.opens_at <= _NOW
        )
        conference_id = rows.scalars(open_now.limit(1)).one()
        for number in range(HEARERS):
            ask(
                rows, f"person{number}@exempel.se", wish=Wish.OPENING, language="sv",
                now=_NOW - timedelta(days=60), conference_id=conference_id,
            )  # fmt: skip
    begun = time.perf_counter()
    with transaction() as rows:
        told = tell(rows, now=_NOW, limit=HEARERS)
    took = time.perf_counter() - begun
    with transaction() as rows:
        rows.execute(delete(OutboxMessage).where(OutboxMessage.kind == "interest.opened"))
        rows.execute(delete(Interest))
    session().close()
    if told != HEARERS:
        raise RuntimeError(f"{told} were told")
    return took
