"""A sheet that was handed in and waits to be looked at."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json


class SentList(Base):
    """The rows of a sheet between uploading and signing up; deleted then, or after a day.

    rows  each with its number in the file first: what is told about a row is told by that number
    """

    __tablename__ = "sent_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    header: Mapped[list[Any]] = mapped_column(Json)
    rows: Mapped[list[Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(index=True)
