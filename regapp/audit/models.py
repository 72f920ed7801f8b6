"""History rows."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class Actor(Enum):
    """Who acted: the person signed up, somebody with a sign-in, a helper with a link, or the system."""

    PARTICIPANT = "participant"
    MEMBER = "member"
    HELPER = "helper"
    SYSTEM = "system"


class Event(Base):
    """Something that happened to a subject. `fields` names what changed, never how.

    The database refuses to change or delete a row (decision 0094).

    organizer_id  what concerns an organizer as a whole: its roles, its invoicing
    """

    __tablename__ = "history"
    __table_args__ = (
        Index(None, "subject_type", "subject_id"),
        Index(None, "conference_id", "actor", "id"),
        # Few rows have an organizer: the others cost nothing here.
        Index(
            None,
            "organizer_id",
            "id",
            postgresql_where=text("organizer_id IS NOT NULL"),
            sqlite_where=text("organizer_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[Actor] = mapped_column(stored_enum(Actor))
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(48))
    subject_type: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int]
    conference_id: Mapped[int | None]
    organizer_id: Mapped[int | None]
    fields: Mapped[list[Any]] = mapped_column(Json, default=list)
