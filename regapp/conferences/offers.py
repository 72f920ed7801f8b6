"""What a conference offers beside its seats: fee categories and options, as plain values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, FeeCategory, Option, PoolKind, PricePurpose, SeatPool


@dataclass(frozen=True)
class OfferedCategory:
    """A fee of its own for some; `needs_code`: for those who have a code for it."""

    id: int
    label: str
    label_en: str
    needs_code: bool


@dataclass(frozen=True)
class OfferedOption:
    """Something one may add. `pool_id` None: there is room for everybody."""

    id: int
    label: str
    label_en: str
    text: str
    text_en: str
    on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    closes_at: datetime | None
    pool_id: int | None

    def is_closed(self, at: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= at


@dataclass(frozen=True)
class Offer:
    """What one conference offers, in the organizer's order."""

    categories: tuple[OfferedCategory, ...] = ()
    options: tuple[OfferedOption, ...] = ()

    @property
    def has_codes(self) -> bool:
        return any(category.needs_code for category in self.categories)

    def category(self, number: int) -> OfferedCategory | None:
        return next((one for one in self.categories if one.id == number), None)

    def option(self, number: int) -> OfferedOption | None:
        return next((one for one in self.options if one.id == number), None)


def has_categories(conference: Conference) -> bool:
    """Told by its prices, so that whoever has none is not asked. Loaded: prices."""
    return any(row.category_id and row.withdrawn_at is None for row in conference.prices)


def has_options(conference: Conference) -> bool:
    return any(row.purpose is PricePurpose.OPTION and row.withdrawn_at is None for row in conference.prices)


def list_offers(session: Session, conferences: Sequence[Conference]) -> Mapping[int, Offer]:
    """By conference id; conferences without categories and options are left out and cost nothing."""
    sorted_out = [one.id for one in conferences if has_categories(one)]
    adding = [one.id for one in conferences if has_options(one)]
    categories = _categories(session, sorted_out) if sorted_out else {}
    options = _options(session, adding) if adding else {}
    return {
        number: Offer(tuple(categories.get(number, ())), tuple(options.get(number, ())))
        for number in {*categories, *options}
    }


def _categories(session: Session, ids: Collection[int]) -> dict[int, list[OfferedCategory]]:
    row = FeeCategory
    found = (
        select(row.conference_id, row.id, row.label, row.label_en, row.needs_code)
        .where(row.conference_id.in_(ids), row.withdrawn_at.is_(None))
        .order_by(row.position, row.id)
    )
    offered: dict[int, list[OfferedCategory]] = {}
    for one in session.execute(found):
        offered.setdefault(one[0], []).append(OfferedCategory(*one[1:]))
    return offered


def _options(session: Session, ids: Collection[int]) -> dict[int, list[OfferedOption]]:
    row = Option
    its_pool = and_(
        SeatPool.conference_id == row.conference_id,
        SeatPool.kind == PoolKind.OPTION,
        SeatPool.subject_id == row.id,
    )
    found = (
        select(
            row.conference_id, row.id, row.label, row.label_en, row.text, row.text_en, row.on,
            row.starts_at, row.ends_at, row.closes_at, SeatPool.id,
        )
        .outerjoin(SeatPool, its_pool)
        .where(row.conference_id.in_(ids), row.withdrawn_at.is_(None))
        .order_by(row.position, row.id)
    )  # fmt: skip
    offered: dict[int, list[OfferedOption]] = {}
    for one in session.execute(found):
        offered.setdefault(one[0], []).append(OfferedOption(*one[1:]))
    return offered


@dataclass(frozen=True)
class PoolSeats:
    """How the seats of something offered stand."""

    capacity: int
    free: int


def seats_of_options(session: Session, offer: Offer) -> dict[int, PoolSeats]:
    """By pool; nothing is asked where no option has seats."""
    ids = [one.pool_id for one in offer.options if one.pool_id is not None]
    if not ids:
        return {}
    rows = session.execute(select(SeatPool.id, SeatPool.capacity, SeatPool.taken).where(SeatPool.id.in_(ids)))
    return {number: PoolSeats(capacity, capacity - taken) for number, capacity, taken in rows}
