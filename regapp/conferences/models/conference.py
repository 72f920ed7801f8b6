"""A conference, its days and who holds it."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models.address import Address
from regapp.conferences.models.fees import LateFee
from regapp.conferences.models.offer import PoolKind, PriceRow, SeatPool
from regapp.conferences.models.series import Series
from regapp.database.base import Base
from regapp.database.types import calendar_uid, stored_enum
from regapp.organizers.models import Organizer


class ConferenceKind(Enum):
    CONFERENCE = "conference"
    MEETING = "meeting"
    SEMINAR = "seminar"
    COURSE = "course"


class ConferenceStatus(Enum):
    DRAFT = "draft"
    PUBLISHED = "published"
    # Put off: those who signed up are kept, it has no date, and nothing is charged.
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class ConferenceMode(Enum):
    """How it is held: where one goes, over a link from anywhere, or both."""

    ONSITE = "onsite"
    REMOTE = "remote"
    HYBRID = "hybrid"


class LetInMode(Enum):
    """What becomes of a seat that gets free while somebody waits."""

    # Offered to the head of the line, with a deadline.
    OFFER = "offer"
    # Given to the head of the line at once.
    DIRECT = "direct"
    # Nothing by itself: an organizer offers it.
    MANUAL = "manual"


class County(Enum):
    """The 21 counties by their letter."""

    AB = "AB"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"
    H = "H"
    I = "I"  # noqa: E741 - Gotland's letter
    K = "K"
    M = "M"
    N = "N"
    O = "O"  # noqa: E741 - Västra Götaland's letter
    S = "S"
    T = "T"
    U = "U"
    W = "W"
    X = "X"
    Y = "Y"
    Z = "Z"
    AC = "AC"
    BD = "BD"


class Conference(Base):
    """One conference: what is signed up for.

    It may have days, only an expected month, or no date at all. Without `opens_at` there is
    no sign-up. The owner is also the seller of every price row.
    """

    __tablename__ = "conferences"
    __table_args__ = (
        Index(None, "owner_id"),
        Index(None, "series_id"),
        Index(None, "status"),
        Index(None, "preview_token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConferenceKind] = mapped_column(stored_enum(ConferenceKind))
    status: Mapped[ConferenceStatus] = mapped_column(stored_enum(ConferenceStatus))
    mode: Mapped[ConferenceMode] = mapped_column(
        stored_enum(ConferenceMode), default=ConferenceMode.ONSITE, server_default="onsite"
    )
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    # Another conference that belongs with this one, such as a breakfast seminar before it.
    related_id: Mapped[int | None] = mapped_column(ForeignKey("conferences.id"), index=True)
    # The edition before this one: who asked there to hear of the next hears when this one opens.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("conferences.id"), index=True)

    title: Mapped[str] = mapped_column(String(160))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    subtitle: Mapped[str] = mapped_column(String(300), default="")
    subtitle_en: Mapped[str] = mapped_column(String(300), default="")
    lead: Mapped[str] = mapped_column(Text, default="")
    lead_en: Mapped[str] = mapped_column(Text, default="")
    about: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    # The programme as text (Markdown) until there are programme items.
    programme: Mapped[str] = mapped_column(Text, default="")
    programme_en: Mapped[str] = mapped_column(Text, default="")
    practical: Mapped[str] = mapped_column(Text, default="")
    practical_en: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(String(80), default="")

    # "Varberg": the town, also the word for the choice within a series.
    place: Mapped[str] = mapped_column(String(80), default="")
    place_slug: Mapped[str] = mapped_column(String(80), default="")
    county: Mapped[County | None] = mapped_column(stored_enum(County))
    venue: Mapped[str] = mapped_column(String(160), default="")
    street: Mapped[str] = mapped_column(String(160), default="")
    # "57.1056,12.2508" (WGS 84), where somebody wrote it.
    coordinates: Mapped[str] = mapped_column(String(30), default="", server_default=text("''"))
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Stockholm")
    # Its days are meant but not settled: all-day entries that say so, without hours.
    # Those who come see the list of those who said that they may be listed.
    shows_list: Mapped[bool] = mapped_column(default=False, server_default=false())
    preliminary: Mapped[bool] = mapped_column(default=False, server_default=false())
    # First of the month when only the month is known; words ("våren 2020") when not even that.
    expected_month: Mapped[date | None]
    expected_text: Mapped[str] = mapped_column(String(80), default="")
    expected_text_en: Mapped[str] = mapped_column(String(80), default="")
    # "Fika från 09.30": local hours and minutes before the start, as text for people.
    arrival: Mapped[str] = mapped_column(String(120), default="")
    arrival_en: Mapped[str] = mapped_column(String(120), default="")

    # What those who come and those who take part from a distance need to know, each their own.
    onsite_info: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    onsite_info_en: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    remote_info: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    remote_info_en: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    # Where they take part: on nobody's page but their own, from 15 minutes before.
    remote_url: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    # Whether the form asks which of its days somebody comes.
    asks_days: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Who sees to what participants need on site.
    needs_contact_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    has_waiting_list: Mapped[bool] = mapped_column(default=True)
    # None: as the fee has it, offered where there is one, given where there is none.
    let_in_mode: Mapped[LetInMode | None] = mapped_column(stored_enum(LetInMode))
    # Only those with a personal invitation may sign up; anybody may read its page.
    invitation_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The terms: from when a cancellation is late (None: never) and what it costs then; from when a
    # place can no longer go to a colleague (None: until the last day is over).
    late_from_at: Mapped[datetime | None]
    late_fee: Mapped[LateFee] = mapped_column(
        stored_enum(LateFee), default=LateFee.NONE, server_default="none"
    )
    transfer_closes_at: Mapped[datetime | None]
    # The last local days on which participants change things themselves: what the kitchen needs to
    # know, and all the rest. None: the kitchen's as the rest, the rest until the last day is over.
    kitchen_freezes_on: Mapped[date | None]
    changes_until: Mapped[date | None]

    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    # Wanted sender of its letters; used only from domains the installation lists.
    sender_email: Mapped[str] = mapped_column(String(254), default="")
    # A mailbox that reads calendar replies; without one invitations ask for no answer.
    reply_mailbox: Mapped[str] = mapped_column(String(254), default="")

    # Opens the page of a draft to whoever has the link; None while there is no such link.
    preview_token: Mapped[str | None] = mapped_column(String(43))
    published_at: Mapped[datetime | None]
    # The programme's items are shown from then on; None while they are being put together.
    programme_published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    # The instant it was put off, while it is; the days that were to be held then are those removed then.
    postponed_at: Mapped[datetime | None]
    # The organizer's own words at its latest turn: cancelled, put off, moved, held from a distance.
    turn_reason: Mapped[str] = mapped_column(Text, default="")
    turn_reason_en: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    # The day and the place it was first meant for, once it has been moved: "Nytt datum".
    moved_from: Mapped[date | None]
    moved_from_place: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))
    # Before this instant cancelling is free, whatever the terms say: it was moved, or turned digital.
    free_until_at: Mapped[datetime | None]
    # When it was made remote, having been meant for a place.
    turned_digital_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    # Rises at every save: a save over a newer one is refused.
    version: Mapped[int] = mapped_column(default=1)
    season_digest: Mapped[str] = mapped_column(String(64), default="")

    address: Mapped[Address] = relationship(lazy="raise")
    series: Mapped[Series | None] = relationship(lazy="raise")
    owner: Mapped[Organizer] = relationship(lazy="raise")
    days: Mapped[list["ConferenceDay"]] = relationship(lazy="raise", order_by="ConferenceDay.on")
    # Its own seats, and those from a distance where they are limited: see `rules.pool_of` and
    # `rules.remote_pool_of`. Those of what one may choose at it are asked for by who needs them.
    pools: Mapped[list[SeatPool]] = relationship(
        lazy="raise",
        viewonly=True,
        order_by=SeatPool.id,
        primaryjoin=lambda: (
            (SeatPool.conference_id == Conference.id)
            & SeatPool.kind.in_([PoolKind.CONFERENCE, PoolKind.REMOTE])
        ),
    )
    prices: Mapped[list[PriceRow]] = relationship(lazy="raise", order_by="PriceRow.id")
    co_organizers: Mapped[list["ConferenceOrganizer"]] = relationship(
        lazy="raise", order_by="ConferenceOrganizer.position"
    )
    related: Mapped["Conference | None"] = relationship(
        lazy="raise", remote_side=[id], foreign_keys=[related_id]
    )


class ConferenceDay(Base):
    """One day: one calendar entry with a UID for ever. Without hours it is an all-day entry.

    sequence    rises with every change of time, place or cancellation (RFC 5545 3.8.7.4)
    removed_at  the day was taken away or cancelled: CANCELLED in feeds for 60 days
    """

    __tablename__ = "conference_days"
    __table_args__ = (UniqueConstraint("conference_id", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    on: Mapped[date]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(calendar_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ConferenceOrganizer(Base):
    """A co-organizer: its members see the conference."""

    __tablename__ = "conference_organizers"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"), primary_key=True, index=True)
    position: Mapped[int]

    organizer: Mapped[Organizer] = relationship(lazy="raise")
