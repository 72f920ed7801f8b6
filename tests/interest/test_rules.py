"""Which wish a page takes, and which lists a piece of news is for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus, SeatPool
from regapp.conferences.rules import standing
from regapp.interest.models import Wish
from regapp.interest.rules import Due, Editions, Group, Kind, makes_circle, news_for, wish_among, wish_at
from tests.interest.wishes import BEFORE, OPENED
from tests.world import MADE_AT, OPENS_AT

CLOSES = datetime(2020, 3, 20, 23, 0, tzinfo=UTC)
NONE = Editions({}, {})


def a_conference(
    number: int = 1, *, days: Sequence[date] = (date(2020, 3, 27),), **values: Any
) -> Conference:
    defaults: dict[str, Any] = {
        "id": number,
        "status": ConferenceStatus.PUBLISHED,
        "zone": "Europe/Stockholm",
        "opens_at": OPENS_AT,
        "closes_at": CLOSES,
        "created_at": MADE_AT,
        "preliminary": False,
        "has_waiting_list": True,
        "days": [ConferenceDay(on=on) for on in days],
    }
    return Conference(**defaults | values)


def a_group(
    conference_id: int | None = None, series_id: int | None = None, kind: Wish = Wish.OPENING, **values: Any
) -> Group:
    return Group(
        conference_id, series_id, kind,
        values.get("awaits_date", False), values.get("made_at", BEFORE),
    )  # fmt: skip


def told(
    groups: Sequence[Group], conferences: Sequence[Conference], now: datetime, editions: Editions = NONE
) -> list[tuple[Kind, int, list[tuple[int | None, int | None]]]]:
    return [
        (news.kind, news.conference_id, [(due.conference_id, due.series_id) for due in news.lists])
        for news in news_for(groups, conferences, editions, now)
    ]


def wish_of(now: datetime, *, taken: int = 0, **values: Any) -> Wish | None:
    return wish_at(standing(a_conference(**values), SeatPool(capacity=50, taken=taken, waiting=0), now))


@pytest.mark.parametrize(
    ("now", "values", "expected"),
    [
        (BEFORE, {}, Wish.OPENING),
        (BEFORE, {"opens_at": None, "closes_at": None, "days": ()}, Wish.OPENING),
        (OPENED, {}, None),
        (OPENED, {"taken": 50}, None),
        (OPENED, {"taken": 50, "has_waiting_list": False}, Wish.NEXT),
        (CLOSES, {}, Wish.NEXT),
        (datetime(2020, 3, 27, 9, tzinfo=UTC), {}, Wish.NEXT),
        (datetime(2020, 6, 1, tzinfo=UTC), {}, Wish.NEXT),
        (BEFORE, {"status": ConferenceStatus.CANCELLED}, Wish.NEXT),
        (BEFORE, {"status": ConferenceStatus.DRAFT}, None),
    ],
)
def test_a_page_takes_the_wish_that_fits_how_it_stands(
    now: datetime, values: dict[str, Any], expected: Wish | None
) -> None:
    assert wish_of(now, **values) is expected


def test_a_series_takes_wishes_while_none_of_its_places_takes_sign_ups() -> None:
    pool = SeatPool(capacity=50, taken=0, waiting=0)
    soon, later = a_conference(), a_conference(2, opens_at=None, closes_at=None)
    gone = a_conference(3, status=ConferenceStatus.CANCELLED)

    def at(now: datetime, *places: Conference) -> Wish | None:
        return wish_among(standing(one, pool, now) for one in places)

    assert at(BEFORE, soon, later, gone) is Wish.OPENING
    assert at(OPENED, soon, later) is None
    assert at(CLOSES, soon, later) is Wish.OPENING
    assert at(CLOSES, soon, gone) is Wish.NEXT
    assert at(BEFORE) is Wish.OPENING


def test_an_opening_is_told_from_its_very_second_on() -> None:
    groups = [a_group(1)]
    assert told(groups, [a_conference()], OPENED - timedelta(seconds=1)) == []
    assert told(groups, [a_conference()], OPENED) == [(Kind.OPENED, 1, [(1, None)])]
    assert told(groups, [a_conference()], CLOSES) == []
    assert told(groups, [a_conference(status=ConferenceStatus.DRAFT)], OPENED) == []


def test_an_opening_is_for_its_own_list_the_series_and_everything_nearest_first() -> None:
    groups = [a_group(), a_group(None, 7), a_group(1), a_group(2), a_group(None, 8)]
    conference = a_conference(series_id=7)
    assert told(groups, [conference], OPENED) == [(Kind.OPENED, 1, [(1, None), (None, 7), (None, None)])]


def test_everything_means_what_opens_after_one_asked() -> None:
    assert told([a_group(made_at=OPENED)], [a_conference()], OPENED + timedelta(days=1)) == []


def test_the_next_edition_is_the_one_that_names_its_predecessor_however_far_back() -> None:
    editions = Editions({1: None, 2: None, 3: None, 4: None}, {1: None, 2: 1, 3: 2, 4: None})
    waiting = [a_group(1, kind=Wish.NEXT), a_group(3, kind=Wish.NEXT), a_group(4, kind=Wish.NEXT)]
    assert told(waiting, [a_conference(3)], OPENED, editions) == [(Kind.OPENED, 3, [(1, None)])]
    assert told(waiting, [a_conference(2)], OPENED, editions) == [(Kind.OPENED, 2, [(1, None)])]


def test_a_series_carries_over_to_what_is_made_in_it_later_not_to_its_other_places() -> None:
    editions = Editions({1: 7, 2: 7, 3: 7}, {})
    asked = [a_group(1, kind=Wish.NEXT), a_group(None, 7, Wish.NEXT)]
    beside = a_conference(2, series_id=7)
    assert told(asked, [beside], OPENED, editions) == []
    after = a_conference(3, series_id=7, created_at=BEFORE + timedelta(days=1))
    (news,) = news_for(asked, [after], editions, OPENED)
    assert news.lists == (
        Due(1, None, Wish.NEXT, after.created_at),
        Due(None, 7, Wish.NEXT, after.created_at),
    )


def test_a_named_predecessor_carries_its_series_along() -> None:
    editions = Editions({1: 7, 2: None}, {2: 1})
    assert told([a_group(None, 7, Wish.NEXT)], [a_conference(2)], OPENED, editions) == [
        (Kind.OPENED, 2, [(None, 7)])
    ]


def test_a_date_is_told_to_those_who_asked_before_there_was_one() -> None:
    waiting = [a_group(1, awaits_date=True), a_group(1)]
    assert told(waiting, [a_conference(days=())], BEFORE) == []
    assert told(waiting, [a_conference(preliminary=True)], BEFORE) == []
    assert told(waiting, [a_conference()], BEFORE) == [(Kind.DATED, 1, [(1, None)])]
    assert told([a_group(1)], [a_conference()], BEFORE) == []


def test_who_hears_of_the_opening_hears_of_no_date() -> None:
    waiting = [a_group(1, awaits_date=True)]
    assert told(waiting, [a_conference()], OPENED) == [(Kind.OPENED, 1, [(1, None)])]


def test_a_cancellation_is_told_to_its_list_and_to_the_series_when_nothing_is_left() -> None:
    gone = a_conference(1, series_id=7, status=ConferenceStatus.CANCELLED)
    left = a_conference(2, series_id=7)
    waiting = [a_group(1), a_group(None, 7)]
    assert told(waiting, [gone, left], BEFORE) == [(Kind.CALLED_OFF, 1, [(1, None)])]
    assert told(waiting, [gone], BEFORE) == [
        (Kind.CALLED_OFF, 1, [(1, None)]),
        (Kind.CALLED_OFF, 1, [(None, 7)]),
    ]
    assert told([a_group(1, kind=Wish.NEXT)], [gone], BEFORE) == []


def test_no_conference_comes_before_itself_and_a_circle_ends() -> None:
    editions = Editions({}, {1: None, 2: 1, 3: 2})
    assert makes_circle(1, 3, editions)
    assert makes_circle(1, 1, editions)
    assert not makes_circle(3, 1, editions)
    assert not makes_circle(1, None, editions)
    assert Editions({}, {1: 2, 2: 1}).before(1) == {1, 2}
