"""What of a change is news."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from regapp.conferences.models import NewsKind
from regapp.conferences.news import NewsDay, PublicState, news_of

FRIDAY = NewsDay(date(2020, 3, 27))
AT_TEN = NewsDay(
    date(2020, 3, 27), datetime(2020, 3, 27, 9, tzinfo=UTC), datetime(2020, 3, 27, 15, tzinfo=UTC)
)
APRIL = NewsDay(date(2020, 4, 3))
PLAIN = PublicState(cancelled=False, days=(FRIDAY,), programme=False)
UNDATED = replace(PLAIN, days=())
OFF = replace(PLAIN, cancelled=True)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, PLAIN, [NewsKind.PUBLISHED]),
        (None, replace(PLAIN, programme=True), [NewsKind.PUBLISHED]),
        (None, OFF, [NewsKind.CANCELLED]),
        (PLAIN, PLAIN, []),
        (UNDATED, PLAIN, [NewsKind.DATED]),
        (PLAIN, replace(PLAIN, days=(APRIL,)), [NewsKind.MOVED]),
        (PLAIN, replace(PLAIN, days=(FRIDAY, APRIL)), [NewsKind.MOVED]),
        (PLAIN, replace(PLAIN, days=(AT_TEN,)), [NewsKind.RETIMED]),
        (PLAIN, UNDATED, [NewsKind.POSTPONED]),
        (PLAIN, OFF, [NewsKind.CANCELLED]),
        (OFF, OFF, []),
        (OFF, replace(OFF, programme=True), []),
        (PLAIN, replace(PLAIN, programme=True), [NewsKind.PROGRAMME]),
        (UNDATED, replace(PLAIN, programme=True), [NewsKind.DATED, NewsKind.PROGRAMME]),
    ],
)
def test_only_what_a_subscriber_did_not_know_is_told(
    before: PublicState | None, after: PublicState, told: list[NewsKind]
) -> None:
    assert news_of(before, after) == told


def test_a_state_comes_back_from_the_database_as_it_was() -> None:
    state = PublicState(cancelled=False, days=(AT_TEN, APRIL), programme=True)
    assert PublicState.of(state.stored()) == state
