"""Whether this installation can do its work: database, schema, letters. Names no person and no value."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from regapp.database import migrate
from regapp.mailing.queries import queue_state

_LATE = timedelta(hours=1)


def trouble(engine: Engine, session: Session, now: datetime) -> str:
    """The first thing that is wrong, in a line; empty when nothing is."""
    try:
        if migrate.current(engine) != migrate.head():
            return "schema is not current"
        return _late_letters(session, now)
    except SQLAlchemyError:
        return "database is out of reach"


def _late_letters(session: Session, now: datetime) -> str:
    """Letters that are held back on purpose are not late."""
    queue = queue_state(session, now)
    if queue.oldest_age is None or queue.waiting <= queue.held or queue.oldest_age <= _LATE:
        return ""
    return f"{queue.waiting} letters wait, the oldest for {queue.oldest_age // timedelta(minutes=1)} min"
