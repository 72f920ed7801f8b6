"""Counts what is asked of the database, as a budget for a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from regapp.database import light
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

    def note_light(statement: str, _values: object) -> None:
        seen.append(statement)

    event.listen(bound, "before_cursor_execute", note)
    light.listeners.append(note_light)
    try:
        yield seen
    finally:
        light.listeners.remove(note_light)
        event.remove(bound, "before_cursor_execute", note)
