"""What tests of the desk read."""

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session


def rows(session: Session, kind: type[Any]) -> list[Any]:
    """All of a kind, as they are now, in the order they came."""
    session.rollback()
    found = select(kind).order_by(*inspect(kind).primary_key)
    return list(session.scalars(found.execution_options(populate_existing=True)))
