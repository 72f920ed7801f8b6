"""What gathers conferences, and what counties may book."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models.address import Address
from regapp.database.base import Base
from regapp.organizers.models import Organizer


class Series(Base):
    """Conferences under one heading, such as one programme in three towns.

    Being named on a series gives an organizer no access to its conferences.
    """

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    subtitle: Mapped[str] = mapped_column(String(300), default="")
    subtitle_en: Mapped[str] = mapped_column(String(300), default="")
    audience: Mapped[str] = mapped_column(Text, default="")
    audience_en: Mapped[str] = mapped_column(Text, default="")
    # What one takes home: one promise a line.
    promises: Mapped[str] = mapped_column(Text, default="")
    promises_en: Mapped[str] = mapped_column(Text, default="")
    about: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(String(80), default="")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    # Who is responsible for the series' own page; its conferences each have their owner.
    owner_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"), index=True)
    published: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    # What the loaded file last wrote, to tell edited rows from untouched ones.
    season_digest: Mapped[str] = mapped_column(String(64), default="")

    address: Mapped[Address] = relationship(lazy="raise")
    owner: Mapped[Organizer] = relationship(lazy="raise")
    named: Mapped[list["SeriesOrganizer"]] = relationship(lazy="raise", order_by="SeriesOrganizer.position")


class SeriesOrganizer(Base):
    """An organizer named on a series' page, in the order of naming."""

    __tablename__ = "series_organizers"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"), primary_key=True)
    position: Mapped[int]

    organizer: Mapped[Organizer] = relationship(lazy="raise")


class SeminarPackage(Base):
    """A seminar that a county may book: text and contact, no date, no sign-up."""

    __tablename__ = "seminar_packages"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    lead: Mapped[str] = mapped_column(Text, default="")
    lead_en: Mapped[str] = mapped_column(Text, default="")
    about: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"), index=True)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(default=0)
    published: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    season_digest: Mapped[str] = mapped_column(String(64), default="")

    address: Mapped[Address] = relationship(lazy="raise")
    owner: Mapped[Organizer] = relationship(lazy="raise")
