"""A light load: so many clients, each with its own connection and cookies, until the work is done."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

_HIDDEN = re.compile(r'name="(csrf_token|submission_key|opened_at|saw_free)"[^>]*value="([^"]*)"')
_TYPED = {
    "place": "varberg", "booker_role": "self", "participants-0-given_name": "Åsa",
    "participants-0-family_name": "Öberg", "participants-0-organization": "Varbergs kommun",
    "buyer-kind": "municipality", "buyer-name": "Varbergs kommun", "buyer-org_number": "2120001249",
    "buyer-reference": "ZZABC123",
}  # fmt: skip
FORM = "/smartare/anmalan"


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, and how long they took in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float
    wrong: int


class Visitor:
    """One connection, kept open, with its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, bytes]:
        """Status, Location or ETag, and the body."""
        sent = {"Cookie": self.cookie, **headers}
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body or None, sent)
        answer = self._connection.getresponse()
        data = answer.read()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";", 1)[0]
        return answer.status, answer.getheader("Location") or answer.getheader("ETag") or "", data

    def form(self, number: str) -> str:
        """Open the form; what a person would send back. `number` makes the person a new one."""
        _status, _tag, page = self.ask("GET", FORM)
        hidden = dict(_HIDDEN.findall(page.decode()))
        return urlencode({**_TYPED, **hidden, "participants-0-email": f"p{number}@exempel.se"})


Work = Callable[[Visitor, int], bool]


def run(
    port: int, clients: int, total: int, work: Work, prepare: Callable[[Visitor], None] | None = None
) -> Load:
    """Do `work` `total` times, shared by `clients`; it says whether the answer was right."""
    times: list[float] = []
    wrong: list[int] = []
    left = iter(range(total))
    lock, start = threading.Lock(), threading.Barrier(clients + 1)

    def visit() -> None:
        visitor = Visitor(port)
        if prepare:
            prepare(visitor)
        start.wait()
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            began = time.perf_counter()
            right = work(visitor, number)
            took = time.perf_counter() - began
            with lock:
                times.append(took)
                if not right:
                    wrong.append(number)

    threads = [threading.Thread(target=visit, daemon=True) for _client in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join(timeout=300)
    return _load(times, time.perf_counter() - began, len(wrong))


def _load(times: Sequence[float], seconds: float, wrong: int) -> Load:
    ordered = sorted(times) or [0.0]

    def at(share: float) -> float:
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    return Load(len(times) / seconds, at(0.5), at(0.95), at(0.99), wrong)
