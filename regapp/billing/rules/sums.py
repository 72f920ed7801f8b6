"""The sum of what is chosen: the one place that adds prices up. Pure.

The form shows it, a recount shows it, and the charges are made of the same lines: a seat's VAT is
rounded for itself, and a line is so many of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regapp.billing.rules.vat import Amounts, Parties
from regapp.conferences.models import PriceRow
from regapp.conferences.prices import Pick, rows_for


@dataclass(frozen=True)
class Line:
    """One price row, so many times. `each` is one of them."""

    price: PriceRow
    quantity: int
    each: Amounts

    @property
    def net(self) -> int:
        return self.each.net_minor * self.quantity

    @property
    def vat(self) -> int:
        return self.each.vat_minor * self.quantity

    @property
    def gross(self) -> int:
        return self.each.gross_minor * self.quantity


@dataclass(frozen=True)
class VatLine:
    """The VAT of one rate in a sum; `permille` None is what lies outside VAT."""

    permille: int | None
    net: int
    vat: int


@dataclass(frozen=True)
class Sum:
    """What a registration comes to, in öre.

    own  buyer and seller are the same authority: no invoice at all
    """

    lines: tuple[Line, ...]
    own: bool = False

    @property
    def gross(self) -> int:
        return 0 if self.own else sum(line.gross for line in self.lines)

    @property
    def vat(self) -> int:
        return 0 if self.own else sum(line.vat for line in self.lines)

    @property
    def vat_lines(self) -> tuple[VatLine, ...]:
        """By rate, the highest first, what carries none last; lines of 0 kr have no VAT to tell of."""
        rates: dict[int | None, list[Line]] = {}
        for line in self.lines:
            if line.gross:
                rates.setdefault(line.each.vat_permille, []).append(line)
        found = [
            VatLine(rate, sum(line.net for line in lines), sum(line.vat for line in lines))
            for rate, lines in rates.items()
        ]
        return tuple(
            sorted(found, key=lambda one: -1 if one.permille is None else one.permille, reverse=True)
        )


def sum_of(prices: Sequence[PriceRow], picks: Iterable[Pick], parties: Parties, *, at: datetime) -> Sum:
    """What these participants' choices cost this buyer at the prices of `at`.

    Lines in the order in which the rows are first chosen. Refuses price_undecided.

    By hand, a conference fee of 700 kr with VAT (560 + 140), and a dinner of food 336 kr with 12 %
    (300 + 36) and wine 125 kr with 25 % (100 + 25), sold by a county board:

    | Buyer | Fee | Food | Wine | Sum | VAT 25 % | VAT 12 % |
    |---|---|---|---|---|---|---|
    | municipality, region, company, person | 700 | 336 | 125 | 1 161 | 165 | 36 |
    | another state authority | 700 | 336 | 125 | 1 161 | none | none |
    | the county board itself | | | | no invoice | | |

    The same as prices without VAT (700, 300, 100): 875 + 336 + 125 = 1 336 for those who pay VAT
    (175 + 25 of 25 %, 36 of 12 %), 1 100 for a state authority.
    """
    counted: dict[int, list[PriceRow]] = {}
    for pick in picks:
        for row in rows_for(prices, pick, at):
            counted.setdefault(id(row), []).append(row)
    lines = [Line(rows[0], len(rows), parties.amounts(rows[0])) for rows in counted.values()]
    return Sum(tuple(lines), own=parties.own)
