"""The demonstration on a database of the test's own."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regapp.demo.moments import ANNOUNCED
from regapp.demo.start import SEASON
from regapp.season.load import load_season


@pytest.fixture
def demo(make_app: Callable[..., Flask]) -> Flask:
    """The application in demonstration mode, on the test's database and clock."""
    return make_app(demo=True)


@pytest.fixture
def visitor(demo: Flask) -> FlaskClient:
    return demo.test_client()


@pytest.fixture
def season(demo: Flask) -> Iterator[None]:
    """The season of 2020 is loaded."""
    with demo.app_context():
        load_season(SEASON, ANNOUNCED)
    yield
