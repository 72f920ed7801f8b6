"""Rows of the slice."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regapp.conferences.models import County
from regapp.database.base import Base
from regapp.database.types import stored_enum


class Reply(Enum):
    """What an invited person has answered.

    SILENT    nothing; whether they have looked is told by `opened_at`
    SIGNED_UP sent the form: what became of that is told by the registration
    DECLINED  said no
    ASKED     wants a colleague to come instead, and the organizer has not answered
    PASSED    a colleague was invited instead
    """

    SILENT = "silent"
    SIGNED_UP = "signed_up"
    DECLINED = "declined"
    ASKED = "asked"
    PASSED = "passed"


class Forwarding(Enum):
    """Whether an invitation may go to somebody else: never, or when the organizer agrees."""

    LOCKED = "locked"
    APPROVAL = "approval"


class InvitedRole(Enum):
    """What a county board invites by: its coordinator and the coordinator's manager."""

    COORDINATOR = "coordinator"
    MANAGER = "manager"


class Guests(Base):
    """How one conference invites; no row before the first invitation.

    text       what the organizer says in the letter, above the facts
    answer_by  last day to answer, as the letter says it
    """

    __tablename__ = "invitation_guests"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    forwarding: Mapped[Forwarding] = mapped_column(stored_enum(Forwarding), default=Forwarding.LOCKED)
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    answer_by: Mapped[date | None]


class Invitation(Base):
    """One invited person. Whoever holds `token` may answer for them.

    opened_at        when "Visa inbjudan" was pressed; a mail scanner's visit is none
    colleague_*      whom they want to come instead, until the organizer has answered
    registration_id  of the slice above; facts flow down, so no key here
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("conference_id", "email_key"),
        Index(None, "conference_id", "reply"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(161))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    organization: Mapped[str] = mapped_column(String(160), default="")
    county: Mapped[County | None] = mapped_column(stored_enum(County))
    role: Mapped[InvitedRole | None] = mapped_column(stored_enum(InvitedRole))
    reply: Mapped[Reply] = mapped_column(stored_enum(Reply), default=Reply.SILENT)
    colleague_name: Mapped[str] = mapped_column(String(161), default="")
    colleague_email: Mapped[str] = mapped_column(String(254), default="")
    # The one who passed it on.
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"))
    registration_id: Mapped[int | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
