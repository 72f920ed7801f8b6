"""Counts what is asked of the database, as a budget for a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from regapp.database import driver
from regapp.database.session import engine

_FREE = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """`with statements(app) as seen:` fills the list; what only frames a transaction is left out."""
    seen: list[str] = []
    with app.app_context():
        bound = engine()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_FREE):
            seen.append(statement)

    def note_direct(statement: str, _values: object) -> None:
        seen.append(statement)

    event.listen(bound, "before_cursor_execute", note)
    driver.listeners.append(note_direct)
    try:
        yield seen
    finally:
        driver.listeners.remove(note_direct)
        event.remove(bound, "before_cursor_execute", note)
