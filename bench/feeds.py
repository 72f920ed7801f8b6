"""Feeds of hundreds and thousands of entries: cold, warm, unchanged; whose bytes a change touches."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from bench.client import Answer, Load, Visit, by_turns, request, run, same
from bench.record import Recording, keep, record
from bench.servers import CLOCK, floor, memory_mb, product
from bench.table import Table
from regapp.app import create_app
from regapp.conferences.commands.feeds import touch_entries
from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceKind,
    ConferenceMode,
    ConferenceStatus,
    FeedContent,
    FeedRevision,
    KeptEntry,
    PriceRow,
    VatMode,
)
from regapp.config import Config
from regapp.database import migrate
from regapp.database.engine import WRITES
from regapp.database.session import engine, transaction
from regapp.kernel.tokens import new_token, new_uid
from regapp.organizers.models import Organizer, OrganizerKind
from tests.support.server import LiveServer

FEED = "/kalender.ics"
_NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
_ROUNDS, _POLLS, _COLD, _LARGE = 5, 500, 15, 5000
# One that the cold polls did not change.
_OTHER = 400


def measure(table: Table, name: str, url: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = _app(url, folder, 500)
    recordings = folder / "feed-recordings"
    keep(_recorded(app), recordings)
    with product(folder, url) as server, floor(recordings, url) as bare:
        table.head(f"{name}: a feed of 500 entries")
        _warm(table, name, server.port, bare)
        _cold(table, name, app, server.port)
        _own_bytes(table, name, app)
    app = _app(url, folder, _LARGE)
    with product(folder, url) as server:
        _flat(table, name, app, server)


def _app(url: str, folder: Path, entries: int) -> Flask:
    settings = {
        "REGAPP_TESTING": "1", "REGAPP_INSTANCE": str(folder), "REGAPP_DATABASE_URL": url,
        "REGAPP_SECRET_KEY": "a key that only the bench knows, long enough", "REGAPP_CLOCK": CLOCK,
    }  # fmt: skip
    app = create_app(Config.from_environment(settings))
    with app.app_context():
        migrate.downgrade(engine(), "base")
        migrate.upgrade(engine())
        _fill(engine(), entries)
        engine().dispose()
    # Anew, so that the clock is set in the database that is now there.
    return create_app(Config.from_environment(settings))


def _fill(bound: Engine, entries: int) -> None:
    """So many conferences of one day each; the first reader makes their bytes."""
    with Session(bound) as session:
        session.connection(execution_options={WRITES: True})
        owner = Organizer(
            slug="halland", name="Länsstyrelsen i Hallands län", short_name="Halland",
            kind=OrganizerKind.COUNTY_BOARD, org_number="2021002353", email="halland@exempel.se",
        )  # fmt: skip
        session.add(owner)
        session.flush()
        numbers = range(1, entries + 1)
        session.execute(insert(Conference), [_conference(number, owner.id) for number in numbers])
        session.execute(
            insert(Address), [{"path": f"ort-{number}", "conference_id": number} for number in numbers]
        )
        session.execute(insert(ConferenceDay), [_day(number) for number in numbers])
        session.execute(insert(PriceRow), [_price(number, owner.id) for number in numbers])
        scopes = [(scope, number) for number in numbers for scope in ("all", f"conference:{number}")]
        session.execute(
            insert(FeedContent), [{"scope": scope, "conference_id": number} for scope, number in scopes]
        )
        session.execute(
            insert(FeedRevision), [_revision(scope) for scope in sorted({one for one, _ in scopes})]
        )
        session.commit()


def _conference(number: int, owner_id: int) -> dict[str, Any]:
    return {
        "id": number, "kind": ConferenceKind.CONFERENCE, "status": ConferenceStatus.PUBLISHED,
        "mode": ConferenceMode.ONSITE, "owner_id": owner_id,
        "title": f"Smartare, grönare Sverige {number}", "place": f"Ort {number}",
        "venue": "Stadshotellet", "street": "Kungsgatan 24", "arrival": "Fika från kl. 09.30",
        "contact_name": "Konferensgruppen", "contact_email": "konferens@exempel.se",
        "contact_phone": "010-000 00 00", "created_at": _NOW, "changed_at": _NOW, "published_at": _NOW,
    }  # fmt: skip


def _day(number: int) -> dict[str, Any]:
    on = date(2020, 3, 1) + timedelta(days=number % 300)
    starts = datetime(on.year, on.month, on.day, 9, 0, tzinfo=UTC)
    return {
        "conference_id": number, "on": on, "starts_at": starts, "ends_at": starts + timedelta(hours=6),
        "uid": new_uid(), "created_at": _NOW, "changed_at": _NOW,
    }  # fmt: skip


def _price(number: int, owner_id: int) -> dict[str, Any]:
    return {
        "conference_id": number, "seller_id": owner_id, "label": "Konferensavgift", "amount_minor": 70_000,
        "included": "fika och lunch", "vat_mode": VatMode.INCLUSIVE, "created_at": _NOW,
    }  # fmt: skip


def _revision(scope: str) -> dict[str, Any]:
    mark = new_token()[:16]
    return {
        "scope": scope, "revision": 1, "mark": mark, "changed_at": _NOW, "dates_mark": mark,
        "dates_changed_at": _NOW,
    }  # fmt: skip


def _recorded(app: Flask) -> dict[str, Recording]:
    """The floors: the same bytes from one SELECT of them, and a 304 after the product's own SELECT."""
    client = app.test_client()
    first = client.get(FEED)
    with app.app_context(), engine().begin() as connection:
        kind = "BYTEA" if engine().dialect.name == "postgresql" else "BLOB"
        connection.execute(text("DROP TABLE IF EXISTS bench_body"))
        connection.execute(text(f"CREATE TABLE bench_body (data {kind})"))
        connection.execute(text("INSERT INTO bench_body VALUES (:data)"), {"data": first.data})
    body = Recording(writes=False, body=first.data, statements=[("SELECT data FROM bench_body", (), False)])
    unchanged = record(client, "GET", FEED, headers={"If-None-Match": first.headers["ETag"]})
    return {"body": body, "unchanged": unchanged}


def _warm(table: Table, name: str, port: int, bare: int) -> None:
    tag = _fetch(port).headers["etag"]
    whole, least = request("GET", FEED, port=port), request("GET", "/floor/body", port=bare)
    # Alone, and by the median: eight clients that read half a megabyte each measure the clients.
    load, lowest = by_turns(_ROUNDS, _polls(port, whole, 200, 1), _polls(bare, least, 200, 1))
    table.row("feed of 500, 200, warm, 1 client", load, lowest)
    times = load.within(0.5) / lowest.within(0.5)
    table.check(f"{name}, feed of 500, warm, times the same bytes from one SELECT", times, most=1.5)
    asked = request("GET", FEED, port=port, If_None_Match=tag)
    unchanged = request("GET", "/floor/unchanged", port=bare)
    load, lowest = by_turns(_ROUNDS, _polls(port, asked, 304, 8), _polls(bare, unchanged, 304, 8))
    table.row("feed of 500, 304, 8 clients", load, lowest)
    table.check(f"{name}, feed of 500, 304, share of its floor", load.rate / lowest.rate, least=0.8)


def _polls(port: int, sent: bytes, right: int, clients: int) -> Callable[[], Load]:
    return lambda: run(port, clients, same(_POLLS, sent, (right,)))


def _cold(table: Table, name: str, app: Flask, port: int) -> None:
    """The first poll after each of several changes: no process has the body then."""
    took = []
    for number in range(1, _COLD + 1):
        _change(app, number)
        started = time.perf_counter()
        _fetch(port)
        took.append((time.perf_counter() - started) * 1000)
    middle = sorted(took)[_COLD // 2]
    table.say(
        f"\nCold, after a change of one conference: median {middle:.0f} ms, longest {max(took):.0f} ms."
    )
    table.check(f"{name}, cold feed of 500, ms", middle, most=60)
    with app.app_context(), transaction() as rows:
        rows.execute(text("DELETE FROM kept_entries"))
        rows.execute(text("UPDATE feed_revisions SET mark = 'anew' WHERE scope = 'all'"))
    started = time.perf_counter()
    _fetch(port)
    table.say(
        f"Without any kept byte (once after an upgrade): {(time.perf_counter() - started) * 1000:.0f} ms."
    )


def _change(app: Flask, number: int) -> None:
    with app.app_context(), transaction() as rows:
        touch_entries(rows, rows.get_one(Conference, number), _NOW + timedelta(seconds=number))


def _own_bytes(table: Table, name: str, app: Flask) -> None:
    app.test_client().get(FEED)
    before = _kept(app)
    _change(app, _OTHER)
    after = _kept(app)
    changed = {uid for uid, data in after.items() if before.get(uid) != data}
    with app.app_context(), transaction() as rows:
        days = select(ConferenceDay.uid).where(ConferenceDay.conference_id == _OTHER)
        own = set(rows.scalars(days))
    table.say(f"A change of one conference touched the bytes of {len(changed)} of {len(after)} entries.")
    table.check(f"{name}, entries of others touched by a change", len(changed - own), most=0)


def _kept(app: Flask) -> dict[str, bytes]:
    with app.app_context(), transaction() as rows:
        found = rows.execute(select(KeptEntry.uid, KeptEntry.data).where(KeptEntry.language == "sv"))
        return {uid: data for uid, data in found}


def _flat(table: Table, name: str, app: Flask, server: LiveServer) -> None:
    """Polled cold and warm, in every language and encoding, again and again."""
    sizes = []
    for turn in range(3):
        for number in range(10):
            _change(app, turn * 10 + number + 1)
            for query in ("", "?lang=en", "?visa=anmalan"):
                _fetch(server.port, query)
                _fetch(server.port, query, "gzip")
        sizes.append(max(memory_mb(server)["web"]))
    table.say(f"\n{_LARGE:,} entries, 60 cold polls a turn, MB in the largest process: {sizes}.")
    table.check(f"{name}, MB that {_LARGE} entries grow by from turn to turn", sizes[2] - sizes[1], most=15)


def _fetch(port: int, query: str = "", encoding: str = "identity") -> Answer:
    found: list[Answer] = []

    def asking() -> Visit:
        answer = yield request("GET", FEED + query, port=port, Accept_Encoding=encoding)
        found.append(answer)
        return answer.status == 200

    if run(port, 1, iter([asking()])).wrong:
        raise RuntimeError(f"{FEED} answered {found[0].status if found else 'nothing'}")
    return found[0]
