"""A sheet that was handed in and waits to be looked at, and sheets that are made to be taken out."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class SentList(Base):
    """The rows of a sheet between uploading and signing up; deleted then, or after a day.

    rows  each with its number in the file first: what is told about a row is told by that number
    """

    __tablename__ = "sent_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    header: Mapped[list[Any]] = mapped_column(Json)
    rows: Mapped[list[Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(index=True)


class ExportState(Enum):
    """FAILED: something went wrong; it is asked for anew."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Export(Base):
    """A sheet of many participants that the worker makes, for whoever asked for it, for a day.

    Every instant is the system's. The file lies under the instance's folder as `<key>.xlsx`.

    wanted      the list's filter, as an address has it
    columns     keys of the columns
    touched_at  when the worker wrote its last row; silent for long, another one takes over
    """

    __tablename__ = "exports"
    __table_args__ = (
        # Few of all: the worker asks every second.
        Index(
            "ix_exports_open",
            "id",
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    conference_ids: Mapped[list[Any]] = mapped_column(Json)
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)
    columns: Mapped[list[Any]] = mapped_column(Json)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[ExportState] = mapped_column(stored_enum(ExportState))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    touched_at: Mapped[datetime]


class ColumnChoice(Base):
    """Which columns somebody took the last time."""

    __tablename__ = "column_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    columns: Mapped[list[Any]] = mapped_column(Json)
