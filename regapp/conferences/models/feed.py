"""What calendars subscribe to: which feed holds what, when it changed, and its entries' bytes."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, calendar_uid, stored_enum


class FeedRevision(Base):
    """How one public feed stands: what its ETag is made of.

    scope   "all", "series:<id>", "county:N" …, see `regapp.conferences.scopes`
    mark    random, new at every change: after a restore the same number may come again, it not
    drops   ISO instants at which a cancelled entry leaves the feed (60 days after it)
    label   what a theme's feed is called
    dates_* the same of the sign-up's dates, which a feed holds only if asked (`?visa=anmalan`)
    """

    __tablename__ = "feed_revisions"

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    revision: Mapped[int]
    mark: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[datetime]
    drops: Mapped[list[Any]] = mapped_column(Json, default=list)
    label: Mapped[str] = mapped_column(String(80), default="")
    dates_mark: Mapped[str] = mapped_column(String(16), default="")
    dates_changed_at: Mapped[datetime]
    dates_drops: Mapped[list[Any]] = mapped_column(Json, default=list)


class FeedContent(Base):
    """A public conference in a feed; follows its county, theme, organizers and the rest."""

    __tablename__ = "feed_contents"
    __table_args__ = (Index(None, "conference_id"),)

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)


class DateKind(Enum):
    OPENS = "opens"
    LAST_DAY = "last_day"


class SignUpDate(Base):
    """The day a sign-up opens, or its last one: an all-day entry with a UID for ever.

    It follows the conference's own instants, see `regapp.conferences.commands.feeds`.
    """

    __tablename__ = "sign_up_dates"
    __table_args__ = (UniqueConstraint("conference_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    kind: Mapped[DateKind] = mapped_column(stored_enum(DateKind))
    on: Mapped[date]
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class KeptEntry(Base):
    """The bytes of one entry in one language, as every feed sends them.

    made_of  the mark of the change that they show, and a digest of what else they are made of
             (base URL, way of writing); bytes with another one are not used
    """

    __tablename__ = "kept_entries"

    uid: Mapped[str] = mapped_column(calendar_uid, primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    made_of: Mapped[str] = mapped_column(String(60))
    data: Mapped[bytes] = mapped_column(LargeBinary)
