"""What a conference's page says of fees and of what one may add: every price with its day. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference, PriceRow
from regapp.conferences.offers import Offer, OfferedOption, PoolSeats
from regapp.conferences.price_texts import category_price, last_day, option_price, option_when
from regapp.conferences.prices import current_rows, early_price, seat_price
from regapp.conferences.rules import UNLIMITED
from regapp.kernel.i18n import translator


@dataclass(frozen=True)
class Fee:
    """A category and what it costs, early price included."""

    label: str
    price: str
    note: str = ""


@dataclass(frozen=True)
class Extra:
    """Something one may add: `facts` are when it is, what it is, seats and last day."""

    label: str
    price: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class PriceTable:
    """Empty where the ordinary fee is all there is to tell."""

    fees: tuple[Fee, ...] = ()
    extras: tuple[Extra, ...] = ()

    def __bool__(self) -> bool:
        return len(self.fees) > 1 or bool(self.extras)


def price_table(
    conference: Conference, offer: Offer, seats: Mapping[int, PoolSeats], language: str, at: datetime
) -> PriceTable:
    """`seats` of the options by pool. Loaded: prices."""
    if not offer.categories and not offer.options:
        return PriceTable()
    tr = translator(language)
    ordinary = tr.gettext("Ordinarie avgift"), category_price(conference, None, language, at), ""
    code = tr.gettext("Kräver kod")
    others = (
        (
            _in(one.label, one.label_en, language),
            category_price(conference, one.id, language, at),
            code if one.needs_code else "",
        )
        for one in offer.categories
    )
    extras = (
        Extra(
            _in(one.label, one.label_en, language),
            option_price(conference, one.id, language, at),
            tuple(fact for fact in _facts(conference, one, seats, language, at) if fact),
        )
        for one in offer.options
    )
    return PriceTable(tuple(Fee(*one) for one in (ordinary, *others) if one[1]), tuple(extras))


@dataclass(frozen=True)
class OfferedPrice:
    """A price of taking part: whom it is for (empty: everybody), and from when to when where another
    one comes before or after it."""

    row: PriceRow
    label: str
    begins: datetime | None = None
    ends: datetime | None = None


def offered_prices(conference: Conference, offer: Offer, at: datetime) -> list[OfferedPrice]:
    """In the order of the categories, an early price before what follows it. Loaded: prices."""
    found: list[OfferedPrice] = []
    for number, label in [(None, ""), *((one.id, one.label) for one in offer.categories)]:
        early = early_price(conference.prices, number, at)
        if early is not None:
            found.append(OfferedPrice(early.now, label, ends=early.until))
            found.append(OfferedPrice(early.then, label, begins=early.until))
        elif (row := seat_price(conference.prices, number, at)) is not None:
            found.append(OfferedPrice(row, label))
    if not found and not current_rows(conference.prices, at):
        # What is not in force yet is all there is to tell before it is.
        found = [OfferedPrice(row, "") for row in conference.prices[-1:]]
    return found


def _facts(
    conference: Conference,
    option: OfferedOption,
    seats: Mapping[int, PoolSeats],
    language: str,
    at: datetime,
) -> list[str]:
    tr = translator(language)
    facts = [option_when(conference, option, language, at), _in(option.text, option.text_en, language)]
    pool = seats.get(option.pool_id) if option.pool_id is not None else None
    if option.is_closed(at):
        return [*facts, tr.gettext("Går inte längre att välja.")]
    if pool is not None and pool.capacity < UNLIMITED:
        free = max(pool.free, 0)
        left = tr.ngettext("%(num)s plats kvar", "%(num)s platser kvar", free) % {"num": free}
        facts.append(left if free else tr.gettext("Fullbokat."))
    if option.closes_at is not None:
        day = last_day(option.closes_at, conference.zone, language)
        facts.append(tr.gettext("Sista dag att välja: %(day)s.") % {"day": day})
    return facts


def _in(swedish: str, english: str, language: str) -> str:
    return (english if language == "en" else "") or swedish
