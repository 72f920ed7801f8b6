"""Rows of the slice."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base


class BadgePrint(Base):
    """The badge of a participant as it was last printed: one whose words changed is new again.

    digest  of what stood on it, see `regapp.printing.rules`
    """

    __tablename__ = "badge_prints"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime]
