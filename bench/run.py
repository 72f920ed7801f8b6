"""`make bench`: prints one table. `python -m bench.run quick` leaves out the largest database."""

import gzip
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select, text

from bench import fill
from bench.client import FORM, Load, Visitor, Work, run
from bench.record import keep, record
from bench.servers import floor, memory_mb, product
from regapp.app import create_app
from regapp.conferences.models import SeatPool
from regapp.config import ROOT, Config
from regapp.database import migrate
from regapp.database.session import db, engine
from tests.support.postgres import postgres_server
from tests.support.server import LiveServer

SIGN_UPS = 600


def main() -> None:
    quick = "quick" in sys.argv[1:]
    _say(f"# {platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="regapp-bench-") as place:
        _database("SQLite", f"sqlite:///{place}/bench.sqlite3", Path(place) / "sqlite", quick=quick)
        with postgres_server("bench", "main") as server:
            _database("PostgreSQL", server.create("bench"), Path(place) / "postgresql", quick=quick)


def _database(name: str, url: str, folder: Path, *, quick: bool) -> None:
    """Sign-ups on a small database, then reading at growing sizes."""
    for size in (100, 10_000) if quick else (100, 10_000, 100_000):
        with _filled(url, folder, size) as app:
            recordings = _record(app, folder / "recordings")
            with product(folder, url) as server, floor(folder / "recordings", url) as bare:
                if size == 100:
                    _say(f"\n## {name}: sign-ups (per second, p50/p95/p99 ms, share of the floor)\n")
                    _sign_ups(server, bare)
                    _say(f"statements of one POST: {len(recordings['post'].statements)}")
                    _public(server, bare)
                    _sizes(server)
                _say(f"\n## {name}: {size:,} participants\n")
                _desk(server, size)
                _say(f"resident memory per process, MB: {memory_mb(server)}")
            _check_seats(app)


@contextmanager
def _filled(url: str, folder: Path, size: int) -> Iterator[Flask]:
    folder.mkdir(exist_ok=True)
    config = Config.from_environment({
        "REGAPP_TESTING": "1", "REGAPP_INSTANCE": str(folder), "REGAPP_DATABASE_URL": url,
        "REGAPP_SECRET_KEY": "a key that only tests know, long enough for anyone",
        "REGAPP_CLOCK": "2020-02-14T10:00:00",
    })  # fmt: skip
    app = create_app(config)
    with app.app_context():
        if migrate.current(engine()):
            migrate.downgrade(engine(), "base")
        migrate.upgrade(engine())
        fill.fill(engine(), size)
        with engine().connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    yield create_app(config)
    with app.app_context():
        db.engine.dispose()


def _record(app: Flask, file: Path) -> dict[str, Any]:
    """What each measured request asks of the database."""
    client = app.test_client()
    page = client.get(FORM).text
    visitor = _Offline(page)
    found = {
        "post": record(app, client, "POST", FORM, data=visitor.sent(), content_type=_FORM_TYPE),
        "series": record(app, client, "GET", "/smartare"),
        "feed": record(app, client, "GET", "/smartare.ics"),
    }
    tag = client.get("/smartare.ics").headers["ETag"]
    found["unchanged"] = record(app, client, "GET", "/smartare.ics", headers={"If-None-Match": tag})
    keep(found, file)
    return found


_FORM_TYPE = "application/x-www-form-urlencoded"


class _Offline(Visitor):
    """Fills in a page that is already there."""

    def __init__(self, page: str) -> None:
        self._page = page

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, bytes]:
        return 200, "", self._page.encode()

    def sent(self) -> str:
        return self.form("offline")


def _sign_ups(server: LiveServer, bare: int) -> None:
    for clients in (1, 8, 32):
        forms = _forms(server.port, SIGN_UPS)

        def post(visitor: Visitor, number: int, forms: list[tuple[str, str]] = forms) -> bool:
            visitor.cookie, body = forms[number]
            return visitor.ask("POST", FORM, body)[0] == 303

        measured = run(server.port, clients, SIGN_UPS, post)
        lowest = run(bare, clients, SIGN_UPS, asking("POST", "/floor/post"))
        _row(f"POST alone, {clients} clients", measured, lowest)
    for clients in (1, 8, 32):
        _row(f"form, POST, receipt, {clients} clients", run(server.port, clients, SIGN_UPS // 2, _flow))


def _forms(port: int, count: int) -> list[tuple[str, str]]:
    """So many forms as so many people hold them: a cookie and what they would send."""
    found = []
    visitor = Visitor(port)
    for number in range(count):
        visitor.cookie = ""
        body = visitor.form(f"{time.monotonic_ns()}-{number}")
        found.append((visitor.cookie, body))
    return found


def _flow(visitor: Visitor, number: int) -> bool:
    visitor.cookie = ""
    status, location, _body = visitor.ask("POST", FORM, visitor.form(f"{time.monotonic_ns()}-{number}"))
    return status == 303 and visitor.ask("GET", location)[0] == 200


def asking(method: str, path: str, headers: dict[str, str] | None = None) -> Work:
    """One request, right when it is answered with what belongs to it."""

    def ask(visitor: Visitor, _number: int) -> bool:
        body = "x=1" if method == "POST" else ""
        return visitor.ask(method, path, body, **(headers or {}))[0] in {200, 303, 304}

    return ask


def _public(server: LiveServer, bare: int) -> None:
    tag = Visitor(server.port).ask("GET", "/smartare.ics")[1]
    rows: dict[str, tuple[str, str, dict[str, str]]] = {
        "series page": ("/smartare", "series", {}),
        "feed, 200": ("/smartare.ics", "feed", {}),
        "feed, 304": ("/smartare.ics", "unchanged", {"If-None-Match": tag}),
    }
    for name, (path, kept, headers) in rows.items():
        measured = run(server.port, 8, 2000, asking("GET", path, headers))
        lowest = run(bare, 8, 2000, asking("GET", f"/floor/{kept}"))
        _row(f"{name}, 8 clients", measured, lowest)


def _sizes(server: LiveServer) -> None:
    kept = b"".join((ROOT / "static" / name).read_bytes() for name in ("regapp.css", "hojdkurvor.svg"))
    for path in ("/", "/smartare", FORM):
        page = Visitor(server.port).ask("GET", path)[2] + kept
        _say(f"{path}: {len(page) / 1000:.1f} kB raw, {len(gzip.compress(page)) / 1000:.1f} kB compressed")


def _desk(server: LiveServer, size: int) -> None:
    """The organizers' pages of the largest conference, one client; median of ten."""
    visitor = Visitor(server.port)
    _sign_in(visitor)
    pages = {
        "dashboard": "/arrangor/konferens/1", "dashboard of the series": "/arrangor/serie/1",
        "list": "/arrangor/konferens/1/deltagare", "search": "/arrangor/konferens/1/deltagare?q=namn77",
    }  # fmt: skip
    for name, path in pages.items():
        _row(name, run(server.port, 1, 10, asking("GET", path), _as(visitor)))
    for form in ("csv", "xlsx"):
        load = run(server.port, 1, 1, asking("GET", f"{pages['list']}.{form}"), _as(visitor))
        _row(f"{form} of {size // 10:,} rows", load)


def _as(visitor: Visitor) -> Any:
    def prepare(other: Visitor) -> None:
        other.cookie = visitor.cookie

    return prepare


def _sign_in(visitor: Visitor) -> None:
    page = visitor.ask("GET", "/arrangor/logga-in")[2].decode()
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    sent = {"email": fill.EMAIL, "password": fill.PASSWORD, "csrf_token": token}
    status, _where, _body = visitor.ask("POST", "/arrangor/logga-in", urlencode(sent))
    if status != 303:
        raise RuntimeError(f"the sign-in answered {status}")


def _check_seats(app: Flask) -> None:
    """Nobody over the capacity, nobody waiting for a free seat."""
    with app.app_context():
        pools = db.session.scalars(select(SeatPool)).all()
        if any(pool.taken > pool.capacity or pool.waiting for pool in pools):
            raise RuntimeError("seats were oversold")
        db.session.rollback()
        db.engine.dispose()


def _row(name: str, load: Load, lowest: Load | None = None) -> None:
    share = f"  {load.rate / lowest.rate:5.2f} of {lowest.rate:,.0f}/s" if lowest else ""
    wrong = f"  WRONG ANSWERS: {load.wrong}" if load.wrong else ""
    _say(f"{name:34} {load.rate:8.1f}/s  {load.p50:7.1f} {load.p95:7.1f} {load.p99:7.1f} ms{share}{wrong}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
