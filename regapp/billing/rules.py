"""VAT and addresses of invoices: what a fee comes to for this buyer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stdnum import ean

from regapp.conferences.models import PriceRow, VatMode
from regapp.kernel.money import round_half_up
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.organizers.organization_number import parse


@dataclass(frozen=True)
class Amounts:
    """One seat in öre; net + vat = gross. `vat_permille` None: outside VAT."""

    net_minor: int
    vat_minor: int
    gross_minor: int
    vat_permille: int | None
    currency: str = "SEK"


def amounts(price: PriceRow, *, seller_kind: OrganizerKind, buyer_kind: OrganizerKind) -> Amounts:
    """What one seat at `price` costs this buyer.

    Two state authorities are one taxable person, so nothing between them carries VAT (ESV,
    Momshandledning 4.2). VAT is rounded per seat, half up. Refuses price_undecided.
    """
    if price.vat_mode is VatMode.UNDECIDED:
        raise Refusal("price_undecided")
    amount, rate = price.amount_minor, price.vat_permille
    within_state = seller_kind.is_state_authority and buyer_kind.is_state_authority
    if price.vat_mode is VatMode.NONE:
        return Amounts(amount, 0, amount, None, price.currency)
    if price.vat_mode is VatMode.EXCLUSIVE:
        vat = 0 if within_state else round_half_up(amount * rate, 1000)
        return Amounts(amount, vat, amount + vat, None if within_state else rate, price.currency)
    vat = round_half_up(amount * rate, 1000 + rate)
    if within_state:
        total = amount - vat if price.state_pays_net else amount
        return Amounts(total, 0, total, None, price.currency)
    return Amounts(amount - vat, vat, amount, rate, price.currency)


def current_price(prices: Sequence[PriceRow], now: datetime) -> PriceRow | None:
    """The row in force at `now`, the newest where several are; None for a free conference."""
    valid = [
        price
        for price in prices
        if (price.valid_from is None or price.valid_from <= now)
        and (price.valid_until is None or now < price.valid_until)
    ]
    return max(valid, key=lambda price: price.id, default=None)


def is_own_authority(seller_org_number: str | None, buyer_org_number: str) -> bool:
    """Buyer and seller are one: "Egen myndighet, ingen faktura"."""
    return bool(buyer_org_number) and buyer_org_number == seller_org_number


def parse_endpoint(text: str) -> str:
    """A Peppol address "0007:2021002353" or "0088:7350053850019"; a bare GLN gets its scheme.

    Schemes and check digits: PEPPOL-COMMON-R040 (GLN) and R049 (organization number).
    Refuses endpoint_wrong, endpoint_scheme.
    """
    plain = text.replace(" ", "").replace("-", "")
    scheme, colon, number = plain.rpartition(":")
    if not colon and len(number) == 13:
        scheme = "0088"
    elif not colon and len(number) == 10:
        scheme = "0007"
    if scheme == "0088":
        if len(number) == 13 and number.isdecimal() and ean.is_valid(number):
            return f"0088:{number}"
        raise Refusal("endpoint_wrong")
    if scheme == "0007":
        try:
            return f"0007:{parse(number)}"
        except Refusal as refusal:
            raise Refusal("endpoint_wrong") from refusal
    raise Refusal("endpoint_scheme")
