"""Charges and the numbered exports that mark them."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import Json, stored_enum
from regapp.kernel.money import Money


class Charge(Base):
    """What one participant's seat costs the buyer. Never changed: undone by a reversing row.

    participant_id, registration_id  ids of the slice above; facts flow down, so no key here
    net + vat = gross, in öre; a reversal carries the negatives and `reverses_id`
    buyer_digest  the buyer's details as they stood at the export that marked the charge
    """

    __tablename__ = "charges"
    __table_args__ = (
        Index(None, "participant_id"),
        Index(None, "registration_id"),
        Index(None, "conference_id", "gross_minor"),
        Index(None, "seller_id", "export_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int]
    registration_id: Mapped[int]
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    price_row_id: Mapped[int] = mapped_column(ForeignKey("price_rows.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    net_minor: Mapped[int]
    vat_minor: Mapped[int]
    gross_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    # None: outside VAT, since seller and buyer are both the state.
    vat_permille: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("charges.id"), unique=True)
    export_id: Mapped[int | None] = mapped_column(ForeignKey("charge_exports.id"))
    buyer_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]

    @property
    def gross(self) -> Money:
        return Money(self.gross_minor, self.currency)


class ChargeExport(Base):
    """A numbered basis for invoices. Numbers run without gaps per seller."""

    __tablename__ = "charge_exports"
    __table_args__ = (UniqueConstraint("seller_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    number: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class LineKind(Enum):
    """Why a line stands in an export."""

    CHARGE = "charge"
    REVERSAL = "reversal"
    CHANGED_BUYER = "changed_buyer"


class ChargeExportLine(Base):
    """One buyer and price row of an export, copied as text: it reads the same for ever."""

    __tablename__ = "charge_export_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("charge_exports.id"), index=True)
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(stored_enum(LineKind))
    # The columns of `regapp.billing.exports`, by name.
    values: Mapped[dict[str, Any]] = mapped_column(Json)
