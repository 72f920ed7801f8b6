"""Rows of the slice. Everything here goes with diet and needs, 14 days after the last day."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class ReportKind(Enum):
    """Why the numbers of a moment were kept: the kitchen was given them, or they were frozen."""

    GIVEN = "given"
    FROZEN = "frozen"


class KitchenReport(Base):
    """The numbers of one moment, to tell what has changed since.

    frozen_on  the last day of changes that a FROZEN one was made after; another day, another row
    counts     by meal and plate, see `regapp.catering.rules.Counts`; numbers alone
    """

    __tablename__ = "kitchen_reports"
    __table_args__ = (UniqueConstraint("conference_id", "frozen_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    kind: Mapped[ReportKind] = mapped_column(stored_enum(ReportKind))
    frozen_on: Mapped[date | None]
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class ExtraKind(Enum):
    """Who eats without having signed up."""

    SPEAKERS = "speakers"
    CREW = "crew"


class KitchenExtra(Base):
    """So many speakers or crew who eat the same; a number, never a name.

    meal   key of the meal, see `regapp.catering.rules.Served`; empty: every meal
    plate  what each of them eats, as `Plate.key`
    """

    __tablename__ = "kitchen_extras"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    meal: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[ExtraKind] = mapped_column(stored_enum(ExtraKind), primary_key=True)
    plate: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]


class KitchenLink(Base):
    """Whoever holds `token` sees the numbers, without an account; one for each conference.

    email  where new numbers are announced, if anywhere
    """

    __tablename__ = "kitchen_links"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime]
