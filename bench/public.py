"""Public pages and feeds: how fast, and how large with style sheet and pictures."""

import gzip
import re

from bench.client import Answer, Visit, request, run, same
from bench.ground import Ground
from bench.signing_up import FORM, SERIES
from bench.table import Table

_TIMES = 1500
_FEED = f"{SERIES}.ics"
_LOADS = re.compile(r"""(?:<link[^>]+href|<img[^>]+src|<use[^>]+href)="(/static/[^"#]+)""")
_LOADS_CSS = re.compile(r"""url\(["']?([^"')]+\.svg[^"')]*)""")


def measure(table: Table, here: Ground, name: str) -> None:
    tag = fetch(here.port, _FEED).headers["etag"]
    kept = request("GET", _FEED, port=here.port, If_None_Match=tag)
    rows = {
        "series": ("series page, 8 clients", request("GET", SERIES, port=here.port), 200),
        "form": ("form page, 8 clients", request("GET", FORM, port=here.port), 200),
        "feed": ("feed, 200, 8 clients", request("GET", _FEED, port=here.port), 200),
        "unchanged": ("feed, 304, 8 clients", kept, 304),
    }
    for recorded, (title, sent, right) in rows.items():
        bare = request("GET", f"/floor/{recorded}", port=here.floor)
        load = run(here.port, 8, same(_TIMES, sent, (right,)))
        floor = run(here.floor, 8, same(_TIMES, bare, (right,)))
        table.row(title, load, floor)
        if recorded == "unchanged":
            share = load.rate / floor.rate
            table.check(f"{name}, 304, share of its floor", share, least=0.8, demanded=name == "SQLite")


def sizes(table: Table, here: Ground) -> None:
    """Each page with all that it loads, as it is sent and compressed file by file."""
    table.say("")
    for path in ("/", SERIES, f"{SERIES}/varberg", FORM):
        parts = _parts(here.port, path)
        raw = sum(map(len, parts)) / 1000
        small = sum(len(gzip.compress(part)) for part in parts) / 1000
        table.say(f"{path}: {raw:.1f} kB in {len(parts)} files, {small:.1f} kB compressed.")
        table.check(f"{path}, kB", raw, most=50)
        table.check(f"{path}, kB compressed", small, most=14)


def _parts(port: int, path: str) -> list[bytes]:
    page = fetch(port, path).body
    found = {path: page}
    wanted = _LOADS.findall(page.decode())
    while wanted:
        address = wanted.pop()
        if address not in found:
            found[address] = fetch(port, address).body
            if ".css" in address:
                wanted += [_absolute(one) for one in _LOADS_CSS.findall(found[address].decode())]
    return list(found.values())


def _absolute(address: str) -> str:
    return address if address.startswith("/") else f"/static/{address}"


def fetch(port: int, path: str) -> Answer:
    """One page, alone."""
    found: list[Answer] = []

    def asking() -> Visit:
        answer = yield request("GET", path, port=port)
        found.append(answer)
        return answer.status == 200

    if run(port, 1, iter([asking()])).wrong:
        raise RuntimeError(f"{path} answered {found[0].status}")
    return found[0]
