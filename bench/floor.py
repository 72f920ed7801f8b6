"""The floor: a bare Flask view that runs recorded statements in plain SQL and answers recorded bytes.

Same server, same gate, same transaction, same durability; no forms, no templates, no ORM.
"""

import os
import pickle
import re
import sqlite3
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from flask import Flask, Response
from sqlalchemy import make_url

from regapp.database.engine import is_sqlite, sqlite_file
from regapp.database.gate import WriteGate
from regapp.kernel.tokens import new_reference, new_ticket_code, new_token

app = Flask("floor")
_URL = os.environ.get("REGAPP_DATABASE_URL", "")
_own = threading.local()
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_REFERENCE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")
_TICKET = re.compile(r"[A-Z2-7]{16}")
_file = sqlite_file(_URL) if _URL else None
_gate = WriteGate(_file.with_name(f"{_file.name}.gate")) if _file else None


def _recordings() -> dict[str, Any]:
    kept: dict[str, Any] = pickle.loads(Path(os.environ["BENCH_RECORDINGS"]).read_bytes())  # noqa: S301 - written by this run
    return kept


RECORDINGS = _recordings() if "BENCH_RECORDINGS" in os.environ else {}


@app.route("/floor/<name>", methods=["GET", "POST"])
def floor(name: str) -> Response:
    recording = RECORDINGS[name]
    connection = _connection()
    cursor = connection.cursor()
    with _gate.passage() if _gate and recording.writes else nullcontext():
        if is_sqlite(_URL):
            cursor.execute("BEGIN IMMEDIATE" if recording.writes else "BEGIN")
        for statement, values, many in recording.statements:
            if many:
                cursor.executemany(statement, [_fresh(one) for one in values])
            else:
                cursor.execute(statement, _fresh(values))
                if cursor.description:
                    cursor.fetchall()
        cursor.execute("COMMIT") if is_sqlite(_URL) else connection.commit()
    return Response(recording.body, recording.status)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


def _connection() -> Any:
    if not hasattr(_own, "connection"):
        _own.connection = _open()
    return _own.connection


def _open() -> Any:
    if not is_sqlite(_URL):
        import psycopg

        return psycopg.connect(
            make_url(_URL).set(drivername="postgresql").render_as_string(hide_password=False)
        )
    connection = sqlite3.connect(str(_file), isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _fresh(values: Any) -> Any:
    """The same parameters, but for those that may stand only once in their column."""
    if isinstance(values, dict):
        return {name: _new(value) for name, value in values.items()}
    return tuple(_new(value) for value in values)


def _new(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if _TOKEN.fullmatch(value):
        return new_token()
    if _REFERENCE.fullmatch(value):
        return new_reference()
    return new_ticket_code() if _TICKET.fullmatch(value) else value
