"""A statement compiled once for each database: for the few that every sign-up runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Dialect, Insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement


@dataclass(frozen=True)
class _Ready:
    """What the driver is handed.

    names    of the values, as often and in the order in which the text has them
    fixed    values that are part of the statement
    stored   how a value is put for the driver, where it is not put as it is
    ordered  the driver wants a tuple, else a mapping
    """

    sql: str
    names: Sequence[str]
    fixed: Mapping[str, Any]
    stored: Mapping[str, Callable[[Any], Any]]
    ordered: bool

    def given(self, values: Mapping[str, Any]) -> Any:
        known = {**self.fixed, **values}
        for name, stored in self.stored.items():
            known[name] = stored(known[name])
        return tuple([known[name] for name in self.names]) if self.ordered else known


class Prepared:
    """One row's INSERT, or any statement whose values are named beforehand.

    It runs in the session's transaction like any other, at half the price: nothing is looked up
    or compiled anew. Rows come as the driver has them, so let it return numbers and strings
    only, and let no `in_()` take its values here.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def run(self, session: Session, values: Mapping[str, Any]) -> CursorResult[Any]:
        """`values` by column or bound name, always the same names."""
        connection = session.connection()
        ready = self._ready.get(connection.dialect.name)
        if ready is None:
            ready = self._ready[connection.dialect.name] = self._compile(connection.dialect, values)
        return connection.exec_driver_sql(ready.sql, ready.given(values))

    def _compile(self, dialect: Dialect, values: Mapping[str, Any]) -> _Ready:
        keys = list(values) if isinstance(self._statement, Insert) else None
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=keys)
        computed = [column.name for column in compiled.prefetch if not column.default.is_scalar]
        if computed:
            raise TypeError(f"values of {computed} are computed, and must be given")
        fixed = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
        fixed |= {column.key: column.default.arg for column in compiled.prefetch}
        processors = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bound in compiled.binds.items()
        }
        return _Ready(
            sql=str(compiled),
            names=compiled.positiontup or (),
            fixed=fixed,
            stored={name: stored for name, stored in processors.items() if stored},
            ordered=compiled.positiontup is not None,
        )
