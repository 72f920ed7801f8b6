"""What tests sell beside a seat: categories, options, codes. Committed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.conferences.codes import folded_code
from regapp.conferences.models import (
    AccessCode,
    Conference,
    FeeCategory,
    Option,
    PoolKind,
    PricePurpose,
    PriceRow,
    SeatPool,
    VatMode,
)
from tests.world import MADE_AT

# A dinner by hand: food 300 + 36 (12 %), wine 100 + 25 (25 %).
FOOD_AND_WINE = (("Middag, mat", 33_600, 120), ("Middag, dryck", 12_500, 250))


def add_price(session: Session, conference: Conference, amount: int, **values: Any) -> PriceRow:
    """700 kr and so on with VAT in it, 25 %; the ordinary fee unless told otherwise."""
    defaults: dict[str, Any] = {
        "label": "Konferensavgift", "purpose": PricePurpose.SEAT, "vat_mode": VatMode.INCLUSIVE,
        "vat_permille": 250, "created_at": MADE_AT,
    }  # fmt: skip
    row = PriceRow(
        conference_id=conference.id, seller_id=conference.owner_id, amount_minor=amount, **defaults | values
    )
    session.add(row)
    _changed(session, conference)
    return row


def make_category(
    session: Session, conference: Conference, label: str, amount: int, *, needs_code: bool = False
) -> FeeCategory:
    category = FeeCategory(
        conference_id=conference.id, label=label, needs_code=needs_code, created_at=MADE_AT
    )
    session.add(category)
    session.flush()
    add_price(session, conference, amount, label=label, category_id=category.id)
    return category


def make_option(
    session: Session,
    conference: Conference,
    label: str = "Middag",
    *,
    prices: Sequence[tuple[str, int, int]] = FOOD_AND_WINE,
    seats: int | None = None,
    closes_at: datetime | None = None,
) -> Option:
    option = Option(
        conference_id=conference.id, label=label, on=date(2020, 3, 26), closes_at=closes_at,
        created_at=MADE_AT,
    )  # fmt: skip
    session.add(option)
    session.flush()
    for name, amount, rate in prices:
        add_price(
            session, conference, amount, label=name, option_id=option.id, vat_permille=rate,
            purpose=PricePurpose.OPTION,
        )  # fmt: skip
    if seats is not None:
        _pool(session, conference, PoolKind.OPTION, option.id, seats)
    return option


def make_code(
    session: Session,
    conference: Conference,
    category: FeeCategory,
    code: str = "7KQ2-M9XR",
    *,
    uses: int | None = 5,
    **values: Any,
) -> AccessCode:
    row = AccessCode(
        conference_id=conference.id, category_id=category.id, code=code, code_key=folded_code(code),
        created_at=MADE_AT, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if uses is not None:
        _pool(session, conference, PoolKind.CODE, row.id, uses)
    session.commit()
    return row


def _pool(session: Session, conference: Conference, kind: PoolKind, subject: int, seats: int) -> None:
    session.add(SeatPool(conference_id=conference.id, kind=kind, subject_id=subject, capacity=seats))
    session.commit()


def _changed(session: Session, conference: Conference) -> None:
    """A change of what is offered raises the version, as the commands do."""
    row = session.get_one(Conference, conference.id)
    row.version += 1
    session.commit()
