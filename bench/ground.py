"""What is measured on: a filled database, the product's recorded requests, both servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from bench import desk, fill
from bench.record import Recording, keep, record
from bench.servers import CLOCK, floor, product
from bench.signing_up import FORM, SERIES, fill_in
from regapp.app import create_app
from regapp.config import Config
from regapp.database import migrate
from regapp.database.session import db, engine
from tests.support.server import LiveServer

_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Ground:
    """One database of one size, with the product and the floor (its port) running on it."""

    app: Flask
    server: LiveServer
    floor: int
    recordings: dict[str, Recording]

    @property
    def port(self) -> int:
        return self.server.port


@contextmanager
def ground(url: str, folder: Path, participants: int) -> Iterator[Ground]:
    """Everything empty and filled anew, then both servers."""
    folder.mkdir(parents=True, exist_ok=True)
    app = _filled(url, folder, participants)
    try:
        kept = folder / "recordings"
        recordings = _recorded(app, kept)
        with product(folder, url) as server, floor(kept, url) as bare:
            yield Ground(app, server, bare, recordings)
    finally:
        with app.app_context():
            db.engine.dispose()


def _filled(url: str, folder: Path, participants: int) -> Flask:
    config = Config.from_environment({
        "REGAPP_TESTING": "1", "REGAPP_INSTANCE": str(folder), "REGAPP_DATABASE_URL": url,
        "REGAPP_SECRET_KEY": "a key that only the bench knows, long enough", "REGAPP_CLOCK": CLOCK,
    })  # fmt: skip
    app = create_app(config)
    with app.app_context():
        migrate.downgrade(engine(), "base")
        migrate.upgrade(engine())
        fill.fill(engine(), participants)
        if engine().dialect.name == "postgresql":
            # What its own house-keeping does within a minute; nothing does it on SQLite.
            with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        engine().dispose()
    # Anew, so that the clock is set in the database that is now there.
    return create_app(config)


def _recorded(app: Flask, file: Path) -> dict[str, Recording]:
    """What each measured request asks of the database."""
    client = app.test_client()
    found: dict[str, Recording] = {}
    first = ""
    for _turn in range(2):
        page = client.get(FORM).text
        sent = {"data": fill_in(page, "").body, "content_type": _FORM_TYPE}
        found["post"] = record(client, "POST", FORM, writes=True, **sent)
        asking = client.get(f"{FORM}?ort=lulea").text
        sent = {"data": fill_in(asking, "", "lulea").body, "content_type": _FORM_TYPE}
        found["chosen"] = record(client, "POST", FORM, writes=True, **sent)
        found["form"] = record(client, "GET", FORM)
        # Of the first one: what the floor posts all lands in the registration recorded last.
        first = first or found["post"].location
        found["receipt"] = record(client, "GET", first)
        found["series"] = record(client, "GET", SERIES)
        found["feed"] = record(client, "GET", f"{SERIES}.ics")
    tag = client.get(f"{SERIES}.ics").headers["ETag"]
    found["unchanged"] = record(client, "GET", f"{SERIES}.ics", headers={"If-None-Match": tag})
    found |= _desk_recorded(app.test_client())
    expected = {"post": 303, "chosen": 303, "unchanged": 304}
    wrong = {name: one.status for name, one in found.items() if one.status != expected.get(name, 200)}
    if wrong:
        raise RuntimeError(f"not answered as expected: {wrong}")
    keep(found, file)
    return found


def _desk_recorded(client: FlaskClient) -> dict[str, Recording]:
    page = client.get(desk.SIGN_IN).text
    client.post(desk.SIGN_IN, data=desk.credentials(page), content_type=_FORM_TYPE)
    found = {}
    for page_of in desk.PAGES:
        client.get(page_of.path)
        found[page_of.name] = record(client, "GET", page_of.path, writes=page_of.writes)
    return found
