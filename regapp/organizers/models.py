"""Organizers and their members."""

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.database.base import Base
from regapp.database.types import stored_enum


class OrganizerKind(Enum):
    """What an organizer (or a buyer) is. The law on VAT between state authorities turns on it."""

    COUNTY_BOARD = "county_board"
    STATE = "state"
    STATE_ENTERPRISE = "state_enterprise"
    MUNICIPALITY = "municipality"
    REGION = "region"
    COMPANY = "company"
    ASSOCIATION = "association"
    PERSON = "person"
    COOPERATION = "cooperation"

    @property
    def is_state_authority(self) -> bool:
        """Part of the state as one taxable person: no VAT between two of them."""
        return self in {OrganizerKind.COUNTY_BOARD, OrganizerKind.STATE}


class Role(Enum):
    """What a member may do. See `regapp.organizers.rules`."""

    OWNER = "owner"
    EDITOR = "editor"
    PARTICIPANTS = "participants"
    FINANCE = "finance"
    KITCHEN = "kitchen"
    DOOR = "door"
    READER = "reader"


class Organizer(Base):
    """An authority, or a cooperation such as RUS that a host authority answers for."""

    __tablename__ = "organizers"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    short_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[OrganizerKind] = mapped_column(stored_enum(OrganizerKind))
    # Ten digits without hyphen; a cooperation has none and names its host authority.
    org_number: Mapped[str | None] = mapped_column(String(10), unique=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organizers.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    data_protection_email: Mapped[str] = mapped_column(String(254), default="")
    # "#14543d", on the pages of its conferences; empty: the standard. See `colours`.
    colour: Mapped[str] = mapped_column(String(7), default="", server_default=text("''"))
    accent: Mapped[str] = mapped_column(String(7), default="", server_default=text("''"))
    # What the loaded file last wrote, to tell edited rows from untouched ones.
    season_digest: Mapped[str] = mapped_column(String(64), default="")

    host: Mapped["Organizer | None"] = relationship(remote_side=[id], lazy="raise")


class Member(Base):
    """A person's role at an organizer."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("organizer_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    created_at: Mapped[datetime]
    # Their first look in since they were invited. Until then lists show the name they were invited
    # by, so that nobody learns from them whether an address has an account.
    joined_at: Mapped[datetime | None]
    invited_name: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))

    organizer: Mapped[Organizer] = relationship(lazy="raise")
