"""What is said of where and when, whoever reads it and wherever the server stands."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceMode
from regapp.conferences.texts import when_and_zone
from regapp.kernel.clock import FixedClock
from tests.world import make_conference, make_organizer

HOURS = "fredag 27 mars 2020 kl.\N{NO-BREAK SPACE}10\N{EN DASH}16"


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


@pytest.fixture(params=["America/New_York", "Asia/Tokyo"])
def server_abroad(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_t7_pages_tell_swedish_time_wherever_the_server_stands(
    server_abroad: None, client: FlaskClient, clock: FixedClock, varberg: Conference
) -> None:
    clock.set(datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC))
    assert plain(HOURS) in plain(client.get("/varberg").text)
    assert "Anmälan öppnar i morgon." in client.get("/varberg/anmalan").text
    clock.set(datetime(2020, 1, 14, 23, 0, 0, tzinfo=UTC))
    assert "Skicka anmälan" in client.get("/varberg/anmalan").text


def test_t7_who_may_read_it_elsewhere_is_told_whose_time_it_is(varberg: Conference) -> None:
    assert plain(when_and_zone(varberg)) == plain(HOURS)
    assert when_and_zone(varberg, "en").endswith(" (Swedish time)")
    varberg.mode = ConferenceMode.HYBRID
    assert when_and_zone(varberg).endswith(" (svensk tid)")
    varberg.zone = "Europe/Helsinki"
    assert when_and_zone(varberg).endswith(" (tid i Helsinki)")


def test_t7_without_hours_there_is_no_zone_to_tell(session: Session) -> None:
    whole_day = make_conference(session, make_organizer(session), hours=None)
    assert plain(when_and_zone(whole_day, "en")) == "Friday 27 March 2020"


@pytest.mark.parametrize(
    ("at", "day", "said"),
    [
        (datetime(2020, 2, 29, 11, tzinfo=UTC), date(2020, 2, 29), "lördag 29 februari 2020"),
        (datetime(2020, 12, 31, 22, 59, 59, tzinfo=UTC), date(2021, 1, 1), "fredag 1 januari 2021"),
        (datetime(2020, 12, 31, 23, 0, tzinfo=UTC), date(2021, 1, 1), "fredag 1 januari 2021"),
        (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), date(2038, 1, 19), "tisdag 19 januari 2038"),
    ],
)
def test_t8_no_day_of_the_calendar_is_too_odd(
    client: FlaskClient, clock: FixedClock, session: Session, at: datetime, day: date, said: str
) -> None:
    make_conference(session, make_organizer(session), path="dagen", days=(day,), closes_at=None)
    clock.set(at)
    for path in ("/", "/dagen", "/dagen/anmalan", "/kalender.ics", "/personuppgifter/halland"):
        assert client.get(path).status_code == 200, path
    assert said in plain(client.get("/dagen").text)
    assert day.strftime("%Y%m%d") in client.get("/dagen.ics").text
