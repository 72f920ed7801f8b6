"""Which workers of this machine live: a killed one's letters need not wait for its lease."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from regapp.database.session import transaction
from regapp.kernel.tokens import new_uid
from regapp.mailing import commands

log = structlog.get_logger("worker")


@contextmanager
def sign_of_life(folder: Path) -> Iterator[str]:
    """A worker's name and a locked file of that name, which the kernel unlocks if it dies."""
    folder.mkdir(parents=True, exist_ok=True)
    name = new_uid()
    path = folder / name
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield name
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def free_dead(folder: Path, *, alive: str) -> None:
    """Give back what workers had claimed that were killed on this machine.

    Elsewhere a killed worker's letters wait until its lease is over.
    """
    for path in folder.iterdir():
        if path.name != alive and _is_unlocked(path):
            with transaction() as rows:
                commands.release_all(rows, worker=path.name)
            path.unlink(missing_ok=True)
            log.warning("freed the letters of a dead worker")


def _is_unlocked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
