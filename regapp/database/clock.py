"""The demonstration clock's offset: one number in the database, shared by every process."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from regapp.database.away import DATABASE_AWAY
from regapp.database.base import Base
from regapp.database.upsert import insert_for

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
    """Reads the offset at most once a second a process.

    While the database is away the clock goes on as it was read last: what needs no more than the
    time is answered all the same. Before the first reading there is no time to be told.
    """

    def __init__(self, read: Callable[[], float]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._value = timedelta()
        self._fresh_until = 0.0
        self._was_read = False

    def __call__(self) -> timedelta:
        if time.monotonic() >= self._fresh_until:
            with self._lock:
                if time.monotonic() >= self._fresh_until:
                    self._look()
                    self._fresh_until = time.monotonic() + LOOKS_AGAIN_S
        return self._value

    def _look(self) -> None:
        try:
            self._value, self._was_read = timedelta(seconds=self._read()), True
        except DATABASE_AWAY:
            if not self._was_read:
                raise

    def forget(self) -> None:
        """Read anew at the next question: the clock was just moved in this process."""
        self._fresh_until = 0.0


def read_offset(session: Session) -> float:
    """Seconds from the system's clock; 0.0 where nobody moved it."""
    return session.execute(offset_statement).scalar_one_or_none() or 0.0


def move_clock(session: Session, to: datetime, *, set_from: str = "") -> None:
    """Make the domain clock show `to` at this moment; it ticks on from there."""
    new = {"seconds": _seconds_to(to), **({"set_from": set_from} if set_from else {})}
    insert = insert_for(session)(ClockOffset).values(id=1, **new)
    session.execute(insert.on_conflict_do_update(index_elements=["id"], set_=new))


def move_clock_once(session: Session, to: datetime, *, set_from: str) -> None:
    """`move_clock`, unless the same setting did so before.

    Of several processes that start together one sets it. An empty `set_from` gives way to any.
    """
    new = {"seconds": _seconds_to(to), "set_from": set_from}
    insert = insert_for(session)(ClockOffset).values(id=1, **new)
    session.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
    if set_from:
        differs = (ClockOffset.id == 1) & (ClockOffset.set_from != set_from)
        session.execute(update(ClockOffset).where(differs).values(**new))


def was_set_from(session: Session) -> str | None:
    """The start-up setting that is already in force, None if the clock was never set."""
    return session.scalar(select(ClockOffset.set_from).where(ClockOffset.id == 1))


def _seconds_to(moment: datetime) -> float:
    return (moment - datetime.now(UTC)).total_seconds()
