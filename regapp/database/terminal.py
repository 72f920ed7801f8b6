"""The operator's commands and a database that does not answer: one line, no traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError


class DatabaseGroup(AppGroup):
    """Commands that need the database. Most often it has no tables yet, or an older version's."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SQLAlchemyError as error:
            raise click.ClickException(
                f"The database did not answer as it should: {reason(error)}. "
                "Is it of this version? flask db current"
            ) from error


def reason(error: SQLAlchemyError) -> str:
    """The driver's own words on one line: SQLAlchemy's would quote statement and values."""
    said = str(getattr(error, "orig", None) or type(error).__name__).strip()
    return said.splitlines()[0] if said else type(error).__name__
