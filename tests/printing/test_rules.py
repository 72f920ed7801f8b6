"""Sheets of badges, and what is new on a badge."""

from dataclasses import replace

import pytest

from regapp.printing.rules import STOCKS, Badge, Order, Stock, in_order


def a_badge(**values: object) -> Badge:
    return replace(Badge(1, "Åsa Öberg", "", "RUS", False, "ABC", "b"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS)
def test_the_badges_of_a_sheet_stand_in_its_middle(sheet: Stock) -> None:
    assert 2 * sheet.left_mm + sheet.columns * sheet.width_mm == 210
    assert 2 * sheet.top_mm + sheet.rows * sheet.height_mm == 297
    assert sheet.left_mm > 5
    assert sheet.top_mm > 5


@pytest.mark.parametrize(
    "change", [{"name": "Åsa"}, {"line": "chef"}, {"organization": "SGU"}, {"no_photo": True}]
)
def test_a_badge_is_new_until_it_is_printed_and_again_when_its_words_change(
    change: dict[str, object],
) -> None:
    badge = a_badge()
    assert badge.is_new
    assert not a_badge(printed_as=badge.digest).is_new
    assert a_badge(printed_as=badge.digest, **change).is_new


def test_badges_lie_by_name_or_by_organization_and_then_name() -> None:
    people = [
        a_badge(participant_id=1, organization="SGU", sort_key="a"),
        a_badge(participant_id=2, organization="RUS", sort_key="c"),
        a_badge(participant_id=3, organization="RUS", sort_key="b"),
    ]
    assert [one.participant_id for one in in_order(people, Order.NAME)] == [1, 3, 2]
    assert [one.participant_id for one in in_order(people, Order.ORGANIZATION)] == [3, 2, 1]
