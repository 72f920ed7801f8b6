"""Migrated databases for tests: made once a worker, emptied between tests, copied for servers."""

import itertools
import pkgutil
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, insert, inspect, make_url, text

import regapp
from regapp.database import migrate
from regapp.database.base import Base
from regapp.database.engine import WRITES, engine_options, prepare_engine
from tests.support.postgres import PostgresServer

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_VERSIONS = "alembic_version"


def load_models() -> None:
    """Make the metadata whole, whichever slices were imported before."""
    for module in pkgutil.walk_packages(regapp.__path__, "regapp."):
        if module.name.rsplit(".", 1)[-1] == "models" or ".models." in module.name:
            import_module(module.name)
    import_module("regapp.database.clock")


class Databases(Protocol):
    """One kind of database, with one migrated template."""

    def main(self) -> str:
        """URL of the migrated database that the tests of this worker share."""

    def fresh(self) -> str:
        """URL of another migrated database, for a process of its own."""

    def empty(self) -> str:
        """URL of a database without any table, for migration tests."""


def open_engine(url: str) -> Engine:
    """An engine as the application makes it."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def migrated(url: str) -> str:
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()
    return url


@dataclass
class SqliteDatabases:
    """Files in one folder."""

    folder: Path
    _number: Iterator[int] = field(default_factory=itertools.count)

    def main(self) -> str:
        return self._copy("main")

    def fresh(self) -> str:
        return self._copy(f"fresh{next(self._number)}")

    def empty(self) -> str:
        return _sqlite_url(self.folder / f"empty{next(self._number)}.sqlite3")

    def _copy(self, name: str) -> str:
        template = self.folder / "template.sqlite3"
        if not template.exists():
            migrated(_sqlite_url(template))
        copy = self.folder / f"{name}.sqlite3"
        shutil.copyfile(template, copy)
        return _sqlite_url(copy)


@dataclass
class PostgresDatabases:
    """Databases in the run's server; copies of a template are cheap."""

    server: PostgresServer
    _number: Iterator[int] = field(default_factory=itertools.count)
    _template_made: bool = False

    def main(self) -> str:
        return self._copy("main")

    def fresh(self) -> str:
        return self._copy(f"fresh{next(self._number)}")

    def empty(self) -> str:
        return self.server.create(f"empty{next(self._number)}")

    def _copy(self, name: str) -> str:
        if not self._template_made:
            migrated(self.server.create("template"))
            self._template_made = True
        return self.server.create(name, template="template")


def _sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


class Reset:
    """Puts a database back to what the migrations left: every row gone but theirs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{WRITES: True})
        self._tables = [table for table in Base.metadata.sorted_tables if table.name != _VERSIONS]
        with self._engine.begin() as connection:
            self._kept: list[tuple[Any, list[dict[str, Any]]]] = [
                (table, [dict(row) for row in connection.execute(table.select()).mappings()])
                for table in self._tables
            ]

    def __call__(self) -> None:
        guards: list[str] = []
        with self._engine.begin() as connection:
            if self._engine.dialect.name == POSTGRESQL:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
                guards = _take_off_guards(connection)
            for table in reversed(self._tables):
                connection.execute(table.delete())
            for table, rows in self._kept:
                if rows:
                    connection.execute(insert(table), rows)
            for guard in guards:
                connection.execute(text(guard))


def _take_off_guards(connection: Connection) -> list[str]:
    """What keeps SQLite's history for ever, to be put back; nothing where there is no history."""
    if connection.execute(text("SELECT 1 FROM history LIMIT 1")).first() is None:
        return []
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _sql in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _name, sql in found]


def table_names(url: str) -> set[str]:
    engine = create_engine(make_url(url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()
