"""What happened to public conferences, as subscribers to news are told."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models.conference import Conference
from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class NewsKind(Enum):
    """What a piece of news tells. That sign-up opened is told by the conference's own instant."""

    PUBLISHED = "published"
    DATED = "dated"
    MOVED = "moved"
    RETIMED = "retimed"
    POSTPONED = "postponed"
    DIGITAL = "digital"
    CANCELLED = "cancelled"
    PROGRAMME = "programme"


class ConferenceNews(Base):
    """One piece of news; never changed and never removed. Names no person.

    uid     random, for ever: what feeds call the entry by
    before  the settled days that it had: [day, start, end] as ISO texts, hours null if unknown
    after   how the conference stood to the public from then on, see `regapp.conferences.news`
    """

    __tablename__ = "conference_news"
    __table_args__ = (Index(None, "conference_id", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    kind: Mapped[NewsKind] = mapped_column(stored_enum(NewsKind))
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    at: Mapped[datetime]
    before: Mapped[list[Any]] = mapped_column(Json, default=list)
    after: Mapped[dict[str, Any]] = mapped_column(Json)

    conference: Mapped[Conference] = relationship(lazy="raise")
