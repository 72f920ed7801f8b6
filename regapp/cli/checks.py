"""The checks of `flask doctor`, one function each. They look and change nothing."""

import fcntl
import os
import shutil
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from regapp.database import migrate
from regapp.database.clock import read_offset
from regapp.database.engine import sqlite_file
from regapp.database.session import engine, session
from regapp.kernel.clock import SystemClock
from regapp.mailing.queries import queue_state
from regapp.web.clock import now
from regapp.web.state import config

_ENOUGH_ROOM_MB = 500
_LATE = timedelta(minutes=15)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What `PRAGMA synchronous` calls FULL.
_FULL = 2


@dataclass(frozen=True)
class Finding:
    """What a check came to, in words for the operator."""

    is_well: bool
    text: str


Check = Callable[[], Finding]


def settings() -> Finding:
    """Wrong ones stop every command; here, those that are right and yet no good in use."""
    given = config()
    if given.demo:
        return Finding(True, "demonstration: invented people, no letters")
    wrong = []
    if given.testing:
        wrong.append("REGAPP_TESTING is set")
    if given.mail_from.endswith("@localhost"):
        wrong.append("REGAPP_MAIL_FROM is not set")
    if not given.mail_domains:
        wrong.append("REGAPP_MAIL_DOMAINS is not set: every letter comes from REGAPP_MAIL_FROM")
    return Finding(not wrong, "; ".join(wrong) or "complete")


def address() -> Finding:
    given = config()
    if given.demo or given.base_url.startswith("https://"):
        return Finding(True, given.base_url)
    return Finding(False, f"{given.base_url}: people's data go unencrypted, and cookies with them")


def folder() -> Finding:
    """Tried for real: the permission bits do not tell of a read-only disk."""
    path = config().instance_path
    probe = path / f".write-probe-{os.getpid()}"
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        return Finding(False, f"cannot write in {path} ({error.strerror})")
    return Finding(True, f"{path} can be written in")


def privacy() -> Finding:
    """Whether other users of the machine can read the database or the key."""
    live, key = sqlite_file(config().database_url), config().instance_path / "secret_key"
    wrong = []
    if key.exists() and key.stat().st_mode & _OTHERS:
        wrong.append(f"others can read {key}: chmod 600")
    if live and live.exists() and live.stat().st_mode & _OTHERS and _lets_others_in(live.parent):
        wrong.append(f"others can read {live}: chmod 700 {live.parent}")
    return Finding(not wrong, "; ".join(wrong) or "database and secret key are the owner's alone")


def room() -> Finding:
    live = sqlite_file(config().database_url)
    place = live.parent if live else config().instance_path
    free_mb = shutil.disk_usage(place).free // 2**20
    return Finding(free_mb >= _ENOUGH_ROOM_MB, f"{free_mb} MB free in {place}")


def database() -> Finding:
    with engine().connect() as connection:
        if engine().dialect.name == "postgresql":
            return Finding(True, f"PostgreSQL {connection.scalar(text('SHOW server_version'))}")
        journal = connection.scalar(text("PRAGMA journal_mode"))
        safety = connection.scalar(text("PRAGMA synchronous"))
        sound = connection.scalar(text("PRAGMA quick_check(1)"))
    if sound != "ok":
        return Finding(False, f"SQLite finds damage: {sound}")
    if (journal, safety) != ("wal", _FULL):
        return Finding(False, f"SQLite with journal_mode={journal}, synchronous={safety}: wal and 2 expected")
    return Finding(True, "SQLite, WAL, synchronous=FULL, sound")


def schema() -> Finding:
    found, needed = migrate.current(engine()), migrate.head()
    if found == needed:
        return Finding(True, f"at {found}")
    return Finding(False, f"at {found or 'nothing'}, this version needs {needed}: flask db upgrade")


def letters() -> Finding:
    queue = queue_state(session(), now())
    said = f"{queue.waiting} waiting, {queue.held} held, {queue.failed} failed"
    if queue.paused:
        return Finding(False, f"{said}; sending is paused: flask mail resume")
    # Those that the hourly limit holds are late on purpose.
    if queue.waiting > queue.held and queue.oldest_age and queue.oldest_age > _LATE:
        return Finding(False, f"{said}, the oldest for {int(queue.oldest_age.total_seconds()) // 60} min")
    return Finding(True, said)


def mail_server() -> Finding:
    """Only connects: `flask mail test` sends."""
    given = config()
    if given.demo:
        return Finding(True, "none, letters are kept at /demo/brev")
    if not given.smtp_host:
        return Finding(False, "REGAPP_SMTP_HOST is not set: letters wait")
    server = f"{given.smtp_host}:{given.smtp_port}"
    try:
        socket.create_connection((given.smtp_host, given.smtp_port), timeout=given.smtp_timeout_s).close()
    except OSError as error:
        return Finding(False, f"{server} does not answer ({error.strerror or type(error).__name__})")
    return Finding(True, f"{server} answers")


def worker() -> Finding:
    """By the locks of this machine's workers; one on another machine is not seen from here."""
    signs = config().instance_path / "workers"
    alive = sum(_is_locked(path) for path in signs.iterdir()) if signs.exists() else 0
    return Finding(alive > 0, f"{alive} running here" if alive else "none runs here: letters wait")


def clock() -> Finding:
    offset_s = read_offset(session())
    if config().demo:
        return Finding(True, f"the demonstration's shows {now():%Y-%m-%d %H.%M} UTC")
    if offset_s:
        return Finding(False, "the database holds a demonstration's clock: it is not one for real use")
    return Finding(True, f"the system's, {SystemClock().now():%Y-%m-%d %H.%M} UTC")


def _lets_others_in(path: Path) -> bool:
    return all(parent.stat().st_mode & _OTHERS for parent in (path, *path.parents))


def _is_locked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


ALL: tuple[tuple[str, Check], ...] = (
    ("settings", settings),
    ("address", address),
    ("folder", folder),
    ("privacy", privacy),
    ("room", room),
    ("database", database),
    ("schema", schema),
    ("letters", letters),
    ("mail server", mail_server),
    ("worker", worker),
    ("clock", clock),
)
