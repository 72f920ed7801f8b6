"""VAT: what a fee comes to for this buyer. Pure."""

from dataclasses import dataclass

from regapp.conferences.models import PriceRow, VatMode
from regapp.kernel.money import round_half_up
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind


@dataclass(frozen=True)
class Amounts:
    """One seat in öre; net + vat = gross. `vat_permille` None: outside VAT."""

    net_minor: int
    vat_minor: int
    gross_minor: int
    vat_permille: int | None
    currency: str = "SEK"


@dataclass(frozen=True)
class Parties:
    """Who sells and who buys, as far as money depends on it."""

    seller_kind: OrganizerKind
    seller_org_number: str | None
    buyer_kind: OrganizerKind
    buyer_org_number: str = ""

    @property
    def own(self) -> bool:
        """Buyer and seller are the same authority: nothing is owed."""
        return is_own_authority(self.seller_org_number, self.buyer_org_number)

    def amounts(self, price: PriceRow) -> Amounts:
        return amounts(price, seller_kind=self.seller_kind, buyer_kind=self.buyer_kind)


def amounts(price: PriceRow, *, seller_kind: OrganizerKind, buyer_kind: OrganizerKind) -> Amounts:
    """What one seat at `price` costs this buyer.

    Two state authorities are one taxable person, so nothing between them carries VAT (ESV,
    Momshandledning 4.2). VAT is rounded per seat, half up. Refuses price_undecided.
    """
    if price.amount_minor == 0:
        return Amounts(0, 0, 0, None, price.currency)
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


def is_own_authority(seller_org_number: str | None, buyer_org_number: str) -> bool:
    """Buyer and seller are one: "Egen myndighet, ingen faktura"."""
    return bool(buyer_org_number) and buyer_org_number == seller_org_number
