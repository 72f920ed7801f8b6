"""The floor: a bare Flask view that runs recorded statements in plain SQL and answers recorded bytes.

Same server, same gate, same engine and transaction; no forms, no templates, no ORM, no compiler.
"""

import os
import pickle
import re
import signal
import sys
import uuid
from pathlib import Path
from typing import Any

from flask import Flask, Response
from sqlalchemy import create_engine

from bench.record import Recording
from regapp.cli.web import open_sockets, serve
from regapp.database.engine import WRITES, engine_options, prepare_engine
from regapp.kernel.tokens import new_reference, new_ticket_code, new_token

app = Flask("floor")
_URL = os.environ["REGAPP_DATABASE_URL"]
_RECORDINGS: dict[str, Recording] = pickle.loads(Path(os.environ["BENCH_RECORDINGS"]).read_bytes())  # noqa: S301 - written by this run
_engine = create_engine(_URL, **engine_options(_URL))
prepare_engine(_engine)
# What may stand only once in its column, and what to put there instead.
_ONCE = (
    (re.compile(r"[A-Za-z0-9_-]{43}"), new_token),
    (re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}"), new_reference),
    (re.compile(r"[A-Z2-7]{16}"), new_ticket_code),
    (re.compile(r"person[0-9]+@exempel\.se"), lambda: f"person{uuid.uuid4().hex}@exempel.se"),
)
# Rows that a person may have one of: theirs is the person who was just put in.
_OF_A_PERSON = ("INSERT INTO participant_choices ", "INSERT INTO answers ")


@app.route("/floor/<name>", methods=["GET", "POST"])
def floor(name: str) -> Response:
    recording = _RECORDINGS[name]
    with (
        _engine.connect().execution_options(**{WRITES: recording.writes}) as connection,
        connection.begin(),
    ):
        person = 0
        for statement, values, many in recording.statements:
            given = [_fresh(one) for one in values] if many else _fresh(values)
            if statement.startswith(_OF_A_PERSON):
                given = [_of(person, one) for one in given] if many else _of(person, given)
            result = connection.exec_driver_sql(statement, given)
            rows = result.all() if result.returns_rows else []
            if rows and statement.startswith("INSERT INTO participants "):
                person = rows[0][0]
    return Response(recording.body, recording.status)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


def _of(person: int, values: Any) -> Any:
    """The same row for another person; the column comes first."""
    return {**values, "participant_id": person} if isinstance(values, dict) else (person, *values[1:])


def _fresh(values: Any) -> Any:
    """The same parameters, but for those that may stand only once in their column."""
    if isinstance(values, dict):
        return {name: _new(value) for name, value in values.items()}
    return tuple(_new(value) for value in values or ())


def _new(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, make in _ONCE:
            if pattern.fullmatch(value):
                return make()
    return value


def _load() -> Flask:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return app


if __name__ == "__main__":
    port, workers, threads = map(int, sys.argv[1:])
    serve(open_sockets("127.0.0.1", port, workers), workers, threads, load=_load, log_level="warning")
