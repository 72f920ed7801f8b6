"""Who has a role at one conference only."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import stored_enum
from regapp.organizers.models import Role


class ConferenceMember(Base):
    """A person's role at one conference, on behalf of one of the organizers that hold it.

    It counts only while that organizer holds the conference. `joined_at` and `invited_name` as
    in `regapp.organizers.models.Member`.
    """

    __tablename__ = "conference_members"
    __table_args__ = (UniqueConstraint("conference_id", "organizer_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    invited_name: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
