"""Statements on the driver's own cursor, for the few that are asked all day long: half the price."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]
# Told of every statement and its values; the engine's own events do not see these.
listeners: list[Callable[[str, Any], None]] = []


def run(connection: Connection, sql: str, given: Any, *, returns: bool) -> list[Row]:
    """The rows of a statement in the connection's transaction, as the driver has them.

    given    what its text asks for, as the driver wants it
    returns  there are rows to fetch

    Raises what SQLAlchemy would, and lets go of a connection that is lost.
    """
    for listener in listeners:
        listener(sql, given)
    try:
        cursor = connection.connection.cursor()
        cursor.execute(sql, given)
        rows = list(cursor.fetchall()) if returns else []
        cursor.close()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _answered(connection, sql, error) from error
    return rows


def _answered(connection: Connection, sql: str, error: Exception) -> Exception:
    dialect, raw = connection.dialect, connection.connection.dbapi_connection
    # Its interface has no type for the driver's own connection.
    lost = dialect.is_disconnect(error, raw, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return translated(error, dialect, sql, lost=lost)


def translated(error: Exception, dialect: Dialect, sql: str, *, lost: bool = False) -> Exception:
    """An error of the driver's own as SQLAlchemy raises it. It holds no values."""
    driver: Any = dialect.loaded_dbapi
    return DBAPIError.instance(
        sql, None, error, driver.Error, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
