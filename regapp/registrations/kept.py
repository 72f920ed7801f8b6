"""Conferences as they were read for the form and the receipt, kept while they stay as they are.

Safe for what is sent, because a sign-up only goes through while the conference still has the
version that was read; whoever changes one raises the version, and the form is then tried on a
fresh look. Seats are never taken from what is kept here: they are counted in the database.

What is kept belongs to no session, because every thread of the process reads it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from regapp.database.away import DATABASE_AWAY
from regapp.database.session import reading_apart

# Unasked: five hundred posts at once need it read once.
_UNASKED_S = 2.0
# With the versions known to be the same: what has no version, such as the series' heading.
_SAME_VERSIONS_S = 20.0
_LARGEST = 64
_kept: dict[str, tuple[float, Sequence[Any]]] = {}


class Versioned(Protocol):
    """A conference, or something read together with one."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


Kept = TypeVar("Kept", bound=Versioned)


def conferences_for(
    session: Session,
    path: str,
    read: Callable[[Session], Sequence[Kept]],
    *,
    versions: Mapping[int, int] | None = None,
) -> Sequence[Kept]:
    """The conferences of the form at `path`, or of another page that has a name for them.

    read      with all that is asked of them later: nothing more can be loaded
    versions  of each conference by id, just read: then exactly these; else at most two
              seconds old, and older only while the database is away
    """
    found = _kept.get(path)
    if found is not None and _is_fit(*found, versions):
        return found[1]
    try:
        with reading_apart(session) as apart:
            conferences = read(apart)
    except DATABASE_AWAY:
        if found is None or versions is not None:
            raise
        # Good enough to give a form back with what was typed. Whatever is sent fails as well.
        session.rollback()
        return found[1]
    if len(_kept) >= _LARGEST:
        _kept.clear()
    if conferences:
        _kept[path] = (time.monotonic(), conferences)
    return conferences


def forget() -> None:
    """Read everything anew."""
    _kept.clear()


def _is_fit(read_at: float, conferences: Sequence[Versioned], versions: Mapping[int, int] | None) -> bool:
    age = time.monotonic() - read_at
    if versions is None:
        return age < _UNASKED_S
    return age < _SAME_VERSIONS_S and {one.id: one.version for one in conferences} == versions
