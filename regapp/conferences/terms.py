"""The terms of a conference: what a late cancellation and staying away cost, and until when. Pure."""

from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference, LateFee, PricePurpose, PriceRow
from regapp.conferences.price_texts import amount_words, last_day
from regapp.conferences.prices import late_price, standing_price
from regapp.conferences.rules import is_off
from regapp.kernel.i18n import translator


@dataclass(frozen=True)
class LateCost:
    """What a seat that was charged `charged` öre costs when it is given up.

    kept  what stays to be paid, in öre
    part  the price row for a part of the fee, where that takes the place of the whole
    """

    charged: int
    kept: int
    part: PriceRow | None = None


def is_late(conference: Conference, at: datetime) -> bool:
    """Whether cancelling costs something at `at`.

    Never while it is put off; not before the day until which whoever was moved may leave, and
    never where they were moved and no such day was named.
    """
    late_from = _late_from(conference)
    if late_from is None or is_off(conference):
        return False
    moved_for_good = conference.moved_from is not None and conference.free_until_at is None
    return not moved_for_good and at >= late_from


def _late_from(conference: Conference) -> datetime | None:
    """The first instant at which the terms may ask for something; None where they never do."""
    if conference.late_fee is LateFee.NONE or conference.late_from_at is None:
        return None
    return max(conference.late_from_at, conference.free_until_at or conference.late_from_at)


def late_cost(conference: Conference, charged: int, part_gross: int | None, at: datetime) -> LateCost:
    """What is kept of `charged`; never more than that.

    part_gross  what the price row for late cancellations comes to for this buyer; None without one
    """
    if not is_late(conference, at) or not charged:
        return LateCost(charged, 0)
    if conference.late_fee is LateFee.FULL:
        return LateCost(charged, charged)
    if part_gross is None:
        return LateCost(charged, 0)
    if part_gross >= charged:
        return LateCost(charged, charged)
    return LateCost(charged, part_gross, late_price(conference.prices, at))


def may_transfer(conference: Conference, at: datetime) -> bool:
    """Whether a place may still go to a colleague."""
    return conference.transfer_closes_at is None or at < conference.transfer_closes_at


def free_until(conference: Conference, language: str = "sv") -> str:
    """ "27 februari": the last day on which a cancellation is free; empty where it always is."""
    late_from = _late_from(conference)
    return last_day(late_from, conference.zone, language) if late_from is not None else ""


def free_exit(conference: Conference, at: datetime, language: str = "sv") -> str:
    """ "20 mars": until when whoever was moved may leave for nothing; empty once that day is over."""
    until = conference.free_until_at
    return last_day(until, conference.zone, language) if until is not None and at < until else ""


def terms_text(conference: Conference, language: str = "sv") -> str:
    """The terms in a few sentences, the same whenever they are read; empty where there are none.

    Loaded: prices.
    """
    tr = translator(language)
    parts = [_late_text(conference, language)]
    if parts[0] and conference.transfer_closes_at is not None:
        day = last_day(conference.transfer_closes_at, conference.zone, language)
        parts.append(tr.gettext("Platsen kan gå till en kollega till och med %(day)s.") % {"day": day})
    fee = standing_price(conference.prices, PricePurpose.NO_SHOW)
    if fee is not None:
        parts.append(
            tr.gettext("Den som uteblir utan att avanmäla sig faktureras %(amount)s.")
            % {"amount": amount_words([fee], language)}
        )
    return " ".join(part for part in parts if part)


def _late_text(conference: Conference, language: str) -> str:
    day = free_until(conference, language)
    if not day:
        return ""
    tr = translator(language)
    if conference.late_fee is LateFee.FULL:
        text = tr.gettext("Avanmälan är kostnadsfri till och med %(day)s, därefter faktureras hela avgiften.")
        return text % {"day": day}
    fee = standing_price(conference.prices, PricePurpose.LATE)
    if fee is None:
        return ""
    text = tr.gettext("Avanmälan är kostnadsfri till och med %(day)s, därefter kostar den %(amount)s.")
    return text % {"day": day, "amount": amount_words([fee], language)}
