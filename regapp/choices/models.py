"""Rows of the slice. The items that are chosen among are `regapp.programme.models`."""

from enum import Enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import stored_enum


class ChoiceState(Enum):
    """How far a choice has come.

    SEATED  a seat in the item, or the item has no limit
    WISHED  the item is full: in its line, by ticket
    HELD    kept without a seat and without a place in line, while the participant has no seat at
            the conference itself
    """

    SEATED = "seated"
    WISHED = "wished"
    HELD = "held"


class Round(Base):
    """How one round is asked: the items of `day_id` with this number are its alternatives.

    A round without a row is one where nobody has to choose.
    """

    __tablename__ = "programme_rounds"

    day_id: Mapped[int] = mapped_column(ForeignKey("conference_days.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    required: Mapped[bool] = mapped_column(default=False)


class ParticipantChoice(Base):
    """One programme item that one participant chose.

    participant_id  an id of the slice above; facts flow down, so no key here
    ticket          drawn from the item's seat pool when WISHED; lower goes first
    """

    __tablename__ = "participant_choices"
    __table_args__ = (Index(None, "item_id", "state", "ticket"),)

    participant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_items.id"), primary_key=True)
    state: Mapped[ChoiceState] = mapped_column(stored_enum(ChoiceState))
    ticket: Mapped[int | None]


class Meal(Base):
    """A meal that is included on one day: "Lunch", "Fika", "Frukost".

    removed  no longer served: asked of nobody, counted for nobody
    """

    __tablename__ = "meals"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("conference_days.id"), index=True)
    # Order within the day.
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(60))
    label_en: Mapped[str] = mapped_column(String(60), default="")
    removed: Mapped[bool] = mapped_column(default=False)


class ParticipantDay(Base):
    """A day on which a participant comes; only where the conference asks."""

    __tablename__ = "participant_days"

    participant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day_id: Mapped[int] = mapped_column(ForeignKey("conference_days.id"), primary_key=True, index=True)


class ParticipantMeal(Base):
    """A meal that a participant eats."""

    __tablename__ = "participant_meals"

    participant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meal_id: Mapped[int] = mapped_column(ForeignKey("meals.id"), primary_key=True, index=True)
