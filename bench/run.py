"""`make bench`: prints one table. `python -m bench.run small` leaves out the largest databases,
`python -m bench.run feeds` measures the large feeds alone.

Bounded, loopback only. Measures and says what is missed; it is never a test.
"""

import os
import platform
import sys
import tempfile
from pathlib import Path

from bench import (
    campaigns,
    checkin,
    feeds,
    kitchen,
    offers,
    opening,
    printing,
    public,
    sheets,
    signing_up,
    turns,
)
from bench.client import Load, by_turns, repeat, request, run, same
from bench.desk import PAGES, Page, sign_in
from bench.ground import Ground, ground
from bench.seats import check_small, check_sold
from bench.servers import memory_mb
from bench.table import Table
from tests.support.postgres import postgres_server

# So many rounds of the product and its floor by turns, so many visits in each.
ROUNDS, POSTS, FLOWS = 5, 200, 200
SIZES = (100, 10_000, 100_000)


def main() -> None:
    sizes = SIZES[:1] if "small" in sys.argv[1:] else SIZES
    table = Table()
    load = os.getloadavg()[0]
    table.say(f"# {platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    table.say(f"Load average before: {load:.1f}. Servers, database and clients share the cores.")
    with tempfile.TemporaryDirectory(prefix="regapp-bench-") as place:
        if "postgresql" not in sys.argv[1:]:
            _measure(table, "SQLite", f"sqlite:///{place}/bench.sqlite3", Path(place) / "sqlite", sizes)
        if "sqlite" not in sys.argv[1:]:
            with postgres_server(f"bench{os.getpid()}", "bench", durable=True) as server:
                url = server.create("bench")
                _measure(table, "PostgreSQL", url, Path(place) / "postgresql", sizes)
    table.end()


def _measure(table: Table, name: str, url: str, folder: Path, sizes: tuple[int, ...]) -> None:
    feeds.measure(table, name, url, folder / "feeds")
    if "feeds" in sys.argv[1:]:
        return
    for size in sizes:
        with ground(url, folder, size) as here:
            if size == sizes[0]:
                table.head(f"{name}: sign-ups and public pages")
                _sign_ups(table, here, name)
                public.measure(table, here, name)
                public.sizes(table, here)
                opening.measure(table, here.app, name)
                offers.measure(table, here.app, name)
                campaigns.measure(table, here, name)
                turns.measure(table, here.app, name)
                checkin.measure(table, here, name)
            table.head(f"{name}: {size:,} participants in all, {size // 10:,} of them in the largest")
            _desk(table, here, name, size)
            kitchen.measure(table, here, name, checked=size == SIZES[-1])
            _memory(table, here, name)
            check_sold(here.app)
            if size == SIZES[1]:
                printing.measure(table, here.app, name)
            if size == SIZES[-1]:
                sheets.measure(table, here.app, name)


def _sign_ups(table: Table, here: Ground, name: str) -> None:
    """Everybody on a connection of their own, as those who come for the first time are."""
    for clients in (1, 8, 32):
        _posts(table, here, name, clients)
    _choosing(table, here, name)
    for clients in (1, 8, 32):
        _flows(table, here, name, clients)
    asked = len(here.recordings["post"].statements)
    table.say(f"\nStatements of one POST, transaction frame not counted: {asked}. {check_small(here)}")
    table.check(f"{name}, statements of one POST", asked, most=11)


def _posts(table: Table, here: Ground, name: str, clients: int) -> None:
    def product() -> Load:
        forms = signing_up.open_forms(here.port, POSTS)
        return run(here.port, clients, signing_up.sending(here.port, forms), anew=True)

    def bare() -> Load:
        post = request("POST", "/floor/post", port=here.floor, body="x=1")
        return run(here.floor, clients, same(POSTS, post), anew=True)

    load, floor = by_turns(ROUNDS, product, bare)
    what = f"POST alone, {clients} clients"
    table.row(what, load, floor)
    if clients == 8:
        share, demanded = load.rate / floor.rate, name == "SQLite"
        table.check(f"{name}, {what}, share of the floor", share, least=0.5, demanded=demanded)
        table.check(f"{name}, {what}, per second", load.rate, least=150, demanded=demanded)
        table.check(f"{name}, {what}, p95 ms", load.within(0.95), most=100, demanded=demanded)
    if clients == 32:
        table.check(f"{name}, {what}, p99 ms", load.within(0.99), most=500)


def _choosing(table: Table, here: Ground, name: str) -> None:
    """A place that asks for four choices and three answers."""

    def product() -> Load:
        forms = signing_up.open_forms(here.port, POSTS, "lulea")
        return run(here.port, 8, signing_up.sending(here.port, forms), anew=True)

    def bare() -> Load:
        post = request("POST", "/floor/chosen", port=here.floor, body="x=1")
        return run(here.floor, 8, same(POSTS, post), anew=True)

    load, floor = by_turns(ROUNDS, product, bare)
    what = "POST with four choices and three answers, 8 clients"
    asked = len(here.recordings["chosen"].statements)
    table.row(f"{what}, {asked} statements", load, floor)
    table.check(
        f"{name}, {what}, share of the floor", load.rate / floor.rate, least=0.4, demanded=name == "SQLite"
    )


def _flows(table: Table, here: Ground, name: str, clients: int) -> None:
    def product() -> Load:
        return run(here.port, clients, repeat(FLOWS, lambda: signing_up.whole_flow(here.port)), anew=True)

    def bare() -> Load:
        return run(here.floor, clients, repeat(FLOWS, lambda: signing_up.bare_flow(here.floor)), anew=True)

    load, floor = by_turns(ROUNDS, product, bare)
    what = f"form, POST, receipt, {clients} clients"
    table.row(what, load, floor)
    if clients == 8:
        table.check(f"{name}, {what}, per second", load.rate, least=60)
    if clients == 32:
        table.check(f"{name}, {what}, p99 ms", load.within(0.99), most=500)


def _desk(table: Table, here: Ground, name: str, size: int) -> None:
    """One organizer at a time."""
    cookie = sign_in(here.port)
    for page in PAGES:
        sent = request("GET", page.path, port=here.port, cookie=cookie)
        load = run(here.port, 1, same(page.times, sent, (200,)))
        bare = request("GET", f"/floor/{page.name}", port=here.floor)
        floor = run(here.floor, 1, same(page.times, bare, (200,)))
        title = f"{page.title} of {size // 10:,} rows" if page.writes else page.title
        table.row(title + (f", first byte after {load.first:.0f} ms" if page.writes else ""), load, floor)
        if size == SIZES[-1]:
            _check_page(table, name, page, load.within(0.5))


def _check_page(table: Table, name: str, page: Page, took_ms: float) -> None:
    most = {"dashboard": 50.0, "list": 30.0, "xlsx": 4000.0}.get(page.name)
    if most:
        title = f"{name}, {page.title} at 100,000, median ms"
        table.check(title, took_ms, most=most, demanded=name == "SQLite")


def _memory(table: Table, here: Ground, name: str) -> None:
    found = memory_mb(here.server)
    said = ", ".join(f"{kind} {' and '.join(map(str, sizes))}" for kind, sizes in found.items())
    table.say(f"\nResident memory per process, MB: {said}.")
    table.check(f"{name}, MB in a process", max(max(sizes) for sizes in found.values()), most=150)


if __name__ == "__main__":
    main()
