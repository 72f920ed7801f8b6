"""What goes together, what is eaten, when the remote link is shown."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from regapp.choices.offers import ItemOffer, RoundOffer
from regapp.choices.rules import check_together, clashes, eaten, link_to_come, shown_link
from regapp.conferences.models import Conference, ConferenceDay
from regapp.kernel.refusal import Refusal

MORNING, NOON, THREE = (datetime(2020, 3, 27, hour, 0, tzinfo=UTC) for hour in (9, 12, 15))
LINK = "https://mote.exempel.se/x"


def item(
    number: int, begins: datetime | None = None, ends: datetime | None = None, *, day: int = 1
) -> ItemOffer:
    return ItemOffer(number, day, f"Pass {number}", "", "", begins, ends, None)


def a_round(number: int, *items: ItemOffer, required: bool = False) -> RoundOffer:
    return RoundOffer(items[0].day_id, date(2020, 3, 27), number, required, "Europe/Stockholm", items)


@dataclass(frozen=True)
class Dish:
    id: int
    day_id: int


def test_items_clash_when_they_share_an_instant_and_not_when_one_ends_as_the_other_begins() -> None:
    long, first, second = item(1, MORNING, THREE), item(2, MORNING, NOON), item(3, NOON, THREE)
    assert clashes([long, first, second]) == [(long, first), (long, second)]
    assert clashes([first, second]) == []


def test_what_has_no_hours_clashes_with_nothing() -> None:
    assert clashes([item(1), item(2, MORNING, NOON), item(3)]) == []


@pytest.mark.parametrize(
    ("chosen", "days", "code"),
    [
        ([1, 2], None, "choice_twice"),
        ([99], None, "choice_gone"),
        ([1], [2], "choice_other_day"),
        ([1, 3], None, "choice_clash"),
        ([3], None, "choice_missing"),
    ],
)
def test_what_does_not_go_together_is_refused(chosen: list[int], days: list[int] | None, code: str) -> None:
    first = a_round(1, item(1, MORNING, THREE), item(2, NOON, THREE), required=code == "choice_missing")
    second = a_round(2, item(3, NOON, THREE))
    with pytest.raises(Refusal, match=code):
        check_together([first, second], chosen, days)


def test_one_of_each_round_at_hours_of_its_own_goes_together() -> None:
    rounds = [a_round(1, item(1, MORNING, NOON), required=True), a_round(2, item(2, NOON, THREE))]
    check_together(rounds, [1, 2], None)
    check_together(rounds, [], [7])


def test_a_meal_is_eaten_by_who_ticked_it_and_comes_that_day() -> None:
    dishes = [Dish(1, 1), Dish(2, 1), Dish(3, 2)]
    assert eaten(dishes, [1, 3], None) == (1, 3)
    assert eaten(dishes, [1, 3], [1]) == (1,)
    assert eaten(dishes, [], [1, 2]) == ()


def conference(*days: ConferenceDay) -> Conference:
    return Conference(zone="Europe/Stockholm", remote_url=LINK, days=list(days))


def test_the_link_is_shown_from_a_quarter_before_each_day_until_it_ends() -> None:
    morrow = timedelta(days=1)
    held = conference(
        ConferenceDay(on=date(2020, 3, 27), starts_at=MORNING, ends_at=THREE),
        ConferenceDay(on=date(2020, 3, 28), starts_at=MORNING + morrow, ends_at=THREE + morrow),
    )
    quarter = timedelta(minutes=15)
    assert shown_link(held, MORNING - quarter - timedelta(seconds=1)) == ""
    assert shown_link(held, MORNING - quarter) == LINK
    assert shown_link(held, THREE - timedelta(seconds=1)) == LINK
    assert shown_link(held, THREE) == ""
    assert link_to_come(held, THREE)
    assert shown_link(held, MORNING + timedelta(days=1)) == LINK
    assert not link_to_come(held, THREE + timedelta(days=1))


def test_of_a_day_without_hours_it_is_shown_from_midnight_to_midnight_also_when_clocks_change() -> None:
    held = conference(ConferenceDay(on=date(2020, 3, 29)))
    assert shown_link(held, datetime(2020, 3, 28, 22, 59, 59, tzinfo=UTC)) == ""
    assert shown_link(held, datetime(2020, 3, 28, 23, 0, tzinfo=UTC)) == LINK
    assert shown_link(held, datetime(2020, 3, 29, 21, 59, 59, tzinfo=UTC)) == LINK
    assert shown_link(held, datetime(2020, 3, 29, 22, 0, tzinfo=UTC)) == ""


def test_a_day_that_was_taken_away_shows_no_link() -> None:
    held = conference(ConferenceDay(on=date(2020, 3, 27), starts_at=MORNING, ends_at=THREE, removed_at=NOON))
    assert shown_link(held, MORNING) == ""
    assert not link_to_come(held, MORNING - timedelta(days=9))
