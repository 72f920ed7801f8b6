"""Engine settings per database: durability, locking, how a transaction begins."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from regapp.database.driver import translated
from regapp.database.gate import LONGEST_S, GatedConnection

# Set on a connection whose transaction will write, before it begins.
WRITES = "regapp_writes"

# SQLite's own copy of the file's pages stays at its usual 2 MB: each connection of each process has
# one, and the kernel keeps the pages for all. Sixteen served a dashboard of 100,000 no faster.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={LONGEST_S * 1000:.0f}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)


def engine_options(database_url: str) -> dict[str, Any]:
    """Keyword arguments for `create_engine`. About eight write connections in all suffice:
    a hot counter row gets slower with every further one."""
    if is_sqlite(database_url):
        return {
            "pool_size": 4,
            "max_overflow": 4,
            "pool_timeout": 15,
            "connect_args": {"factory": GatedConnection},
        }
    return {
        "pool_size": 3,
        "max_overflow": 1,
        "pool_timeout": 15,
        "pool_pre_ping": True,
        "connect_args": {"options": "-c timezone=UTC -c lock_timeout=10000"},
    }


def is_sqlite(database_url: str) -> bool:
    return make_url(database_url).get_backend_name() == "sqlite"


def sqlite_file(database_url: str) -> Path | None:
    """The file behind an SQLite URL; None for PostgreSQL."""
    url = make_url(database_url)
    return Path(url.database) if is_sqlite(database_url) and url.database else None


def prepare_engine(engine: Engine) -> None:
    """Make SQLite transactional, durable and honest. Does nothing to PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return
    file = sqlite_file(engine.url.render_as_string(hide_password=False))
    gate = file.with_name(f"{file.name}.gate") if file else None
    event.listen(engine, "connect", partial(_open_sqlite, gate=gate))
    event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: GatedConnection, _record: ConnectionPoolEntry, gate: Path | None = None) -> None:
    # The driver's own implicit BEGIN comes too late and too weak; we emit ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    connection.gate = gate


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    raw: Any = connection.connection.dbapi_connection
    try:
        raw.begin(writes=writes)
    except sqlite3.Error as error:
        raise translated(error, connection.dialect, "BEGIN") from error
