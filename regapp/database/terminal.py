"""The operator's commands and a database that does not answer: one line, no traceback."""

import re
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

# SQLite's words and PostgreSQL's for a table or a column that is not there.
_OTHER_SCHEMA = re.compile("no such (table|column)|does not exist")


class DatabaseGroup(AppGroup):
    """Commands that need the database. Most often it has no tables yet, or an older version's."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SQLAlchemyError as error:
            said = reason(error)
            hint = " Is it of this version? flask db current" if _OTHER_SCHEMA.search(said) else ""
            raise click.ClickException(f"The database did not answer as it should: {said}.{hint}") from error


def reason(error: SQLAlchemyError) -> str:
    """The driver's own words on one line: SQLAlchemy's would quote statement and values."""
    said = str(getattr(error, "orig", None) or type(error).__name__).strip()
    return said.splitlines()[0] if said else type(error).__name__
