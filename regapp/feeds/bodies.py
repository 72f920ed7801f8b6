"""What this process made of feeds lately, by tag; a tag never means two bodies."""

from collections import OrderedDict
from threading import Lock

# Octets in all: feeds of thousands of entries must not fill the memory.
_ROOM = 24_000_000
# The last used at the end.
_bodies: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def kept_body(tag: str) -> bytes | None:
    with _lock:
        body = _bodies.get(tag)
        if body is not None:
            _bodies.move_to_end(tag)
        return body


def keep_body(tag: str, body: bytes) -> None:
    with _lock:
        _bodies[tag] = body
        while len(_bodies) > 1 and sum(map(len, _bodies.values())) > _ROOM:
            _bodies.popitem(last=False)


def forget_bodies() -> None:
    """Make every body anew; for a process whose database was exchanged."""
    with _lock:
        _bodies.clear()
