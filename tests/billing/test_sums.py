"""Sums by hand: who buys, from whom, at what price, with a dinner of food and wine."""

from datetime import UTC, datetime

import pytest

from regapp.billing.rules import Parties, Sum, sum_of
from regapp.conferences.models import PricePurpose, PriceRow, VatMode
from regapp.conferences.prices import Pick
from regapp.organizers.models import OrganizerKind

K = OrganizerKind
M = VatMode
NOW = datetime(2020, 2, 14, tzinfo=UTC)
HALLAND = "2021002353"
DINNER = 7


def prices(mode: VatMode, seat: int, food: int, wine: int) -> list[PriceRow]:
    rows = [
        PriceRow(id=1, label="Konferensavgift", amount_minor=seat * 100, vat_permille=250),
        PriceRow(id=2, label="Mat", amount_minor=food * 100, vat_permille=120, option_id=DINNER),
        PriceRow(id=3, label="Dryck", amount_minor=wine * 100, vat_permille=250, option_id=DINNER),
    ]
    for row in rows:
        row.vat_mode, row.currency, row.state_pays_net = mode, "SEK", False
        row.purpose = PricePurpose.OPTION if row.option_id else PricePurpose.SEAT
    return rows


OFFERS = {
    "inclusive": prices(M.INCLUSIVE, 700, 336, 125),
    "exclusive": prices(M.EXCLUSIVE, 700, 300, 100),
    "none": prices(M.NONE, 700, 336, 125),
}


def total(offer: str, seller: K, buyer: K, picks: list[Pick], number: str = "") -> Sum:
    return sum_of(OFFERS[offer], picks, Parties(seller, HALLAND, buyer, number), at=NOW)


@pytest.mark.parametrize(
    ("offer", "seller", "buyer", "gross", "vat"),
    [
        # 700 + 336 + 125; VAT 140 + 36 + 25.
        ("inclusive", K.COUNTY_BOARD, K.MUNICIPALITY, 1161, {250: 165, 120: 36}),
        ("inclusive", K.COUNTY_BOARD, K.COMPANY, 1161, {250: 165, 120: 36}),
        ("inclusive", K.COUNTY_BOARD, K.STATE_ENTERPRISE, 1161, {250: 165, 120: 36}),
        ("inclusive", K.COUNTY_BOARD, K.STATE, 1161, {None: 0}),
        ("inclusive", K.ASSOCIATION, K.STATE, 1161, {250: 165, 120: 36}),
        # 700 + 175, 300 + 36, 100 + 25.
        ("exclusive", K.COUNTY_BOARD, K.MUNICIPALITY, 1336, {250: 200, 120: 36}),
        ("exclusive", K.COUNTY_BOARD, K.COMPANY, 1336, {250: 200, 120: 36}),
        ("exclusive", K.STATE, K.COUNTY_BOARD, 1100, {None: 0}),
        ("none", K.ASSOCIATION, K.COMPANY, 1161, {None: 0}),
        ("none", K.COUNTY_BOARD, K.STATE, 1161, {None: 0}),
    ],
)
def test_one_with_dinner(offer: str, seller: K, buyer: K, gross: int, vat: dict[int | None, int]) -> None:
    found = total(offer, seller, buyer, [Pick(option_ids=(DINNER,))])
    assert found.gross == gross * 100
    assert {line.permille: line.vat // 100 for line in found.vat_lines} == vat
    assert found.vat == sum(vat.values()) * 100


def test_the_own_authority_gets_no_invoice() -> None:
    found = total("inclusive", K.COUNTY_BOARD, K.COUNTY_BOARD, [Pick(option_ids=(DINNER,))], HALLAND)
    assert (found.own, found.gross, found.vat) == (True, 0, 0)


def test_three_of_whom_two_dine_are_lines_times_so_many() -> None:
    picks = [Pick(option_ids=(DINNER,)), Pick(), Pick(option_ids=(DINNER,))]
    found = total("inclusive", K.COUNTY_BOARD, K.MUNICIPALITY, picks)
    assert [(line.price.label, line.quantity, line.gross) for line in found.lines] == [
        ("Konferensavgift", 3, 210_000),
        ("Mat", 2, 67_200),
        ("Dryck", 2, 25_000),
    ]
    assert found.gross == 302_200
    assert found.vat == 3 * 14_000 + 2 * 3_600 + 2 * 2_500


def test_vat_is_rounded_for_each_and_then_multiplied() -> None:
    odd = prices(M.EXCLUSIVE, 0, 0, 0)[:1]
    odd[0].amount_minor = 33_33
    found = sum_of(odd, [Pick()] * 3, Parties(K.COUNTY_BOARD, HALLAND, K.COMPANY), at=NOW)
    # 33,33 x 25 % = 8,3325, rounded to 8,33 for each of three.
    assert (found.vat, found.gross) == (2499, 12498)
