"""A statement compiled once for each database: for the few that every sign-up runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement

from regapp.database.driver import Row, run
from regapp.database.session_facts import connection_of

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class _Ready:
    """What the driver is handed.

    names    of the values, as often and in the order in which the text has them
    fixed    values that are part of the statement
    stored   how a value is put for the driver, where it is not put as it is
    ordered  the driver wants a tuple, else a mapping
    returns  the statement has rows to fetch
    """

    sql: str
    names: Sequence[str]
    fixed: Mapping[str, Any]
    stored: Mapping[str, Callable[[Any], Any]]
    ordered: bool
    returns: bool

    def put(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """These values as the driver wants them."""
        known = dict(values)
        for name, stored in self.stored.items():
            if name in known:
                known[name] = stored(known[name])
        return known

    def given(self, known: Mapping[str, Any]) -> Any:
        return tuple([known[name] for name in self.names]) if self.ordered else known


class Prepared:
    """One row's INSERT, or any statement whose values are named beforehand.

    It runs in the session's transaction like any other, at a fraction of the price: nothing is
    looked up or compiled anew, and the driver's own cursor is asked. Rows come as the driver has
    them, so let it return numbers and strings only, and let no `in_()` take its values here.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def put(self, session: Session, values: Mapping[str, Any], *late: str) -> Mapping[str, Any]:
        """Some of the values, put for the driver before there is a transaction: whoever writes has
        others waiting. `late` names those that come with `run`."""
        dialect = session.get_bind().dialect
        return self._known(dialect, [*values, *late]).put(values)

    def run(
        self, session: Session, values: Mapping[str, Any], put: Mapping[str, Any] = _NOTHING
    ) -> list[Row]:
        """The rows. `values` by column or bound name, always the same names; `put` made some of
        them ready. Raises SQLAlchemy's errors, as any statement does."""
        connection = connection_of(session)
        ready = self._known(connection.dialect, [*values, *put])
        given = ready.given({**ready.fixed, **put, **ready.put(values)})
        return run(connection, ready.sql, given, returns=ready.returns)

    def _known(self, dialect: Dialect, names: Sequence[str]) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compile(dialect, names)
        return ready

    def _compile(self, dialect: Dialect, names: Sequence[str]) -> _Ready:
        keys = list(names) if isinstance(self._statement, Insert) else None
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
        stored = {name: made for name, made in processors.items() if made}
        return _Ready(
            sql=str(compiled),
            names=compiled.positiontup or (),
            fixed={name: stored[name](value) if name in stored else value for name, value in fixed.items()},
            stored=stored,
            ordered=compiled.positiontup is not None,
            returns=bool(compiled.effective_returning) or compiled.statement.is_select,
        )
