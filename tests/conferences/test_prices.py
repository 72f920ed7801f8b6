"""Which price counts when, and how it reads."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from regapp.conferences.models import Conference, PricePurpose, PriceRow, VatMode
from regapp.conferences.price_texts import price_facts
from regapp.conferences.prices import early_price, option_prices, seat_price
from regapp.conferences.rules import local_instant
from regapp.organizers.models import Organizer, OrganizerKind

EARLY_ENDS = local_instant(date(2020, 2, 1), 0, 0, "Europe/Stockholm")
JANUARY, MARCH = datetime(2020, 1, 20, tzinfo=UTC), datetime(2020, 3, 1, tzinfo=UTC)


def a_row(number: int, kronor: int, **values: Any) -> PriceRow:
    defaults = {
        "label": "Avgift", "vat_mode": VatMode.INCLUSIVE, "vat_permille": 250, "included": "",
        "included_en": "", "purpose": PricePurpose.SEAT,
    }  # fmt: skip
    return PriceRow(id=number, amount_minor=kronor * 100, **defaults | values)


def a_conference(*rows: PriceRow) -> Conference:
    owner = Organizer(kind=OrganizerKind.COUNTY_BOARD)
    return Conference(prices=list(rows), owner=owner, zone="Europe/Stockholm")


def test_an_early_price_stands_before_the_one_without_an_end_whichever_was_made_first() -> None:
    early, late = a_row(2, 600, valid_until=EARLY_ENDS), a_row(1, 700)
    for rows in ([early, late], [late, early]):
        assert seat_price(rows, None, EARLY_ENDS - timedelta(seconds=1)) is early
        assert seat_price(rows, None, EARLY_ENDS) is late


def test_the_page_tells_the_early_price_and_what_follows_it() -> None:
    conference = a_conference(a_row(1, 700), a_row(2, 600, valid_until=EARLY_ENDS))
    text = price_facts(conference, "sv", JANUARY).replace("\N{NO-BREAK SPACE}", " ")
    assert text == "Till och med 31 januari 600 kr, därefter 700 kr"
    assert price_facts(conference, "sv") == price_facts(conference, "sv", JANUARY)
    assert price_facts(conference, "sv", MARCH).replace("\N{NO-BREAK SPACE}", " ") == "700 kr"


def test_a_price_that_was_replaced_counts_for_the_time_before() -> None:
    old = a_row(1, 700, withdrawn_at=JANUARY)
    new = a_row(2, 800, valid_from=JANUARY)
    assert seat_price([old, new], None, JANUARY - timedelta(days=1)) is old
    assert seat_price([old, new], None, JANUARY) is new
    assert early_price([old, new], None, JANUARY - timedelta(days=1)) is None


def test_a_category_without_a_price_in_force_is_not_offered() -> None:
    assert seat_price([a_row(1, 700)], 5, MARCH) is None
    student = a_row(2, 300, category_id=5)
    assert seat_price([a_row(1, 700), student], 5, MARCH) is student


def test_an_option_is_all_its_rows_one_of_each_name() -> None:
    its: dict[str, Any] = {"purpose": PricePurpose.OPTION, "option_id": 9}
    food = a_row(1, 300, label="Mat", **its)
    wine_before = a_row(2, 90, label="Dryck", withdrawn_at=JANUARY, **its)
    wine = a_row(3, 100, label="Dryck", **its)
    assert option_prices([food, wine_before, wine], 9, MARCH) == [food, wine]
    assert option_prices([food, wine_before, wine], 9, JANUARY - timedelta(days=1)) == [food, wine_before]
