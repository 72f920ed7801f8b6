"""Who pays what beside the ordinary fee: categories, what one may add, codes that open a category.

Rows here are never removed: what was chosen and charged points at them. They are withdrawn.
"""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base


class LateFee(Enum):
    """What a cancellation costs once it is late: nothing, the whole fee, or the price row for it."""

    NONE = "none"
    FULL = "full"
    PART = "part"


class FeeCategory(Base):
    """A fee of its own for some: students, speakers. Who has none pays the ordinary fee.

    Its amounts are price rows with its id; it is offered while one of them is in force.
    """

    __tablename__ = "fee_categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(80), default="")
    # Only for those who have an access code for it.
    needs_code: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Option(Base):
    """Something one may add, for oneself: dinner, a study visit.

    Its amounts are price rows with its id, several where their VAT differs; its seats are the
    pool of kind OPTION with its id, and without one there is room for everybody.

    on                  the day it is on; the hours are both there or neither
    closes_at           the first instant when it can no longer be chosen; None: as the sign-up
    is_meal             the kitchen counts it: a dinner, not a study visit
    """

    __tablename__ = "options"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    is_meal: Mapped[bool] = mapped_column(default=False, server_default=false())
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccessCode(Base):
    """A word that opens a fee category. Its uses are the pool of kind CODE with its id, and
    without one it may be used any number of times.

    code         as people are told it; compared by `regapp.conferences.codes.folded_code`
    valid_from, valid_until  the first instant it works and the first it does not
    """

    __tablename__ = "access_codes"
    __table_args__ = (UniqueConstraint("conference_id", "code_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("fee_categories.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    code_key: Mapped[str] = mapped_column(String(40))
    # For the organizers: whom it was given to.
    note: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CodeAttempt(Base):
    """A wrong access code, by conference and keyed hash of the client's address; swept after a day."""

    __tablename__ = "code_attempts"
    __table_args__ = (Index(None, "conference_id", "client_key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    client_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
