"""What participants chose and answered, each apart from the person."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.conferences.models import Question
from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class PickState(Enum):
    """How a chosen option stands.

    HELD    has a seat in the option's pool, or the option has room for everybody
    WISHED  to be taken when the participant gets a seat at the conference
    MISSED  was wished, and full (or closed) when the seat came
    """

    HELD = "held"
    WISHED = "wished"
    MISSED = "missed"


class OptionPick(Base):
    """An option that a participant chose.

    added_at  when, if that was after the sign-up: then its price is that of this instant
    """

    __tablename__ = "option_picks"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), primary_key=True, index=True)
    state: Mapped[PickState] = mapped_column(stored_enum(PickState))
    added_at: Mapped[datetime | None]


class NeedsAnswer(Base):
    """Diet, allergies and needs on site: apart from the person, gone 14 days after the last day.

    diet, allergies   codes from `regapp.registrations.rules`
    kitchen_words     what the kitchen reads instead of `food_note`, in an organizer's words; empty:
                      nothing; None: nobody has read the note yet
    named_to_kitchen  ticked: whoever answers for the kitchen may see the allergy with the name
    """

    __tablename__ = "needs_answers"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    diet: Mapped[list[Any]] = mapped_column(Json, default=list)
    allergies: Mapped[list[Any]] = mapped_column(Json, default=list)
    food_note: Mapped[str] = mapped_column(Text, default="")
    kitchen_words: Mapped[str | None] = mapped_column(String(80))
    named_to_kitchen: Mapped[bool] = mapped_column(default=False, server_default=false())
    access_needs: Mapped[str] = mapped_column(Text, default="")
    # When and by whom `access_needs` was seen to ("ordnat").
    arranged_at: Mapped[datetime | None]
    arranged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Answer(Base):
    """What one participant answered to one question, as the question was asked then.

    values  what was written, or the values of what was chosen; never empty. A number is plain
            ("3.5"), a date ISO, yes and no "yes" and "no"
    """

    __tablename__ = "answers"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True, index=True)
    values: Mapped[list[Any]] = mapped_column(Json)

    question: Mapped[Question] = relationship(lazy="raise")


class BadgeText(Base):
    """What a participant wants on their badge; without a row their name, title and organization.

    name, line  empty: as in the registration
    no_photo    does not want to be in pictures: the badge carries a mark
    """

    __tablename__ = "badge_texts"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(80), default="")
    line: Mapped[str] = mapped_column(String(80), default="")
    no_photo: Mapped[bool] = mapped_column(default=False)
