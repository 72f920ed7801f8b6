"""INSERT … ON CONFLICT, which both databases have but SQLAlchemy spells per dialect."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_for(session: Session) -> Any:
    """The `insert` construct of the session's database, with `on_conflict_do_nothing/update`."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
