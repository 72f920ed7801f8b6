"""What this process made of feeds lately, by tag; a tag never means two bodies."""

from collections import OrderedDict
from threading import Lock

_LARGEST = 256
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
        if len(_bodies) > _LARGEST:
            _bodies.popitem(last=False)


def forget_bodies() -> None:
    """Make every body anew; for a process whose database was exchanged."""
    with _lock:
        _bodies.clear()
