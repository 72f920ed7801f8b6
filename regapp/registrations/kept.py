"""What sent forms sign up to, kept for a moment: five hundred posts need it read once.

Safe, because a sign-up only goes through while the conference still has the version that was
read; whoever changes one raises the version, and the form is then tried on a fresh look. Seats
are never taken from what is kept here: they are counted in the database.
"""

import time
from collections.abc import Callable, Sequence

from regapp.conferences.models import Conference

_KEPT_S = 2.0
_LARGEST = 64
_kept: dict[str, tuple[float, Sequence[Conference]]] = {}

Read = Callable[[], Sequence[Conference]]


def conferences_for(path: str, read: Read) -> Sequence[Conference]:
    """The conferences of the form at `path`, at most two seconds old."""
    found = _kept.get(path)
    if found is not None and time.monotonic() - found[0] < _KEPT_S:
        return found[1]
    conferences = read()
    if len(_kept) >= _LARGEST:
        _kept.clear()
    if conferences:
        _kept[path] = (time.monotonic(), conferences)
    return conferences


def forget() -> None:
    """Read everything anew."""
    _kept.clear()
