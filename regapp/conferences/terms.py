"""The terms of a conference: what a late cancellation and staying away cost, and until when. Pure."""

from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference, LateFee, PricePurpose, PriceRow
from regapp.conferences.price_texts import amount_words, last_day
from regapp.conferences.prices import late_price, standing_price
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
    """Whether cancelling costs something at `at`. Whoever was moved to another day may always leave."""
    if conference.late_fee is LateFee.NONE or conference.late_from_at is None:
        return False
    return conference.moved_from is None and at >= conference.late_from_at


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
    if conference.late_fee is LateFee.NONE or conference.late_from_at is None:
        return ""
    return last_day(conference.late_from_at, conference.zone, language)


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
