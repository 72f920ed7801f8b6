"""A fair gate before SQLite's single writer.

SQLite's own waiting is polling: under load one process can starve for seconds. A blocking
file lock queues writers in the kernel, in order, across threads and processes.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WriteGate:
    """Lets one writer of one SQLite file through at a time, in order of arrival."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = threading.local()

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Wait for the turn; released at the end, and by the kernel if the process dies."""
        handle = self._handle()
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)

    def _handle(self) -> int:
        # One open file per thread and process: flock belongs to the open file, so threads
        # sharing one would all hold the lock at once, and so would a forked child.
        kept: tuple[int, int] | None = getattr(self._held, "handle", None)
        if kept is None or kept[0] != os.getpid():
            kept = (os.getpid(), os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._held.handle = kept
        return kept[1]
