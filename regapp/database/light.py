"""One SELECT on the driver's own cursor: for the few questions that are asked all day long."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.exc import OperationalError

from regapp.database.driver import listeners

_Read = Callable[..., tuple[Any, ...] | None]


class LightRead:
    """A statement compiled once for each database, asked without session and transaction.

    It sees what is committed, and costs a tenth of what a session's question does. Bound values
    go to the driver as they are: strings and numbers only, no enumerations, no `in_()` of values.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Read] = {}

    def first(self, engine: Engine, **values: Any) -> tuple[Any, ...] | None:
        """The first row, its columns as Python values; None where there is none.

        OperationalError when the database cannot answer.
        """
        read = self._compiled.get(engine.dialect.name)
        if read is None:
            read = self._compiled[engine.dialect.name] = self._compile(engine)
        return read(engine, **values)

    def _compile(self, engine: Engine) -> _Read:
        dialect: Any = engine.dialect
        compiled: Any = self._statement.compile(dialect=dialect)
        sql, order = str(compiled), compiled.positiontup
        fixed = {name: bound.value for name, bound in compiled.binds.items()}
        types = [column.type.dialect_impl(dialect) for column in self._statement.selected_columns]
        converters = [kind.result_processor(dialect, None) for kind in types]

        def read(engine: Engine, **values: Any) -> tuple[Any, ...] | None:
            named = fixed | values
            given: Any = [named[name] for name in order] if order else named
            for listener in listeners:
                listener(sql, given)
            raw = engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute(sql, given)
                row = cursor.fetchone()
                cursor.close()
            except dialect.loaded_dbapi.Error as error:
                raise OperationalError(sql, None, error) from error
            finally:
                raw.close()
            if row is None:
                return None
            return tuple(
                convert(value) if convert else value for convert, value in zip(converters, row, strict=True)
            )

        return read
