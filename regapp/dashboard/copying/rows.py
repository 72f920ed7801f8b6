"""Copies of single rows: every column but those named, with dates moved."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from regapp.dashboard.copying.rules import Shift

Row = TypeVar("Row")


def values_of(row: object, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The columns by name, without the key of a row that draws its own number."""
    columns = inspect(type(row)).columns
    return {column.key: getattr(row, column.key) for column in columns if column.key not in without}


def copy_rows(
    session: Session,
    kind: type[Row],
    rows: Sequence[Any],
    shift: Shift,
    *,
    fresh: Mapping[str, Any],
    new: Mapping[str, Any] | None = None,
) -> dict[int, Any]:
    """Copies in the order of the rows; the new ones by the numbers of the old.

    fresh  what every copy has instead, as it is
    new    what is drawn anew for each: functions of the old row
    """
    made = {}
    for row in rows:
        own = {name: make(row) for name, make in (new or {}).items()}
        values = shift.of(values_of(row, without={"id", *fresh, *own})) | dict(fresh) | own
        made[row.id] = kind(**values)
        session.add(made[row.id])
    session.flush()
    return made


def of_conference(session: Session, kind: Any, conference_id: int, *more: Any) -> Sequence[Any]:
    """Its rows of one kind, oldest first."""
    found = select(kind).where(kind.conference_id == conference_id, *more)
    return session.scalars(found.order_by(*inspect(kind).primary_key)).all()
