"""REGAPP_CLOCK: obeyed once, by the first process that finds a database."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from regapp.app import create_app
from regapp.config import Config, ConfigurationError
from regapp.database import migrate
from regapp.database.session import db, engine
from regapp.web.clock import now

SET = "2020-01-14T23:59:50"
AT = datetime(2020, 1, 14, 22, 59, 50, tzinfo=UTC)


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Flask]:
    def start(**more: str) -> Flask:
        environment = {"REGAPP_TESTING": "1", "REGAPP_INSTANCE": str(tmp_path)} | more
        app = create_app(Config.from_environment(environment))
        with app.app_context():
            migrate.upgrade(engine())
            db.engine.dispose()
        return app

    return start


def clock_of(app: Flask) -> datetime:
    with app.app_context():
        shown = now()
        db.engine.dispose()
    return shown


def test_the_first_process_sets_it_and_later_ones_let_it_tick(start: Callable[..., Flask]) -> None:
    start()
    first = clock_of(start(REGAPP_CLOCK=SET))
    assert timedelta() <= first - AT < timedelta(seconds=5)
    time.sleep(1.1)
    assert clock_of(start(REGAPP_CLOCK=SET)) - first > timedelta(seconds=1)


def test_it_is_refused_outside_tests_and_demonstration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="REGAPP_CLOCK"):
        Config.from_environment(
            {"REGAPP_CLOCK": SET, "REGAPP_BASE_URL": "https://exempel.se", "REGAPP_INSTANCE": str(tmp_path)}
        )
