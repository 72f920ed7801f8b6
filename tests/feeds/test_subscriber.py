"""A subscriber sees, in a real client, what happens to the conferences: everything, and nothing else."""

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from regapp.database.clock import move_clock
from regapp.database.session import transaction
from tests.conftest import StartServer
from tests.feeds.kinds import DAYS, KINDS, VARBERG, Season, a_day
from tests.feeds.subscriber import Subscriber, Synced
from tests.support.server import LiveServer

pytestmark = pytest.mark.slow
NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
STARTS = "2020-02-14T10:00:00"


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_server(workers=1, REGAPP_CLOCK=STARTS)


@pytest.fixture
def season(server: LiveServer, make_app: Callable[..., Flask]) -> Season:
    """An organizer's hands on the running server's database."""
    return Season(make_app(database_url=server.settings["REGAPP_DATABASE_URL"], base_url=server.url))


@pytest.fixture
def subscriber(server: LiveServer, season: Season, tmp_path: Path) -> Subscriber:
    folder = tmp_path / "subscriber"
    folder.mkdir()
    names = {
        re.sub("[^a-z]", "_", kind.lower()): f"{server.url}{address}"
        for kind, address in season.feeds().items()
    }
    return Subscriber(folder, names)


def varberg(lines: list[str]) -> str:
    (found,) = [line for line in lines if "Sverige – Varberg" in line or "Skogen" in line]
    return found


def test_a_subscriber_sees_a_change_a_move_and_a_cancellation(
    server: LiveServer, season: Season, subscriber: Subscriber
) -> None:
    assert subscriber.sync().brought > len(KINDS)
    assert subscriber.shown("series") == [
        "2020-03-27 10:00|2020-03-27 16:00|CONFIRMED|Smartare, grönare Sverige – Varberg",
        "2020-03-31 10:00|2020-03-31 16:00|CONFIRMED|Smartare, grönare Sverige – Kalmar",
        "2020-04-22 10:00|2020-04-22 16:00|CONFIRMED|Smartare, grönare Sverige – Luleå",
    ]
    assert subscriber.shown("conference") == [
        "2020-05-06|2020-05-06|CONFIRMED|Miljömålsdagarna 2020",
        "2020-05-07|2020-05-07|CONFIRMED|Miljömålsdagarna 2020",
    ]
    assert subscriber.sync() == Synced(0, 0)

    holding = [name for name in subscriber.urls if any("Sverige – Varberg" in one or "Varberg" in one
               for one in subscriber.shown(name, "2020-03-27", "2020-03-28"))]  # fmt: skip
    assert {"all", "series", "place", "county", "on_site"} <= set(holding)
    season.save(VARBERG, NOW, title="Skogen; nu, då")
    assert subscriber.sync().brought >= len(holding)
    assert varberg(subscriber.shown("place")).endswith("|Skogen; nu, då – Varberg")
    assert subscriber.sync() == Synced(0, 0)

    season.save(VARBERG, NOW, days=[a_day(date(2020, 4, 3), (8, 14))])
    subscriber.sync()
    for name in ("all", "series", "place", "county", "personal"):
        assert varberg(subscriber.shown(name)).startswith("2020-04-03 10:00|2020-04-03 16:00|CONFIRMED|"), (
            name
        )

    season.save(DAYS, NOW, practical="Ta med ficklampa")
    assert subscriber.sync() == Synced(0, 0)

    season.cancel(VARBERG, NOW)
    subscriber.sync()
    for name in ("all", "series", "place", "county", "personal"):
        assert varberg(subscriber.shown(name)) == (
            "2020-04-03 10:00|2020-04-03 16:00|CANCELLED|INSTÄLLT: Skogen; nu, då – Varberg"
        )

    turn_clock(season, datetime(2020, 4, 14, 8, 59, 50, tzinfo=UTC))
    assert subscriber.sync() == Synced(0, 0)
    turn_clock(season, datetime(2020, 4, 15, tzinfo=UTC))
    # vdirsyncer asks before it believes that a whole calendar is empty now.
    assert subscriber.sync("--force-delete").gone > 0
    assert [line for line in subscriber.shown("place") if "Varberg" in line] == []


def turn_clock(season: Season, to: datetime) -> None:
    with season.app.app_context(), transaction() as rows:
        move_clock(rows, to, set_from=STARTS)
    # A process reads the clock at most once a second.
    time.sleep(1.2)
