"""Where "now" comes from. Read at the edge only, passed down as a value named `now`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class OffsetClock:
    """The machine's clock moved by an offset that others may change while we run."""

    def __init__(self, read_offset: Callable[[], timedelta]) -> None:
        self.read_offset = read_offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.read_offset()


class FixedClock:
    """A clock that stands still until it is set; for tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at
