"""Copying a whole database out and back in: SQLite by itself, PostgreSQL by its own programs.

A copy is taken while others write, and holds what was committed when it began.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, inspect, text

_WAIT_S = 2.0
# In the same transaction as the rows: no letter of theirs leaves in between.
_PAUSE = """
INSERT INTO public.mail_state (id, paused) VALUES (1, true)
ON CONFLICT (id) DO UPDATE SET paused = true;
"""


class DumpError(Exception):
    """The copy was not made or not taken in; the text says why, in one line."""


def copy_sqlite(source: Path, to: Path) -> None:
    """A compact copy, checked. Writers go on meanwhile."""
    if not source.exists():
        raise DumpError(f"There is no database at {source}.")
    to.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True, timeout=30)) as present:
            present.execute("VACUUM INTO ?", (str(to),))
    except sqlite3.Error as error:
        raise DumpError(f"The database cannot be copied: {error}.") from error
    check_sqlite(to)


def check_sqlite(file: Path) -> None:
    """Refuse a file that SQLite itself finds fault with."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as copy:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            dangling = copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise DumpError(f"The copy cannot be read: {error}.") from error
    if said != ["ok"]:
        raise DumpError(f"The copy is damaged: {said[0]}.")
    if dangling:
        raise DumpError(f"The copy is damaged: {len(dangling)} rows refer to rows that are not there.")


def swap_sqlite(prepared: Path, live: Path) -> None:
    """Put a prepared file in the place of the live one, with its owner; DumpError while it is in use.

    A process that has the file open would go on writing to the one that is gone.
    """
    try:
        with closing(sqlite3.connect(live, timeout=_WAIT_S)) as present:
            # Needs the file for itself alone, and leaves no log beside it that the next file
            # would take for its own.
            present.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise DumpError("The database is in use: stop web and worker first.") from error
    except sqlite3.DatabaseError:
        # Damaged beyond opening, which is what backups are for.
        pass
    _same_owner(prepared, live)
    for rest in (f"{live}-wal", f"{live}-shm"):
        Path(rest).unlink(missing_ok=True)
    prepared.replace(live)


def dump_postgres(engine: Engine, to: Path) -> None:
    _run(engine, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def load_postgres(engine: Engine, dump: Path) -> None:
    """Drop every table and function and fill in the dump, in one transaction that also pauses the letters."""
    _check_alone(engine)
    before, rows, after = (dump.with_name(name) for name in ("before.sql", "rows.sql", "after.sql"))
    quoted = [f"public.{engine.dialect.identifier_preparer.quote(name)}" for name in _tables(engine)]
    drops = [f"DROP TABLE {', '.join(quoted)} CASCADE;\n"] if quoted else []
    # Triggers go with their tables, the functions they call do not.
    drops += [f"DROP FUNCTION {name} CASCADE;\n" for name in _functions(engine)]
    before.write_text("".join(drops), encoding="utf-8")
    after.write_text(_PAUSE, encoding="utf-8")
    engine.dispose()
    _run(None, "pg_restore", "--no-owner", "--no-privileges", f"--file={rows}", str(dump))
    files = [f"--file={file}" for file in (before, rows, after)]
    _run(engine, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *files)


def _tables(engine: Engine) -> list[str]:
    return inspect(engine).get_table_names(schema="public")


def _functions(engine: Engine) -> Sequence[str]:
    """Our own, with their arguments; not those of extensions."""
    own = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    with engine.connect() as connection:
        return connection.scalars(own).all()


def _check_alone(engine: Engine) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    engine.dispose()
    with engine.connect() as connection:
        if connection.scalar(others):
            raise DumpError("The database is in use: stop web and worker first.")


def _run(engine: Engine | None, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. The password goes by the environment: others see arguments."""
    path = shutil.which(program)
    if path is None:
        raise DumpError(f"{program} is missing: install PostgreSQL's client programs.")
    target, environment = _target(engine) if engine is not None else ([], dict(os.environ))
    done = subprocess.run(
        [path, *target, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise DumpError(f"{program} failed: {said[0]}")


def _target(engine: Engine) -> tuple[Sequence[str], dict[str, str]]:
    """Which database, and an environment with its password."""
    from psycopg.conninfo import make_conninfo

    given = {**engine.url.translate_connect_args(username="user", database="dbname"), **engine.url.query}
    password = str(given.pop("password", ""))
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    return [f"--dbname={make_conninfo(**given)}"], environment


def _same_owner(prepared: Path, live: Path) -> None:
    """The service must be able to open what root put there."""
    model = (live if live.exists() else live.parent).stat()
    if os.geteuid() == 0:
        os.chown(prepared, model.st_uid, model.st_gid)
