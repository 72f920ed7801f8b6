"""For whom a series' page speaks, and what counts as over."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.opening import next_opening
from regapp.site.rules import cards_of, days_to_opening, headline, is_over
from tests.world import OPENS_AT, make_conference, make_organizer

OPEN = datetime(2020, 2, 14, 9, tzinfo=UTC)


@pytest.fixture
def three(session: Session) -> list[Conference]:
    """Varberg, Kalmar and Luleå, in that order of time; Luleå takes sign-ups longest."""
    halland = make_organizer(session)
    days = {"varberg": date(2020, 3, 27), "kalmar": date(2020, 3, 31), "lulea": date(2020, 4, 22)}
    made = [make_conference(session, halland, path=path, days=(day,)) for path, day in days.items()]
    made[2].closes_at = datetime(2020, 4, 15, 22, tzinfo=UTC)
    return made


def leads(three: list[Conference], at: datetime) -> str:
    found = headline(cards_of(three, at))
    assert found is not None
    return found.card.conference.place


def test_a_series_without_conferences_has_no_headline() -> None:
    assert headline([]) is None


def test_one_with_seats_leads_a_full_one(three: list[Conference]) -> None:
    assert leads(three, OPEN) == "Varberg"
    three[0].pools[0].taken = three[0].pools[0].capacity
    assert leads(three, OPEN) == "Kalmar"


def test_an_open_one_leads_closed_and_cancelled_ones(three: list[Conference]) -> None:
    three[0].status = ConferenceStatus.CANCELLED
    assert leads(three, datetime(2020, 4, 1, tzinfo=UTC)) == "Lulea"


def test_a_cancelled_one_speaks_only_where_all_are(three: list[Conference]) -> None:
    three[0].status = ConferenceStatus.CANCELLED
    assert leads(three, datetime(2020, 6, 1, tzinfo=UTC)) == "Kalmar"
    three[1].status = three[2].status = ConferenceStatus.CANCELLED
    assert leads(three, datetime(2020, 6, 1, tzinfo=UTC)) == "Varberg"


def test_a_full_one_that_is_put_off_leads_one_that_is_over(three: list[Conference]) -> None:
    three[1].status = ConferenceStatus.POSTPONED
    three[1].pools[0].taken = three[1].pools[0].capacity
    assert leads(three, datetime(2020, 6, 1, tzinfo=UTC)) == "Kalmar"


def test_a_last_day_is_named_only_if_it_is_everybody_s(three: list[Conference]) -> None:
    together, apart = headline(cards_of(three[:2], OPEN)), headline(cards_of(three, OPEN))
    assert together is not None and together.last_day == date(2020, 3, 20)
    assert apart is not None and apart.last_day is None


@pytest.mark.parametrize(
    ("at", "over"),
    [(datetime(2020, 3, 27, 22, 59, tzinfo=UTC), False), (datetime(2020, 3, 27, 23, 0, tzinfo=UTC), True)],
)
def test_a_conference_is_over_when_its_day_ends_in_sweden(
    three: list[Conference], at: datetime, over: bool
) -> None:
    for status in (ConferenceStatus.PUBLISHED, ConferenceStatus.CANCELLED):
        three[0].status = status
        assert is_over(cards_of(three[:1], at)[0], at) is over


def test_a_cancelled_one_without_a_day_is_over_after_sixty_days(three: list[Conference]) -> None:
    kurs = three[0]
    kurs.days.clear()
    kurs.status, kurs.cancelled_at = ConferenceStatus.CANCELLED, OPEN
    before, after = datetime(2020, 4, 14, 8, tzinfo=UTC), datetime(2020, 4, 14, 9, tzinfo=UTC)
    assert [is_over(cards_of([kurs], at)[0], at) for at in (before, after)] == [False, True]


def test_days_to_the_opening_are_counted_by_the_calendar(three: list[Conference]) -> None:
    last_second = datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC)
    assert days_to_opening(three[0], datetime(2020, 1, 12, 22, 59, tzinfo=UTC)) == 3
    assert days_to_opening(three[0], datetime(2020, 1, 12, 23, 0, tzinfo=UTC)) == 2
    assert days_to_opening(three[0], last_second) == 1
    assert days_to_opening(three[0], OPENS_AT) == 0
    assert next_opening(three, last_second) == OPENS_AT
    assert next_opening(three, OPENS_AT) is None
