"""A fair gate before SQLite's single writer.

SQLite's own waiting is polling: under load one process can starve for seconds. A blocking
file lock queues writers in the kernel, in order, across threads and processes.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# As long as SQLite's own patience (`busy_timeout`), so nobody's turn costs the next one as much again.
LONGEST_S = 10.0
_ONCE_MORE_MS = 250


@contextmanager
def passage(file: Path) -> Iterator[None]:
    """Wait for the turn at `file`; released at the end, and by the kernel if the process dies."""
    handle = _opened(file)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class GatedConnection(sqlite3.Connection):
    """A connection whose writing transactions stand in line for their turn.

    The turn ends with the COMMIT or ROLLBACK itself: whatever its owner clears away afterwards,
    the next writer does not wait for it.
    """

    gate: Path | None = None
    _handle: int | None = None

    def begin(self, *, writes: bool) -> None:
        """Begin a transaction; of one that writes, `commit`, `rollback` and `close` end the turn."""
        if not writes:
            self.execute("BEGIN")
            return
        asked = time.monotonic()
        self._wait_for_turn()
        try:
            if time.monotonic() - asked < LONGEST_S:
                self.execute("BEGIN IMMEDIATE")
            else:
                self._begin_soon()
        except BaseException:
            self._end_turn()
            raise

    def _begin_soon(self) -> None:
        """For one who stood in line too long already: if somebody outside it still holds the file, so
        do all behind, and each would wait once more for the same."""
        (usual_ms,) = self.execute("PRAGMA busy_timeout").fetchone()
        self.execute(f"PRAGMA busy_timeout={_ONCE_MORE_MS}")
        try:
            self.execute("BEGIN IMMEDIATE")
        finally:
            self.execute(f"PRAGMA busy_timeout={usual_ms}")

    def commit(self) -> None:
        # One that fails leaves the transaction open, and the turn goes on with it.
        super().commit()
        self._end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()

    def __del__(self) -> None:
        self._leave()

    def _wait_for_turn(self) -> None:
        if self._handle is None and self.gate is not None:
            # Each has its own: a lock belongs to the open file, and would let in all who share it.
            try:
                self._handle = _opened(self.gate)
            except OSError as error:
                # As SQLite says it when there are no file handles left for its own files.
                raise sqlite3.OperationalError(f"unable to open the gate: {error.strerror}") from error
        if self._handle is not None:
            fcntl.flock(self._handle, fcntl.LOCK_EX)

    def _end_turn(self) -> None:
        if self._handle is not None:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def _leave(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _opened(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
