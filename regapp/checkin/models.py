"""Who came and when, and who may stand at the door."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base


class Door(Base):
    """One conference's door. `seq` rises with everything that happens there, in the order of commits.

    Its row is held from then on to the end of the transaction, so a phone that has seen `seq` has
    seen all that came before it.

    tables  where badges lie, by first letter: "A–F, G–L, M–Ö"; "" where they all lie together
    """

    __tablename__ = "doors"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    tables: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))


class DoorLink(Base):
    """A helper's way in: a link and a PIN, no account.

    name      whom others see: "Julia i entrén"
    pin_hash  keyed; the PIN itself is told once
    """

    __tablename__ = "door_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    pin_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    revoked_at: Mapped[datetime | None]


class CheckIn(Base):
    """A participant came, on one of the conference's days.

    at         the first scan's time, whichever phone's came in first
    undone_at  taken back; the row stays, since an older scan may still be on its way
    nonce      of the scan that stands
    seq        the door's when this was written last
    link_id, person_id  who did it; neither: they opened the remote link themselves
    """

    __tablename__ = "check_ins"
    __table_args__ = (Index(None, "conference_id", "seq"),)

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    nonce: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("door_links.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Scan(Base):
    """A scan or an undo that was received, by its nonce: a phone that sends it again changes nothing."""

    __tablename__ = "check_in_scans"

    nonce: Mapped[str] = mapped_column(String(40), primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
