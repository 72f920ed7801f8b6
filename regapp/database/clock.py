"""The demonstration clock's offset: one number in the database, shared by every process."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from regapp.database.base import Base

# How long a process may go on with the offset it read last.
LOOKS_AGAIN_S = 1.0


class ClockOffset(Base):
    """How far the domain clock is from the system's. At most one row."""

    __tablename__ = "clock_offset"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    seconds: Mapped[float]
    # The start-up setting that last set it, so that only the first process obeys it.
    set_from: Mapped[str] = mapped_column(String(64), default="")


offset_statement = select(ClockOffset.seconds).where(ClockOffset.id == 1)


class CachedOffset:
    """Reads the offset at most once a second a process."""

    def __init__(self, read: Callable[[], float]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._value = timedelta()
        self._fresh_until = 0.0

    def __call__(self) -> timedelta:
        if time.monotonic() >= self._fresh_until:
            with self._lock:
                if time.monotonic() >= self._fresh_until:
                    self._value = timedelta(seconds=self._read())
                    self._fresh_until = time.monotonic() + LOOKS_AGAIN_S
        return self._value

    def forget(self) -> None:
        """Read anew at the next question: the clock was just moved in this process."""
        self._fresh_until = 0.0


def read_offset(session: Session) -> float:
    """Seconds from the system's clock; 0.0 where nobody moved it."""
    return session.execute(offset_statement).scalar_one_or_none() or 0.0


def move_clock(session: Session, to: datetime, *, set_from: str = "") -> None:
    """Make the domain clock show `to` at this moment; it ticks on from there."""
    seconds = (to - datetime.now(UTC)).total_seconds()
    row = session.get(ClockOffset, 1)
    if row is None:
        session.add(ClockOffset(id=1, seconds=seconds, set_from=set_from))
    else:
        row.seconds, row.set_from = seconds, set_from or row.set_from
    session.flush()


def was_set_from(session: Session) -> str | None:
    """The start-up setting that is already in force, None if the clock was never set."""
    row = session.get(ClockOffset, 1)
    return row.set_from if row else None
