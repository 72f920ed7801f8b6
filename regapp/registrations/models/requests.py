"""What people asked for by their links, and letters to those who are gone."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class ErasureState(Enum):
    """What became of a request."""

    ASKED = "asked"
    ERASED = "erased"
    REFUSED = "refused"


class ErasureRequest(Base):
    """Somebody asked for what is kept about them to be erased; an organizer decides.

    participant_id  None: whoever signed others up and does not attend
    conference_id   whose organizers decide
    reason          why it was refused
    email           where the answer goes, from the decision until that letter has gone
    """

    __tablename__ = "erasure_requests"
    __table_args__ = (Index(None, "conference_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    state: Mapped[ErasureState] = mapped_column(stored_enum(ErasureState), default=ErasureState.ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Notice(Base):
    """A letter that somebody gets once for a date, whoever sends it and however often it is tried.

    kind     "reminder_week", "reminder_day", "after"
    held_on  the first day a reminder is of, the last day that thanks are for
    """

    __tablename__ = "notices"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    held_on: Mapped[date] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class LinkRequest(Base):
    """Somebody asked for their link again. The address goes when the letter has gone."""

    __tablename__ = "link_requests"
    __table_args__ = (Index(None, "email_hash", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]


class CompletionRequest(Base):
    """An organizer asked somebody for what is missing; they open the letter's link and save.

    fields       what was asked for: codes as the history has them
    answered_at  when they saved their form since; whatever they wrote
    """

    __tablename__ = "completion_requests"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    fields: Mapped[list[Any]] = mapped_column(Json)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
