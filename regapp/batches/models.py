"""What is to be done to many participants."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class BatchKind(Enum):
    CANCEL = "cancel"
    MOVE = "move"
    COMPLETE = "complete"


class BatchState(Enum):
    """PLANNED waits for its time; of the others nothing is left to do. REFUSED: a rule said no, nothing
    was changed."""

    PLANNED = "planned"
    DONE = "done"
    UNDONE = "undone"
    REFUSED = "refused"


class Batch(Base):
    """An action for many, confirmed by an organizer and done at `due_at` unless undone before.

    chosen     participants' ids by the conference they were chosen at; ids alone, never names
    target_id  where a MOVE leads
    waive      a CANCEL lets them off what a late cancellation costs
    fields     what a COMPLETE asks for
    count      how many there were, then how many it took
    reached    how many of the chosen have been gone through: many are done in parts
    taken      how many of those it took
    refusal    the code of what a rule said, and its values
    """

    __tablename__ = "batches"
    __table_args__ = (
        # Few of all: the worker asks every few seconds which are due.
        Index(
            "ix_batches_due",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BatchKind] = mapped_column(stored_enum(BatchKind))
    state: Mapped[BatchState] = mapped_column(stored_enum(BatchState), default=BatchState.PLANNED)
    chosen: Mapped[dict[str, Any]] = mapped_column(Json)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("conferences.id"))
    waive: Mapped[bool] = mapped_column(default=False, server_default=false())
    fields: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    count: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    taken: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    refusal: Mapped[str] = mapped_column(String(40), default="")
    refusal_values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def selection(self) -> dict[int, list[int]]:
        return {int(number): list(ids) for number, ids in self.chosen.items()}

    @property
    def size(self) -> int:
        """How many were chosen."""
        return sum(map(len, self.chosen.values()))

    @property
    def conference_ids(self) -> frozenset[int]:
        """All that it touches."""
        target = [self.target_id] if self.target_id is not None else []
        return frozenset([*self.selection, *target])
