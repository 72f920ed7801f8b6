"""A mailing and the conferences it reaches. Its letters are rows of the outbox, by `batch_id`."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum


class CampaignState(Enum):
    """How far a mailing has come. STOPPED: it was planned, and something befell before it went."""

    DRAFT = "draft"
    PLANNED = "planned"
    SENT = "sent"
    STOPPED = "stopped"


class StopReason(Enum):
    """Why a planned mailing did not go by itself."""

    CALLED_OFF = "called_off"
    CHANGED = "changed"
    LATE = "late"
    NOBODY = "nobody"


_PLANNED = text("state = 'planned'")


class Campaign(Base):
    """One mailing.

    series_id  where it was written, if not at a single conference
    audience   whom it is for: see `rules.Audience`
    goes_at    when it goes, or went; kept when it is taken back, as what somebody had chosen
    version    rises at every save: a save over a newer one is refused
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        # Few at a time: the worker asks every few seconds.
        Index("ix_campaigns_planned", "goes_at", sqlite_where=_PLANNED, postgresql_where=_PLANNED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    subject_en: Mapped[str] = mapped_column(String(200), default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[CampaignState] = mapped_column(stored_enum(CampaignState), default=CampaignState.DRAFT)
    goes_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    stopped_why: Mapped[StopReason | None] = mapped_column(stored_enum(StopReason))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    places: Mapped[list["CampaignConference"]] = relationship(
        lazy="raise", order_by="CampaignConference.conference_id", cascade="all, delete-orphan"
    )

    @property
    def conference_ids(self) -> list[int]:
        """Loaded: places."""
        return [place.conference_id for place in self.places]


class CampaignConference(Base):
    """A conference whose participants a mailing is for.

    stood  how it stood when the mailing was planned (`rules.standing_of`): a turn since then stops it
    """

    __tablename__ = "campaign_conferences"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True, index=True)
    stood: Mapped[str] = mapped_column(String(64), default="")
