"""Which rows an export holds: new charges, reversals, changed buyers. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regapp.billing.models import LineKind
from regapp.dashboard.invoicing.queries import ChargedSeat
from regapp.registrations.models import Registration


@dataclass(frozen=True)
class Line:
    """One buyer, price and kind of row, with the seats it gathers."""

    kind: LineKind
    seats: Sequence[ChargedSeat]

    @property
    def quantity(self) -> int:
        """Seats; negative when given back, none when only the buyer's details changed."""
        return {LineKind.CHARGE: 1, LineKind.REVERSAL: -1, LineKind.CHANGED_BUYER: 0}[self.kind] * len(
            self.seats
        )

    def sum_of(self, column: str) -> int:
        """Net, VAT or gross of the row in öre; a changed buyer costs nothing new."""
        if self.kind is LineKind.CHANGED_BUYER:
            return 0
        return sum(getattr(seat.charge, column) for seat in self.seats)


def lines_of(new: Sequence[ChargedSeat], exported: Sequence[ChargedSeat]) -> list[Line]:
    """The rows of the next export, by buyer.

    A charge and its reversal that no export ever held cancel out: they are marked with this
    export but give no row, since there is nothing to invoice and nothing to credit.
    """
    ids = {seat.charge.id for seat in new}
    undone = {seat.charge.reverses_id for seat in new if seat.charge.reverses_id in ids}
    charges = [seat for seat in new if seat.charge.reverses_id is None and seat.charge.id not in undone]
    reversals = [
        seat for seat in new if seat.charge.reverses_id is not None and seat.charge.reverses_id not in ids
    ]
    changed = [seat for seat in exported if seat.charge.buyer_digest != buyer_digest(seat.registration)]
    found = [
        *_gathered(LineKind.CHARGE, charges),
        *_gathered(LineKind.REVERSAL, reversals),
        *_gathered(LineKind.CHANGED_BUYER, changed),
    ]
    return sorted(found, key=lambda line: line.seats[0].registration.buyer_name.casefold())


def buyer_digest(registration: Registration) -> str:
    """Equal as long as nothing that stands on the invoice changed."""
    return hashlib.sha256(repr(_buyer(registration)).encode("utf-8", "backslashreplace")).hexdigest()


def _gathered(kind: LineKind, seats: Iterable[ChargedSeat]) -> list[Line]:
    groups: dict[object, list[ChargedSeat]] = {}
    for seat in seats:
        key = (_buyer(seat.registration), seat.price.id, seat.charge.vat_permille, seat.earlier)
        groups.setdefault(key, []).append(seat)
    return [Line(kind, group) for group in groups.values()]


def _buyer(one: Registration) -> tuple[object, ...]:
    kind = one.buyer_kind.value if one.buyer_kind else ""
    return (
        one.buyer_org_number, one.buyer_name, kind, one.buyer_reference, one.buyer_endpoint,
        one.buyer_street, one.buyer_postcode, one.buyer_town,
    )  # fmt: skip
