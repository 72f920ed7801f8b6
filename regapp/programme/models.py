"""Rows of the slice."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models import ConferenceDay
from regapp.database.base import Base
from regapp.database.types import Json, calendar_uid, stored_enum
from regapp.files.models import StoredFile


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
    # Names and titles in one line, as the programme prints them: made of the speakers, where it has any.
    speakers: Mapped[str] = mapped_column(String(300), default="")
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"))
    preliminary: Mapped[bool] = mapped_column(default=False)
    uid: Mapped[str] = mapped_column(calendar_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    # What those who come were last told of it, as `rules.as_told` makes it; None: nothing yet.
    told: Mapped[dict[str, Any] | None] = mapped_column(Json)

    day: Mapped[ConferenceDay] = relationship(lazy="raise")


class Room(Base):
    """A room of the conference, to choose from. Items keep its name, which is what calendars show."""

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("conference_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    name: Mapped[str] = mapped_column(String(120))


class Track(Base):
    """What runs beside other things the whole day; a column of the programme."""

    __tablename__ = "tracks"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")


class Speaker(Base):
    """Somebody who takes part in the programme, or is told of in the summary afterwards.

    email        where the link goes; shown to nobody but organizers
    language     of the letter, and of the page it leads to
    shows_name   whether they let name and title stand in the programme; None: not said
    shows_more   the same of picture and text: shown only with a yes
    """

    __tablename__ = "speakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120), default="")
    title_en: Mapped[str] = mapped_column(String(120), default="")
    organization: Mapped[str] = mapped_column(String(160), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="sv", server_default="sv")
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    # What the picture shows, for those who do not see it.
    picture_alt: Mapped[str] = mapped_column(String(200), default="")
    token: Mapped[str] = mapped_column(String(64), unique=True)
    shows_name: Mapped[bool | None]
    shows_more: Mapped[bool | None]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    picture: Mapped[StoredFile | None] = relationship(lazy="raise")


class ItemSpeaker(Base):
    """Who takes part in an item, in the order they are named."""

    __tablename__ = "item_speakers"

    item_id: Mapped[int] = mapped_column(ForeignKey("programme_items.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True, index=True)
    position: Mapped[int]


class Visibility(Enum):
    """Who may fetch a presentation."""

    HIDDEN = "hidden"
    # Everybody, at once or from an instant on.
    PUBLIC = "public"
    # Those who were signed up, by their link.
    PARTICIPANTS = "participants"


class Presentation(Base):
    """A file of an item, at an address that stays whatever file it is.

    item_id     None: of the whole conference
    visible_at  not before this; None: at once
    """

    __tablename__ = "presentations"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_items.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    title: Mapped[str] = mapped_column(String(160))
    visibility: Mapped[Visibility] = mapped_column(stored_enum(Visibility))
    visible_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="raise")
    item: Mapped[ProgrammeItem | None] = relationship(lazy="raise")


class Summary(Base):
    """What is said afterwards of a conference, with somebody who says it or was there."""

    __tablename__ = "conference_summaries"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speakers.id"))
    published_at: Mapped[datetime | None]
