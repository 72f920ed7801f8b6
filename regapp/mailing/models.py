"""The outbox: promises of letters, kept in the transaction that made them.

A row holds kind and ids, never an address, a name or a text: the worker renders the letter.
"""

from datetime import UTC, datetime
from enum import Enum, IntEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum

# A new row waits for nothing. A fixed instant, since a promise is made with the domain's
# clock at hand and back-off follows the system's.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class Priority(IntEnum):
    """Which letter goes first; stored as its number."""

    # Someone waits for it (password, new link): never held, limited where it is asked for.
    IMMEDIATE = 0
    TRANSACTIONAL = 10
    MASS = 20


class LetterState(Enum):
    """Where a promised letter is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    # What it was about is gone; there was nothing left to write.
    NEEDLESS = "needless"
    # It did not arrive, and somebody has seen to it: the address is another one since.
    CORRECTED = "corrected"


_WAITING = text("state = 'waiting'")
_FAILED = text("state = 'failed'")
_ADDRESSED = text("recipient_key IS NOT NULL")
_TOGETHER = text("batch_id IS NOT NULL")


class OutboxMessage(Base):
    """One promised letter. `created_at` is domain time, every other instant the system's."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_waiting", "priority", "id", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
        Index("ix_outbox_message_failed", "id", sqlite_where=_FAILED, postgresql_where=_FAILED),
        Index("ix_outbox_message_subject", "subject_id", "kind"),
        Index(
            "ix_outbox_message_recipient",
            "recipient_key",
            sqlite_where=_ADDRESSED,
            postgresql_where=_ADDRESSED,
        ),
        Index(
            "ix_outbox_message_batch",
            "batch_id",
            "state",
            sqlite_where=_TOGETHER,
            postgresql_where=_TOGETHER,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # "<slice>.<letter>": names the function that renders it.
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    # What was promised as one: an id of the slice that writes the kind.
    batch_id: Mapped[int | None]
    priority: Mapped[int] = mapped_column(SmallInteger, default=int(Priority.TRANSACTIONAL))
    state: Mapped[LetterState] = mapped_column(stored_enum(LetterState), default=LetterState.WAITING)
    created_at: Mapped[datetime]
    # Not before this: the next attempt.
    due_at: Mapped[datetime] = mapped_column(default=AT_ONCE)
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]
    # The lease: whose it is, and until when. A lease that ran out belongs to nobody.
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None]
    # Set on what the hourly limit holds back: these leave together, as one letter.
    held_until: Mapped[datetime | None]
    # Keyed hash of the address, set when the letter is about to leave.
    recipient_key: Mapped[str | None] = mapped_column(String(64))
    # One for ever, so that a duplicate can be known as one. Rows that left as one letter share it.
    message_id: Mapped[str] = mapped_column(String(128))
    ended_at: Mapped[datetime | None]
    # Codes only ("550 5.1.1"): a server's own words may hold the address.
    last_error: Mapped[str | None] = mapped_column(String(64))


class MailState(Base):
    """Whether letters may leave. At most one row; no row means they may."""

    __tablename__ = "mail_state"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    paused: Mapped[bool] = mapped_column(default=False)


class DemoLetter(Base):
    """A letter that demonstration mode "sent": kept whole, to be read on the screen."""

    __tablename__ = "demo_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]
    to_email: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    # The message as it would have left, with calendar parts and files.
    source: Mapped[bytes] = mapped_column(LargeBinary)
