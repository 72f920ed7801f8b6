"""What a conference offers: seats and prices."""

from datetime import datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import stored_enum
from regapp.kernel.money import Money


class PoolKind(Enum):
    """What a pool's seats are for.

    CONFERENCE  the conference itself, on site where it is held both ways
    REMOTE      taking part from a distance, where that is limited
    SEMINAR     one programme item to choose; `subject_id` is the item's
    OPTION      dinner, study visit; `subject_id` is the option's
    CODE        uses of an access code; `subject_id` is the code's
    """

    CONFERENCE = "conference"
    REMOTE = "remote"
    SEMINAR = "seminar"
    OPTION = "option"
    CODE = "code"


class SeatPool(Base):
    """A capacity. `taken` counts confirmed and offered seats, `waiting` those in line.

    tickets     the number last drawn in line; it only rises, so order never depends on a clock
    subject_id  of what the kind names, 0 for the conference itself; facts flow down, so no key
    """

    __tablename__ = "seat_pools"
    __table_args__ = (
        UniqueConstraint("conference_id", "kind", "subject_id"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("waiting >= 0", name="waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    kind: Mapped[PoolKind] = mapped_column(stored_enum(PoolKind), default=PoolKind.CONFERENCE)
    subject_id: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)

    @property
    def free(self) -> int:
        """Seats nobody has; negative when overbooked."""
        return self.capacity - self.taken


class VatMode(Enum):
    """How the printed amount stands to VAT. Undecided: the conference cannot open."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    NONE = "none"
    UNDECIDED = "undecided"


class PricePurpose(Enum):
    """What a price row is the price of.

    SEAT     taking part; with `category_id` for that category only
    OPTION   the option `option_id`, or a part of it with VAT of its own
    LATE     a cancellation that comes late
    NO_SHOW  staying away without a word
    """

    SEAT = "seat"
    OPTION = "option"
    LATE = "late"
    NO_SHOW = "no_show"


class PriceRow(Base):
    """A fee as offered. Immutable but for its end: a new price is a new row, so charges stay
    explained. Which row counts when: `regapp.conferences.prices`.

    category_id, option_id  whose price; rows of these are never removed, so no key here
    withdrawn_at            when it was replaced or taken back; what was charged stands
    state_pays_net  for inclusive prices: a state buyer of a state seller pays 560 of 700
                    (True), or 700 without VAT like everybody's total (False)
    """

    __tablename__ = "price_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    label_en: Mapped[str] = mapped_column(String(120), default="")
    # "fika och lunch"
    included: Mapped[str] = mapped_column(String(160), default="")
    included_en: Mapped[str] = mapped_column(String(160), default="")
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="SEK")
    vat_mode: Mapped[VatMode] = mapped_column(stored_enum(VatMode))
    vat_permille: Mapped[int] = mapped_column(default=250)
    state_pays_net: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[PricePurpose] = mapped_column(
        stored_enum(PricePurpose), default=PricePurpose.SEAT, server_default="seat"
    )
    category_id: Mapped[int | None]
    option_id: Mapped[int | None]
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
