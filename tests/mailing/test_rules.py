"""Back-off and the hourly limit, as tables."""

from datetime import timedelta

import pytest

from regapp.mailing.rules import held_until, next_attempt
from tests.mailing.post import NOW

_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (50, 60)])
def test_a_letter_waits_longer_each_time_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert next_attempt(attempts, first_tried_at=NOW, now=NOW) == NOW + minutes * _MINUTE


def test_a_letter_is_tried_for_four_days_and_then_given_up() -> None:
    almost, over = timedelta(days=4) - _MINUTE, timedelta(days=4)
    assert next_attempt(99, first_tried_at=NOW, now=NOW + almost) is not None
    assert next_attempt(99, first_tried_at=NOW, now=NOW + over) is None


@pytest.mark.parametrize("under_way", [0, 1, 2])
def test_the_third_letter_of_an_hour_leaves_at_once(under_way: int) -> None:
    sent = [NOW - 10 * _MINUTE] * (2 - under_way)
    assert held_until(sent, under_way=under_way, now=NOW) is None


def test_the_fourth_letter_waits_until_an_hour_after_the_first() -> None:
    sent = [NOW - 10 * _MINUTE, NOW - 50 * _MINUTE, NOW - 20 * _MINUTE]
    assert held_until(sent, under_way=0, now=NOW) == NOW + 10 * _MINUTE


def test_letters_still_under_way_count_before_they_have_left() -> None:
    assert held_until([], under_way=3, now=NOW) == NOW + timedelta(hours=1)
