"""The organizer's own questions to those who sign up."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class QuestionKind(Enum):
    """How it is answered."""

    SHORT = "short"
    LONG = "long"
    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"


class Question(Base):
    """One question as it was asked. Immutable but for its place in the order: a changed question
    is a new row with the same `key`, so that an answer keeps the words it was an answer to.

    choices     of ONE and SEVERAL: {"value": "1", "sv": "Buss", "en": "Bus"}, in order
    retired_at  no longer asked; its answers stay readable
    """

    __tablename__ = "questions"
    __table_args__ = (Index(None, "conference_id", "retired_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    # The same for all versions of one question.
    key: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(stored_enum(QuestionKind))
    label: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    hint: Mapped[str] = mapped_column(String(500), default="")
    hint_en: Mapped[str] = mapped_column(String(500), default="")
    choices: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
