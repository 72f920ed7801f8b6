"""VAT by who sells and who buys, and the numbers that invoices are sent to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regapp.billing.rules import amounts, is_own_authority, parse_endpoint
from regapp.conferences.models import PricePurpose, PriceRow, VatMode
from regapp.conferences.prices import seat_price
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.organizers.organization_number import parse, suggested_kind

K = OrganizerKind
NOW = datetime(2020, 2, 14, tzinfo=UTC)


def a_price(mode: VatMode, amount: int = 70_000, **values: object) -> PriceRow:
    defaults = {"purpose": PricePurpose.SEAT, "vat_permille": 250, "currency": "SEK", "state_pays_net": False}
    return PriceRow(amount_minor=amount, vat_mode=mode, **defaults | values)


@pytest.mark.parametrize(
    ("mode", "seller", "buyer", "expected"),
    [
        (VatMode.INCLUSIVE, K.COUNTY_BOARD, K.MUNICIPALITY, (56_000, 14_000, 70_000, 250)),
        (VatMode.INCLUSIVE, K.COUNTY_BOARD, K.STATE, (70_000, 0, 70_000, None)),
        (VatMode.INCLUSIVE, K.COUNTY_BOARD, K.STATE_ENTERPRISE, (56_000, 14_000, 70_000, 250)),
        (VatMode.INCLUSIVE, K.COUNTY_BOARD, K.PERSON, (56_000, 14_000, 70_000, 250)),
        (VatMode.INCLUSIVE, K.ASSOCIATION, K.STATE, (56_000, 14_000, 70_000, 250)),
        (VatMode.EXCLUSIVE, K.STATE, K.MUNICIPALITY, (70_000, 17_500, 87_500, 250)),
        (VatMode.EXCLUSIVE, K.STATE, K.COUNTY_BOARD, (70_000, 0, 70_000, None)),
        (VatMode.NONE, K.ASSOCIATION, K.COMPANY, (70_000, 0, 70_000, None)),
    ],
)
def test_the_vat_table(
    mode: VatMode, seller: K, buyer: K, expected: tuple[int, int, int, int | None]
) -> None:
    found = amounts(a_price(mode), seller_kind=seller, buyer_kind=buyer)
    assert (found.net_minor, found.vat_minor, found.gross_minor, found.vat_permille) == expected


def test_a_state_buyer_may_pay_the_net_of_an_inclusive_price() -> None:
    price = a_price(VatMode.INCLUSIVE, state_pays_net=True)
    assert amounts(price, seller_kind=K.STATE, buyer_kind=K.STATE).gross_minor == 56_000


def test_an_undecided_price_charges_nobody() -> None:
    with pytest.raises(Refusal, match="price_undecided"):
        amounts(a_price(VatMode.UNDECIDED), seller_kind=K.STATE, buyer_kind=K.STATE)


@given(
    st.integers(0, 10_000_000),
    st.sampled_from([VatMode.INCLUSIVE, VatMode.EXCLUSIVE, VatMode.NONE]),
    st.sampled_from(list(K)),
    st.sampled_from(list(K)),
    st.sampled_from([60, 120, 250]),
)
def test_net_and_vat_make_the_whole(amount: int, mode: VatMode, seller: K, buyer: K, rate: int) -> None:
    found = amounts(a_price(mode, amount, vat_permille=rate), seller_kind=seller, buyer_kind=buyer)
    assert found.net_minor + found.vat_minor == found.gross_minor
    if mode is VatMode.INCLUSIVE:
        assert found.gross_minor == amount
    if found.vat_permille:
        assert abs(found.vat_minor * 1000 - found.net_minor * found.vat_permille) <= 1000


def test_the_newest_price_in_force_counts() -> None:
    early = a_price(VatMode.INCLUSIVE, id=1, valid_until=NOW)
    late = a_price(VatMode.INCLUSIVE, id=2, valid_from=NOW)
    assert seat_price([early, late], None, NOW) is late
    assert seat_price([early, late], None, NOW - timedelta(seconds=1)) is early
    assert seat_price([], None, NOW) is None


@pytest.mark.parametrize(
    "text", ["202100-2353", "2021002353", " 202100 2353 ", "16202100-2353", "202100\N{EN DASH}2353"]
)
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert parse(text) == "2021002353"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("202100-009", "org_number_length"),
        ("202100-2354", "org_number_wrong"),
        ("abc", "org_number_wrong"),
        ("8001011230", "org_number_personal"),
        ("٢٠٢١٠٠٢٣٥٣", "org_number_wrong"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        parse(text)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("2021002353", K.COUNTY_BOARD),
        ("2021001975", K.STATE),
        ("2021004284", K.STATE_ENTERPRISE),
        ("2120001249", K.MUNICIPALITY),
        ("2321000115", K.REGION),
        ("5560125790", None),
    ],
)
def test_a_number_suggests_who_it_belongs_to(number: str, kind: K | None) -> None:
    assert suggested_kind(number) is kind


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("0007:202100-2353", "0007:2021002353"),
        ("2021002353", "0007:2021002353"),
        ("7350053850019", "0088:7350053850019"),
        ("0088:7350053850019", "0088:7350053850019"),
    ],
)
def test_an_address_for_e_invoices_gets_its_scheme(text: str, address: str) -> None:
    assert parse_endpoint(text) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0088:7350053850018", "endpoint_wrong"),
        ("0007:2021002354", "endpoint_wrong"),
        ("9955:SE2021002353", "endpoint_scheme"),
        ("x", "endpoint_scheme"),
    ],
)
def test_a_wrong_address_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        parse_endpoint(text)


def test_nobody_invoices_themselves() -> None:
    assert is_own_authority("2021002353", "2021002353")
    assert not is_own_authority(None, "")
