"""One row for each letter that a conference words itself or has turned off."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base


class LetterText(Base):
    """A conference's own words for one kind of letter; an empty text is the standard one.

    kind     as in the slice that writes the letter, without the slice's name: "confirmation"
    off      not to be sent at all; only what the system sends by itself can be turned off
    version  rises at every save: a save over a newer one is refused
    """

    __tablename__ = "letter_texts"

    conference_id: Mapped[int] = mapped_column(
        ForeignKey("conferences.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(48), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    subject_en: Mapped[str] = mapped_column(String(200), default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    off: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    @property
    def is_own(self) -> bool:
        """Whether anything stands here in place of the standard words."""
        return bool(self.subject or self.body or self.subject_en or self.body_en)
