"""Prices in words, in the reader's language. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from regapp.conferences.models import Conference, PricePurpose, PriceRow, VatMode
from regapp.conferences.offers import OfferedOption
from regapp.conferences.prices import EarlyPrice, early_price, option_prices, seat_price
from regapp.conferences.rules import local_year
from regapp.kernel import dates
from regapp.kernel.i18n import translator
from regapp.kernel.money import round_half_up

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def kronor(minor: int, language: str = "sv") -> str:
    """ "1 750 kr", "562,50 kr": öre only where there are any."""
    whole, rest = divmod(minor, 100)
    if language == "en":
        text = f"{whole:,}" + (f".{rest:02d}" if rest else "")
    else:
        text = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + (f",{rest:02d}" if rest else "")
    return translator(language).gettext("%(amount)s\N{NO-BREAK SPACE}kr") % {"amount": text}


def last_day(until: datetime, zone: str, language: str = "sv") -> str:
    """ "31 januari": the local day that the last instant before `until` belongs to."""
    local = (until - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    return dates.day_month(local.date(), language)


def price_facts(conference: Conference, language: str = "sv", at: datetime | None = None) -> str:
    """ "700 kr, fika och lunch ingår", "Till och med 31 januari 600 kr, därefter 700 kr" or
    "Kostnadsfritt"; empty while there is no price at all. Loaded: prices, owner.

    at  the instant it is read; without one everything that is to come is told, which is the same
        whenever it is asked for
    """
    standing = [row for row in conference.prices if row.withdrawn_at is None]
    ordinary = [row for row in standing if row.purpose is PricePurpose.SEAT and row.category_id is None]
    if not ordinary:
        return ""
    when = at or _first_instant(ordinary)
    # What is not in force yet is all there is to tell before it is.
    price = seat_price(ordinary, None, when) or max(ordinary, key=lambda row: row.id)
    if price.amount_minor == 0:
        return translator(language).gettext("Kostnadsfritt")
    early = early_price(ordinary, None, when)
    amount = _early(early, conference.zone, language) if early else amount_words([price], language)
    return _with_more(amount, price, conference, language)


def category_price(conference: Conference, category_id: int | None, language: str, at: datetime) -> str:
    """ "300 kr", "Kostnadsfritt" or the early price and what follows it."""
    price = seat_price(conference.prices, category_id, at)
    if price is None:
        return ""
    if price.amount_minor == 0:
        return translator(language).gettext("Kostnadsfritt")
    early = early_price(conference.prices, category_id, at)
    return _early(early, conference.zone, language) if early else amount_words([price], language)


def option_price(conference: Conference, option_id: int, language: str, at: datetime) -> str:
    """ "450 kr" for all that the option consists of; "Kostnadsfritt" where it costs nothing."""
    rows = option_prices(conference.prices, option_id, at)
    if not any(row.amount_minor for row in rows):
        return translator(language).gettext("Kostnadsfritt")
    return amount_words(rows, language)


def option_when(
    conference: Conference, option: OfferedOption, language: str = "sv", now: datetime | None = None
) -> str:
    """ "onsdag 6 maj kl. 18–22", with its year where that is not the one of `now`; without hours the
    day alone, and nothing where that is open."""
    if option.on is None:
        return ""
    day = dates.weekday_date(option.on, language, local_year(now, conference.zone))
    if option.starts_at is None or option.ends_at is None:
        return day
    zone = ZoneInfo(conference.zone)
    begins, ends = option.starts_at.astimezone(zone), option.ends_at.astimezone(zone)
    return f"{day} {dates.hours(begins, ends, language)}"


def amount_words(rows: Sequence[PriceRow], language: str = "sv") -> str:
    """ "700 kr"; "700 kr exkl. moms, 875 kr inkl. moms" where any of it is without its VAT."""
    if all(row.vat_mode is not VatMode.EXCLUSIVE for row in rows):
        return kronor(sum(row.amount_minor for row in rows), language)
    sums = {
        "net": kronor(sum(_net(row) for row in rows), language),
        "gross": kronor(sum(_gross(row) for row in rows), language),
    }
    return translator(language).gettext("%(net)s exkl. moms, %(gross)s inkl. moms") % sums


def _early(early: EarlyPrice, zone: str, language: str) -> str:
    return translator(language).gettext("Till och med %(day)s %(early)s, därefter %(later)s") % {
        "day": last_day(early.until, zone, language),
        "early": amount_words([early.now], language),
        "later": amount_words([early.then], language),
    }


def _with_more(amount: str, price: PriceRow, conference: Conference, language: str) -> str:
    """What is included, and what state authorities pay of a price without its VAT."""
    tr = translator(language)
    included = price.included_en if language == "en" and price.included_en else price.included
    if included:
        amount = tr.gettext("%(amount)s, %(included)s ingår") % {"amount": amount, "included": included}
    if price.vat_mode is VatMode.EXCLUSIVE and conference.owner.kind.is_state_authority:
        net = {"amount": kronor(price.amount_minor, language)}
        amount += ". " + tr.gettext("Statliga myndigheter betalar %(amount)s.") % net
    return amount


def _first_instant(rows: Sequence[PriceRow]) -> datetime:
    """When the first of them is in force."""
    return min((row.valid_from or _BEFORE_ALL for row in rows), default=_BEFORE_ALL)


def _net(row: PriceRow) -> int:
    if row.vat_mode is not VatMode.INCLUSIVE:
        return row.amount_minor
    return row.amount_minor - round_half_up(row.amount_minor * row.vat_permille, 1000 + row.vat_permille)


def _gross(row: PriceRow) -> int:
    if row.vat_mode is not VatMode.EXCLUSIVE:
        return row.amount_minor
    return row.amount_minor + round_half_up(row.amount_minor * row.vat_permille, 1000)
