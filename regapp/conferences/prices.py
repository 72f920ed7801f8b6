"""Which price row counts when. Pure: rows and an instant in, rows out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from regapp.conferences.models import PricePurpose, PriceRow

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Pick:
    """What one participant chose that has a price. Without a category: the ordinary fee.

    added  options that were chosen at another instant than the seat, with that instant
    """

    category_id: int | None = None
    option_ids: tuple[int, ...] = ()
    added: tuple[tuple[int, datetime], ...] = ()


@dataclass(frozen=True)
class EarlyPrice:
    """A price that ends at an instant, and what follows it."""

    now: PriceRow
    until: datetime
    then: PriceRow


def in_force(price: PriceRow, at: datetime) -> bool:
    """Valid at `at`, and not replaced by then."""
    return (price.valid_from is None or price.valid_from <= at) and at < _ends(price)


def seat_price(prices: Iterable[PriceRow], category_id: int | None, at: datetime) -> PriceRow | None:
    """What taking part costs in a category at `at`; None where there is no such price.

    Of several the one that ends first: an early price stands before the price without an end.
    """
    rows = (row for row in prices if row.purpose is PricePurpose.SEAT and row.category_id == category_id)
    return _first(rows, at)


def option_prices(prices: Iterable[PriceRow], option_id: int, at: datetime) -> list[PriceRow]:
    """The rows that make up an option's price at `at`: one for each label (food, wine)."""
    by_label: dict[str, list[PriceRow]] = {}
    for row in prices:
        if row.purpose is PricePurpose.OPTION and row.option_id == option_id:
            by_label.setdefault(row.label, []).append(row)
    found = (_first(rows, at) for rows in by_label.values())
    return [row for row in found if row is not None]


def late_price(prices: Iterable[PriceRow], at: datetime) -> PriceRow | None:
    """What a late cancellation costs where that is a part of the fee."""
    return _first((row for row in prices if row.purpose is PricePurpose.LATE), at)


def no_show_price(prices: Iterable[PriceRow], at: datetime) -> PriceRow | None:
    return _first((row for row in prices if row.purpose is PricePurpose.NO_SHOW), at)


def standing_price(prices: Iterable[PriceRow], purpose: PricePurpose) -> PriceRow | None:
    """The row for a purpose that has not been taken back, whatever the instant; the newest."""
    rows = (row for row in prices if row.purpose is purpose and row.withdrawn_at is None)
    return max(rows, key=lambda row: row.id, default=None)


def rows_for(prices: Sequence[PriceRow], pick: Pick, at: datetime) -> list[PriceRow]:
    """Every price row that one participant's choice is charged by, at the prices of `at`."""
    seat, added = seat_price(prices, pick.category_id, at), dict(pick.added)
    options = [
        row for number in pick.option_ids for row in option_prices(prices, number, added.get(number, at))
    ]
    return [*([seat] if seat else []), *options]


def current_rows(prices: Iterable[PriceRow], at: datetime) -> tuple[PriceRow, ...]:
    """Everything on offer at `at`: changes exactly when some page's prices do."""
    return tuple(row for row in prices if in_force(row, at))


def is_charged(prices: Iterable[PriceRow], at: datetime) -> bool:
    """Whether somebody may have to be invoiced for what they do at `at`: for taking part, for
    something they add, or for staying away."""
    bought = (PricePurpose.SEAT, PricePurpose.OPTION, PricePurpose.NO_SHOW)
    return any(row.amount_minor > 0 and row.purpose in bought for row in current_rows(prices, at))


def early_price(prices: Sequence[PriceRow], category_id: int | None, at: datetime) -> EarlyPrice | None:
    """The early price of a category that is in force at `at`, if another price follows it."""
    early = seat_price(prices, category_id, at)
    if early is None or early.valid_until is None:
        return None
    then = seat_price(prices, category_id, early.valid_until)
    return EarlyPrice(early, early.valid_until, then) if then is not None else None


def _first(rows: Iterable[PriceRow], at: datetime) -> PriceRow | None:
    """The one that ends first, the newest of those that end together."""
    valid = [row for row in rows if in_force(row, at)]
    return min(valid, key=lambda row: (_ends(row), -(row.id or 0)), default=None)


def _ends(price: PriceRow) -> datetime:
    return min(price.valid_until or _NEVER, price.withdrawn_at or _NEVER)
