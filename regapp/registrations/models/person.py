"""Registrations and the participants in them."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models import Conference
from regapp.database.base import Base
from regapp.database.types import byte_ordered, stored_enum
from regapp.organizers.models import OrganizerKind

if TYPE_CHECKING:
    from regapp.registrations.models.answers import Answer, NeedsAnswer
    from regapp.registrations.models.requests import CompletionRequest


class BookerRole(Enum):
    """Answer to "Vem anmäler du?"."""

    SELF = "self"
    SELF_AND_OTHERS = "self_and_others"
    OTHERS = "others"


class Status(Enum):
    """Where a participant stands. OFFERED: a seat is held until somebody answers."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


class Attendance(Enum):
    ONSITE = "onsite"
    REMOTE = "remote"


def secret_index(table: str, column: str) -> Index:
    """Few have one: the others cost the index nothing."""
    there = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, unique=True, sqlite_where=there, postgresql_where=there)


class Registration(Base):
    """One sent form: who booked, who pays. Whoever holds `token` may act for it.

    submission_key     from the rendered form, one-time: the second post of a key finds the first
    submission_digest  what was sent, hashed: tells a double click from an edited form sent again
    next_token         of a link that was mailed anew; `token` from the first post with it on
    reference_token    of the page where somebody else writes the invoice reference
    """

    __tablename__ = "registrations"
    __table_args__ = (
        # Few of all: the dashboard counts them.
        Index(
            "ix_registrations_to_look_at",
            "id",
            sqlite_where=text("kind_disputed = 1 OR flagged = 1"),
            postgresql_where=text("kind_disputed OR flagged"),
        ),
        secret_index("registrations", "next_token"),
        secret_index("registrations", "reference_token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    next_token: Mapped[str | None] = mapped_column(String(64))
    reference_token: Mapped[str | None] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    submission_digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    booker_role: Mapped[BookerRole] = mapped_column(stored_enum(BookerRole))
    booker_name: Mapped[str] = mapped_column(String(161))
    booker_email: Mapped[str] = mapped_column(String(254))
    # Folded, to find registrations by address whatever its capitals.
    booker_email_key: Mapped[str] = mapped_column(String(254), index=True)
    # No buyer where nothing is charged.
    buyer_kind: Mapped[OrganizerKind | None] = mapped_column(stored_enum(OrganizerKind))
    buyer_name: Mapped[str] = mapped_column(String(160), default="")
    buyer_org_number: Mapped[str] = mapped_column(String(10), default="", index=True)
    buyer_reference: Mapped[str] = mapped_column(String(80), default="")
    # "kommer senare"
    reference_later: Mapped[bool] = mapped_column(default=False)
    # Peppol id "0007:2021002353" or GLN "0088:7350053850019"; empty when there is none.
    buyer_endpoint: Mapped[str] = mapped_column(String(40), default="")
    buyer_street: Mapped[str] = mapped_column(String(160), default="")
    buyer_postcode: Mapped[str] = mapped_column(String(10), default="")
    buyer_town: Mapped[str] = mapped_column(String(80), default="")
    buyer_email: Mapped[str] = mapped_column(String(254), default="")
    # In line: takes the seats there are, even if they are not enough for all.
    accepts_fewer: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Too fast or honeypot filled: told to the organizer, never refused.
    flagged: Mapped[bool] = mapped_column(default=False)
    # The number said "state", the booker said otherwise (or the reverse): organizer's task.
    kind_disputed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    participants: Mapped[list["Participant"]] = relationship(
        lazy="raise", order_by="Participant.position", back_populates="registration"
    )


class Participant(Base):
    """Somebody who attends one conference: the unit that seats, charges and lists count.

    queue_ticket  drawn from the seat pool when waiting; a group shares one, lower goes first.
                  Kept while a seat is offered: an offer that is taken back leads to the old place
    offered_until while OFFERED: the first instant at which the offer is over
    next_token    as the registration's
    unlocked_at   when an organizer let them change what is frozen
    rising        added to the day's SEQUENCE in letters; rises at each cancel and return
    """

    __tablename__ = "participants"
    __table_args__ = (
        # The list page, its counts and the curve read these alone.
        Index("ix_participants_list", "conference_id", "status", "sort_key"),
        Index("ix_participants_curve", "conference_id", "status", "signed_up_on"),
        Index("ix_participants_latest", "conference_id", "id"),
        Index("ix_participants_queue", "conference_id", "status", "queue_ticket"),
        Index("ix_participants_buyer", "conference_id", "status", "buyer_kind", "lacks_reference"),
        Index("ix_participants_same", "conference_id", "email_key"),
        # Few of all: the worker asks every few seconds which are over.
        Index(
            "ix_participants_offered",
            "offered_until",
            sqlite_where=text("status = 'offered'"),
            postgresql_where=text("status = 'offered'"),
        ),
        secret_index("participants", "next_token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    # Order in the form, from 0.
    position: Mapped[int]
    is_booker: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status] = mapped_column(stored_enum(Status))
    attendance: Mapped[Attendance] = mapped_column(stored_enum(Attendance), default=Attendance.ONSITE)
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    sort_key: Mapped[str] = mapped_column(byte_ordered(400))
    # Folded name, organization and address in one, for "contains".
    search_key: Mapped[str] = mapped_column(String(800))
    # Name and organization as they sound: `kernel.sounds`.
    sound_key: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    email: Mapped[str] = mapped_column(String(254), default="")
    email_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    organization: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(String(120), default="")
    listed: Mapped[bool] = mapped_column(default=False)
    # Protected identity: `alias` is shown wherever the real name may not be.
    protected: Mapped[bool] = mapped_column(default=False)
    alias: Mapped[str] = mapped_column(String(80), default="")
    token: Mapped[str] = mapped_column(String(64), unique=True)
    next_token: Mapped[str | None] = mapped_column(String(64))
    unlocked_at: Mapped[datetime | None]
    ticket_code: Mapped[str] = mapped_column(String(16), unique=True)
    feed_token: Mapped[str] = mapped_column(String(64), unique=True)
    queue_ticket: Mapped[int | None]
    offered_until: Mapped[datetime | None]
    # What the fee depends on: the category (None: the ordinary fee), the code that opened it, and
    # the instant whose price counts. Rows of the first two are never removed, so no key here.
    category_id: Mapped[int | None]
    access_code_id: Mapped[int | None]
    priced_at: Mapped[datetime | None]
    rising: Mapped[int] = mapped_column(default=0)
    # Copies of the registration's, kept by the same commands, so that the dashboard's counts
    # come from one index.
    buyer_kind: Mapped[OrganizerKind | None] = mapped_column(stored_enum(OrganizerKind))
    lacks_reference: Mapped[bool] = mapped_column(default=False)
    signed_up_on: Mapped[date]
    created_at: Mapped[datetime]
    status_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(lazy="raise", back_populates="participants")
    conference: Mapped[Conference] = relationship(lazy="raise")
    needs: Mapped["NeedsAnswer | None"] = relationship(lazy="raise", uselist=False)
    completion: Mapped["CompletionRequest | None"] = relationship(lazy="raise", uselist=False)
    answers: Mapped[list["Answer"]] = relationship(lazy="raise", order_by="Answer.question_id")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()
