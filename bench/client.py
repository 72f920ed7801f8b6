"""A light load: so many visitors on raw sockets in one loop, so that the servers keep the cores.

A visit is a generator: it yields what it sends, is handed the answer, and returns whether all of
it was right. A visitor begins the next visit when the last one ends.
"""

import select
import socket
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_HEAD_END = b"\r\n\r\n"
_BOUND_S = 120.0


@dataclass(frozen=True)
class Answer:
    """first_s  seconds to the first byte"""

    status: int
    headers: dict[str, str]
    body: bytes
    first_s: float = 0.0

    @property
    def cookie(self) -> str:
        return self.headers.get("set-cookie", "").split(";", 1)[0]


Visit = Generator[bytes, Answer, bool]


@dataclass(frozen=True)
class Load:
    """What came of it.

    seconds  from the first visit's begin to the last one's end
    took     how long each visit took, in seconds
    firsts   seconds to the first byte of each visit's last answer
    """

    seconds: float
    took: Sequence[float]
    firsts: Sequence[float]
    wrong: int

    @property
    def rate(self) -> float:
        """Visits a second."""
        return len(self.took) / self.seconds

    @property
    def first(self) -> float:
        """Median milliseconds to the first byte."""
        return _at(self.firsts, 0.5)

    def within(self, share: float) -> float:
        """Milliseconds that this share of the visits kept within."""
        return _at(self.took, share)


def joined(loads: Sequence[Load]) -> Load:
    """Several rounds as one."""
    return Load(
        sum(load.seconds for load in loads),
        [time for load in loads for time in load.took],
        [time for load in loads for time in load.firsts],
        sum(load.wrong for load in loads),
    )


def by_turns(rounds: int, one: Callable[[], Load], other: Callable[[], Load]) -> tuple[Load, Load]:
    """Both, one round after the other: a noisy minute of the machine then falls on both.

    A first round of each is not counted: servers that have just started compile their templates in it.
    """
    one(), other()
    pairs = [(one(), other()) for _round in range(rounds)]
    return joined([first for first, _second in pairs]), joined([second for _first, second in pairs])


def request(method: str, path: str, *, port: int, cookie: str = "", body: str = "", **more: str) -> bytes:
    """One request as it goes over the wire; `more` are headers, `If_None_Match` for the hyphened."""
    headers = {"Host": f"127.0.0.1:{port}", **{name.replace("_", "-"): text for name, text in more.items()}}
    if cookie:
        headers["Cookie"] = cookie
    data = body.encode()
    if data:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        headers["Content-Length"] = str(len(data))
    lines = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + data


def once(sent: bytes, right: Iterable[int] = (200, 303, 304)) -> Visit:
    """One request; right when it is answered with one of these."""
    answer = yield sent
    return answer.status in right


def visit(port: int, made: Visit) -> bool:
    """Make one visit alone."""
    return run(port, 1, iter([made])).wrong == 0


def run(port: int, clients: int, visits: Iterator[Visit], *, anew: bool = False) -> Load:
    """Make all the visits, `clients` at a time. RuntimeError when it takes minutes.

    anew  each on a connection of its own, as somebody who comes for the first time
    """
    return _Loop(port, clients, visits, anew).run()


@dataclass
class _Visitor:
    """One connection and what it is in the middle of."""

    socket: socket.socket
    made: Visit | None = None
    began: float = 0.0
    asked: float = 0.0
    first: float = 0.0
    got: bytearray = field(default_factory=bytearray)


class _Loop:
    def __init__(self, port: int, clients: int, visits: Iterator[Visit], anew: bool) -> None:
        self._visits, self._port, self._anew = visits, port, anew
        self._times: list[float] = []
        self._firsts: list[float] = []
        self._wrong = 0
        self._poll = select.epoll()
        self._visitors: dict[int, _Visitor] = {}
        for _client in range(clients):
            self._welcome(_Visitor(self._connect()))

    def run(self) -> Load:
        began = time.perf_counter()
        try:
            busy = sum([self._begin(visitor) for visitor in self._visitors.values()])
            while busy:
                for number, _event in self._poll.poll(_BOUND_S):
                    busy -= not self._read(self._visitors[number])
                if time.perf_counter() - began > _BOUND_S:
                    raise RuntimeError("the load did not end in time")
            return self._load(time.perf_counter() - began)
        finally:
            self._poll.close()
            for visitor in self._visitors.values():
                visitor.socket.close()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _welcome(self, visitor: _Visitor) -> None:
        self._visitors[visitor.socket.fileno()] = visitor
        self._poll.register(visitor.socket, select.EPOLLIN)

    def _begin(self, visitor: _Visitor) -> bool:
        """The next visit; whether there was one."""
        visitor.made = next(self._visits, None)
        if visitor.made is None:
            return False
        sent = next(visitor.made)
        visitor.began = time.perf_counter()
        self._send(visitor, sent)
        return True

    def _send(self, visitor: _Visitor, sent: bytes) -> None:
        visitor.got.clear()
        visitor.asked, visitor.first = time.perf_counter(), 0.0
        visitor.socket.sendall(sent)

    def _read(self, visitor: _Visitor) -> bool:
        """What has come; False when this visitor is done for good."""
        data = visitor.socket.recv(262_144)
        if not data:
            raise RuntimeError("the server hung up")
        visitor.first = visitor.first or time.perf_counter() - visitor.asked
        visitor.got += data
        answer = _whole(visitor.got, visitor.first)
        return answer is None or self._go_on(visitor, answer)

    def _go_on(self, visitor: _Visitor, answer: Answer) -> bool:
        if visitor.made is None:
            raise RuntimeError("an answer that nobody asked for")
        try:
            self._send(visitor, visitor.made.send(answer))
            return True
        except StopIteration as end:
            self._times.append(time.perf_counter() - visitor.began)
            self._firsts.append(answer.first_s)
            self._wrong += not end.value
        if self._anew:
            self._reconnect(visitor)
        return self._begin(visitor)

    def _reconnect(self, visitor: _Visitor) -> None:
        self._poll.unregister(visitor.socket)
        del self._visitors[visitor.socket.fileno()]
        visitor.socket.close()
        visitor.socket = self._connect()
        self._welcome(visitor)

    def _load(self, seconds: float) -> Load:
        return Load(seconds, self._times, self._firsts, self._wrong)


def _whole(got: bytearray, first_s: float) -> Answer | None:
    """The answer, None while some of it is still to come."""
    end = got.find(_HEAD_END)
    if end < 0:
        return None
    first, *lines = bytes(got[:end]).decode("latin-1").split("\r\n")
    status = int(first.split()[1])
    headers = {name.lower(): text for name, _colon, text in (line.partition(": ") for line in lines)}
    body = end + len(_HEAD_END)
    if headers.get("transfer-encoding") == "chunked":
        return Answer(status, headers, _chunks(got, body), first_s) if got.endswith(b"0\r\n\r\n") else None
    length = int(headers.get("content-length", 0))
    if status == 304 or len(got) - body >= length:
        return Answer(status, headers, bytes(got[body:]), first_s)
    return None


def _chunks(got: bytearray, at: int) -> bytes:
    whole = bytearray()
    while True:
        line = got.index(b"\r\n", at)
        size = int(got[at:line], 16)
        if not size:
            return bytes(whole)
        whole += got[line + 2 : line + 2 + size]
        at = line + 2 + size + 2


def _at(times: Sequence[float], share: float) -> float:
    """In milliseconds, the time that this share of the visits kept within."""
    ordered = sorted(times) or [0.0]
    return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def repeat(count: int, make: Callable[[], Visit]) -> Iterator[Visit]:
    return (make() for _number in range(count))


def same(times: int, sent: bytes, right: Iterable[int] = (200, 303, 304)) -> Iterator[Visit]:
    """The same request so many times."""
    return repeat(times, lambda: once(sent, right))
