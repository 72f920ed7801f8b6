"""Rows of the slice. An answer is no row: it is added to the question's counts and texts and is gone.

So there is nothing to join to a person, no order and no time: see decision 0091.
"""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class QuestionKind(Enum):
    """SCALE: 1 to 5. ONE, MANY: of `choices`. TEXT: own words."""

    SCALE = "scale"
    ONE = "one"
    MANY = "many"
    TEXT = "text"


class Survey(Base):
    """The evaluation of one conference. Its questions are settled once it was opened.

    opens_by_itself  at nine the day after the last day
    reminds          one letter to everybody who was asked, when half of its days have gone
    open_days        how long it takes answers
    asked, answered  how many letters, how many answers
    shown            how many of them the results tell of: fives, and all once it is closed
    """

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), unique=True)
    intro: Mapped[str] = mapped_column(Text, default="")
    intro_en: Mapped[str] = mapped_column(Text, default="")
    opens_by_itself: Mapped[bool] = mapped_column(default=True)
    reminds: Mapped[bool] = mapped_column(default=True)
    open_days: Mapped[int] = mapped_column(default=14)
    asked: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Rises at every save: a save over a newer one is refused.
    version: Mapped[int] = mapped_column(default=1)

    questions: Mapped[list["SurveyQuestion"]] = relationship(
        lazy="raise", order_by="SurveyQuestion.position", cascade="all, delete-orphan"
    )


class SurveyQuestion(Base):
    """One question and everything that was answered to it.

    counts        how many chose each value
    shown_counts  the same, of those answers that are shown
    texts         what was written, in an order of chance: {"id": …, "text": …, "hidden": …}, and
                  "fresh" while it is not shown
    """

    __tablename__ = "survey_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(stored_enum(QuestionKind))
    label: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str] = mapped_column(String(200), default="")
    choices: Mapped[list[Any]] = mapped_column(Json, default=list)
    choices_en: Mapped[list[Any]] = mapped_column(Json, default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    shown_counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    texts: Mapped[list[Any]] = mapped_column(Json, default=list)


class SpentKey(Base):
    """A link that was answered by; thrown away when the survey closes. Whose it was is nowhere.

    Kept in the order of its hash, not of time.
    """

    __tablename__ = "survey_spent_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), index=True)


class SuggestionState(Enum):
    """What the planners have done with it."""

    NEW = "new"
    READ = "read"
    TAKEN_UP = "taken_up"


class Suggestion(Base):
    """What somebody would like of the next edition of a series; the address is theirs to give."""

    __tablename__ = "suggestions"
    __table_args__ = (Index(None, "series_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    text: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[SuggestionState] = mapped_column(stored_enum(SuggestionState))
    written_on: Mapped[date]


class SuggestionSent(Base):
    """That somebody's network sent a suggestion: so many an hour and no more. Swept after an hour."""

    __tablename__ = "suggestions_sent"
    __table_args__ = (Index(None, "client_key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
