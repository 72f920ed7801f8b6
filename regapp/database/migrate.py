"""Bringing a database to the schema of this version: one process at a time, whole steps only.

A web process asks only which step the database is at: it never loads the library that runs them.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from regapp.database.engine import WRITES, sqlite_file
from regapp.database.gate import passage

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: the advisory lock that makes a second migrating process wait.
_PG_LOCK = 7_102_020


def alembic_config(connection: Connection | None = None) -> "AlembicConfig":
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision this version of the code needs: the steps are numbered in one line."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current(engine: Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run what is missing. A second process waits and then finds nothing to do.

    Each step and its version mark are one transaction on both databases, so a crash leaves
    the database at a step's beginning or end, and the next start goes on from there.
    """
    from alembic import command

    with _alone(engine) as connection:
        command.upgrade(alembic_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    from alembic import command

    with _alone(engine) as connection:
        command.downgrade(alembic_config(connection), to)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    file = sqlite_file(engine.url.render_as_string(hide_password=False))
    gate = passage(file.with_name(f"{file.name}.migrate")) if file else nullcontext()
    with gate, engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        if engine.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text(f"SELECT pg_advisory_lock({_PG_LOCK})"))
        yield connection
        if connection.in_transaction():
            connection.commit()
        if engine.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text(f"SELECT pg_advisory_unlock({_PG_LOCK})"))
