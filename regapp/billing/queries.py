"""What is charged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, case, func, select
from sqlalchemy.orm import Session

from regapp.billing.models import Charge
from regapp.conferences.models import PriceRow

_charges: Table = Charge.__table__  # type: ignore[assignment]  # declared as FromClause
_prices: Table = PriceRow.__table__  # type: ignore[assignment]  # declared as FromClause
_once = case((_charges.c.reverses_id.is_(None), 1), else_=-1)
_charged_to = (
    select(
        _prices.c.label,
        _prices.c.label_en,
        func.sum(_once),
        func.sum(_charges.c.gross_minor),
        func.sum(_charges.c.vat_minor),
        _charges.c.vat_permille,
    )
    .join(_prices, _prices.c.id == _charges.c.price_row_id)
    .where(_charges.c.participant_id.in_(bindparam("ids", expanding=True)))
    .group_by(_prices.c.id, _prices.c.label, _prices.c.label_en, _charges.c.vat_permille)
    .having(func.sum(_once) > 0)
    .order_by(_prices.c.id)
)


@dataclass(frozen=True)
class Charged:
    """What somebody is charged by one price row, reversals taken off."""

    label: str
    label_en: str
    quantity: int
    gross: int
    vat: int
    vat_permille: int | None

    def in_language(self, language: str) -> str:
        return self.label_en if language == "en" and self.label_en else self.label


def charged_sum(session: Session, conference_ids: Collection[int]) -> dict[int, int]:
    """Charged per conference in öre, reversals taken off; conferences without are left out."""
    summed = (
        select(Charge.conference_id, func.sum(Charge.gross_minor))
        .where(Charge.conference_id.in_(conference_ids))
        .group_by(Charge.conference_id)
    )
    return {conference_id: int(total) for conference_id, total in session.execute(summed)}


def charged_to(session: Session, participant_ids: Collection[int]) -> list[Charged]:
    """What these participants are charged, by price row; what is undone is not there."""
    rows = session.execute(_charged_to, {"ids": list(participant_ids)})
    return [Charged(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), row[5]) for row in rows]


def list_standing(session: Session, participant_ids: Collection[int]) -> Sequence[tuple[Charge, PriceRow]]:
    """The charges that are not undone, with what they were charged by."""
    undone = select(Charge.reverses_id).where(Charge.reverses_id.is_not(None))
    found = (
        select(Charge, PriceRow)
        .join(PriceRow, PriceRow.id == Charge.price_row_id)
        .where(
            Charge.participant_id.in_(participant_ids), Charge.reverses_id.is_(None), Charge.id.not_in(undone)
        )
        .order_by(Charge.id)
    )
    return [(charge, price) for charge, price in session.execute(found)]


def list_charges(session: Session, participant_id: int) -> Sequence[tuple[Charge, PriceRow]]:
    """A participant's charges and reversals in the order they came, with what they are of."""
    found = select(Charge, PriceRow).join(PriceRow, PriceRow.id == Charge.price_row_id)
    rows = session.execute(found.where(Charge.participant_id == participant_id).order_by(Charge.id))
    return [(charge, price) for charge, price in rows]


def is_exported(session: Session, registration_id: int) -> bool:
    """Whether something of this registration stands in a basis for invoices already."""
    found = select(Charge.id).where(Charge.registration_id == registration_id, Charge.export_id.is_not(None))
    return session.scalars(found.limit(1)).first() is not None
