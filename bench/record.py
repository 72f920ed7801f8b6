"""What one request asks of the database, so that a bare view can ask the same and nothing else."""

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from regapp.database import driver
from regapp.database.session import engine

_FRAME = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")


@dataclass
class Recording:
    """Statements with their parameters as the driver gets them, and the answer."""

    writes: bool
    status: int = 200
    body: bytes = b""
    location: str = ""
    statements: list[tuple[str, Any, bool]] = field(default_factory=list)


def record(client: FlaskClient, method: str, path: str, *, writes: bool = False, **sent: Any) -> Recording:
    """Make one request in this process and note what it did. Made once before: what is kept is warm."""
    found = Recording(writes=writes)
    app: Flask = client.application
    with app.app_context():
        bound = engine()

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not statement.startswith(_FRAME):
            found.statements.append((statement, values, many))

    def note_direct(statement: str, values: Any) -> None:
        found.statements.append((statement, values, False))

    event.listen(bound, "before_cursor_execute", note)
    driver.listeners.append(note_direct)
    try:
        answer = client.open(path, method=method, **sent)
        found.status, found.body = answer.status_code, answer.data
        found.location = answer.headers.get("Location", "")
    finally:
        driver.listeners.remove(note_direct)
        event.remove(bound, "before_cursor_execute", note)
    return found


def keep(recordings: dict[str, Recording], file: Path) -> None:
    file.write_bytes(pickle.dumps(recordings))
