"""Column types that behave the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values in, gives aware UTC out. SQLite would drop the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored_enum(kind: type[Enum]) -> SqlEnum:
    """An enum kept as its lower-case value in a plain string column, without a CHECK.

    Without a CHECK, since adding a member must not need a table rebuild on SQLite.
    """
    return SqlEnum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=32,
        validate_strings=True,
    )


def byte_ordered(length: int) -> Any:
    """A string compared byte for byte on both databases (SQLite's default; "C" elsewhere)."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


# A calendar entry's name: ours is a UUID, one from elsewhere may be longer. SQLite counts no lengths,
# and cannot rebuild a table that others point at: its columns keep the number they were made with.
calendar_uid = String(255).with_variant(String(64), "sqlite")

# Small structured values; JSONB where the database has it.
Json = JSON().with_variant(JSONB(), "postgresql")
