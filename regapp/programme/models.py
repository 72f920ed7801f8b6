"""Rows of the slice."""

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models import ConferenceDay
from regapp.database.base import Base
from regapp.database.types import calendar_uid, stored_enum


class ItemKind(Enum):
    """What sort of item it is. Whether one chooses it is told by its round."""

    TALK = "talk"
    SEMINAR = "seminar"
    BREAK = "break"
    OTHER = "other"


class ProgrammeItem(Base):
    """One item of a conference's programme: one calendar entry with a UID for ever.

    round       items of one day with the same number are alternatives, of which a participant
                chooses one; None where everybody takes part
    starts_at, ends_at  both or none: without hours it stands in the day, and has no entry
    sequence    rises with every change of time, room or cancellation (RFC 5545 3.8.7.4)
    removed_at  taken out of the programme: CANCELLED in feeds for 60 days

    The seats of an item that is chosen are the pool of kind SEMINAR with its id.
    """

    __tablename__ = "programme_items"
    __table_args__ = (Index(None, "conference_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    day_id: Mapped[int] = mapped_column(ForeignKey("conference_days.id"), index=True)
    # Order among items that begin at the same time.
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[ItemKind] = mapped_column(stored_enum(ItemKind), default=ItemKind.TALK)
    round: Mapped[int | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    room: Mapped[str] = mapped_column(String(120), default="")
    # Names and titles in one line, as the programme prints them.
    speakers: Mapped[str] = mapped_column(String(300), default="")
    preliminary: Mapped[bool] = mapped_column(default=False)
    uid: Mapped[str] = mapped_column(calendar_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    day: Mapped[ConferenceDay] = relationship(lazy="raise")
