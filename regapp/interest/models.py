"""Who wants one letter when sign-up opens. A row lives until that letter has left."""

from datetime import datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import stored_enum


class Wish(Enum):
    """What somebody wants to hear.

    OPENING  that sign-up opens; before that, once, that there is a date
    NEXT     that sign-up of the next edition opens
    """

    OPENING = "opening"
    NEXT = "next"


class Stage(Enum):
    """Where a wish stands.

    WAITING  for what it asked for
    ASKED    told that the conference is cancelled, and asked whether to stay for the next
    TOLD     the last letter is promised; the row goes when that has left or failed
    """

    WAITING = "waiting"
    ASKED = "asked"
    TOLD = "told"


_EVERYTHING = text("conference_id IS NULL AND series_id IS NULL")
_WAITING = text("stage = 'waiting'")


class Interest(Base):
    """One address on one list: a conference's, a series', or everything's (neither of them).

    Numbers are never used twice: a promised letter names its row by number, and must not reach
    whoever came after one that left.
    """

    __tablename__ = "interests"
    __table_args__ = (
        CheckConstraint("conference_id IS NULL OR series_id IS NULL", name="one_list"),
        UniqueConstraint("conference_id", "wish", "email_key"),
        UniqueConstraint("series_id", "wish", "email_key"),
        Index(
            "ix_interests_everything",
            "wish",
            "email_key",
            unique=True,
            sqlite_where=_EVERYTHING,
            postgresql_where=_EVERYTHING,
        ),
        # All that the worker's look every few seconds needs.
        Index(
            "ix_interests_waiting",
            "conference_id",
            "series_id",
            "wish",
            "awaits_date",
            "created_at",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conferences.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    wish: Mapped[Wish] = mapped_column(stored_enum(Wish))
    stage: Mapped[Stage] = mapped_column(stored_enum(Stage), default=Stage.WAITING)
    # There was no date when it was made: a letter says when there is one.
    awaits_date: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(254))
    # Hash of the address, for one row an address and list; goes with the row.
    email_key: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    # Of the link that ends it.
    token: Mapped[str] = mapped_column(String(43), unique=True)
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
