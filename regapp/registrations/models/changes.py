"""What became of a place: left, asked for more, changed late, given away."""

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import stored_enum


class LeftConference(Base):
    """A conference that a participant moved away from: cancelled in their own calendar for 60 days.

    rising  what `Participant.rising` was after the move, so that letter and calendar agree
    """

    __tablename__ = "left_conferences"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    rising: Mapped[int]
    left_at: Mapped[datetime]


class FeeConsent(Base):
    """A participant is asked whether they take part at a higher fee; the row goes with the answer.

    Until then they keep the seat and are charged nothing; unanswered at `answer_by_at` it is a no.

    amount_minor  what they would pay, as they were told
    """

    __tablename__ = "fee_consents"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    amount_minor: Mapped[int]
    answer_by_at: Mapped[datetime] = mapped_column(index=True)


class Frozen(Enum):
    """What freezes together: what the kitchen orders by, and all the rest."""

    KITCHEN = "kitchen"
    REST = "rest"


class LateChange(Base):
    """Something of a participant was changed after it was frozen, the last time `changed_at`."""

    __tablename__ = "late_changes"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[Frozen] = mapped_column(stored_enum(Frozen), primary_key=True)
    changed_at: Mapped[datetime]


class HandedOver(Base):
    """Whoever had a place that is another's now. Name and address go when the letter has gone.

    rising  what `Participant.rising` was then: their calendar entries are cancelled above it
    """

    __tablename__ = "handed_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    given_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    rising: Mapped[int]
    created_at: Mapped[datetime]
