"""Polls answered before Flask hear what Flask would have said, and nothing that it would refuse."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import Client, TestResponse

from regapp.conferences.models import ConferenceStatus
from regapp.feeds.door import FeedDoor
from regapp.web.state import EXTENSION
from tests.conftest import engine_of
from tests.world import make_conference, make_organizer

FEED = "/varberg.ics"


@pytest.fixture(autouse=True)
def varberg(session: Session) -> None:
    halland = make_organizer(session)
    make_conference(session, halland, path="varberg")
    make_conference(session, halland, path="utkast", status=ConferenceStatus.DRAFT)


@pytest.fixture
def behind(app: Flask) -> Client:
    """The application as Flask answers it."""
    return Client(partial(Flask.wsgi_app, app))


@pytest.fixture
def door(app: Flask) -> Client:
    """The door with nothing behind it: what it passes on is answered 418."""

    def passed_on(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("418 PASSED ON", [])
        return []

    return Client(FeedDoor(passed_on, engine_of(app), app.extensions[EXTENSION]))


def told(answer: TestResponse) -> tuple[int, dict[str, str], bytes]:
    headers = {name: text for name, text in answer.headers.items() if name != "Date"}
    return answer.status_code, headers, answer.data


@pytest.mark.parametrize("encodings", ["", "gzip, deflate, br", "br;q=1.0, gzip;q=0", "gzip;q=0.5"])
@pytest.mark.parametrize("query", ["", "?lang=en", "?spar=1", "?lang=de&spar=", "?visa=anmalan"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_says_what_flask_says(
    door: Client, behind: Client, method: str, query: str, encodings: str
) -> None:
    sent = {"Accept-Encoding": encodings} if encodings else {}
    tag = behind.get(FEED + query, headers=sent).headers["ETag"]
    for condition in (
        {},
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
    ):
        headers = sent | condition
        expected = behind.open(FEED + query, method=method, headers=headers)
        assert told(door.open(FEED + query, method=method, headers=headers)) == told(expected)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (FEED, {}),
        (FEED, {"headers": {"If-None-Match": '"other"'}}),
        (FEED, {"method": "POST"}),
        (FEED, {"headers": {"Host": "evil.example"}}),
        ("/utkast.ics", {}),
        ("/finns-inte.ics", {}),
        ("/varberg", {}),
    ],
)
def test_the_rest_it_passes_on(door: Client, path: str, sent: dict[str, Any]) -> None:
    assert door.open(path, **sent).status_code == 418


def test_what_is_asked_another_way_it_passes_on_though_the_body_is_there(
    door: Client, behind: Client
) -> None:
    changed = behind.get(FEED).headers["Last-Modified"]
    assert door.get(FEED).status_code == 200
    for headers in ({"If-Modified-Since": changed}, {"Range": "bytes=0-9"}, {"If-Match": "*"}):
        assert door.get(FEED, headers=headers).status_code == 418
