"""The bar and the clock behind it."""

import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from regapp.app import set_clock_once
from regapp.database.clock import ClockOffset, move_clock, read_offset, was_set_from
from regapp.demo.bar import DemoBar, own_address
from regapp.demo.moments import BEGIN_AGAIN, MOMENTS, START, moment_at
from tests.conftest import StartServer
from tests.support.forms import submit

MOVE = "/demo/klocka"


def shown(session: Session) -> datetime:
    """What the stored clock shows now."""
    session.rollback()
    return datetime.now(UTC) + timedelta(seconds=read_offset(session))


def test_the_bar_shows_the_time_and_every_moment(visitor: FlaskClient) -> None:
    page = visitor.get("/demo/brev").text
    assert "fredag 14\N{NO-BREAK SPACE}februari 2020 kl.\N{NO-BREAK SPACE}10.00.00" in page
    assert re.findall(r'<option value="([^"]+)"', page) == [*(one.value for one in MOMENTS), BEGIN_AGAIN]


def test_the_choice_stands_at_the_moment_that_was_passed_last(visitor: FlaskClient) -> None:
    assert re.findall(r'value="([^"]+)" selected', visitor.get("/demo/brev").text) == ["mitt-i"]


def test_the_bar_speaks_english_too(visitor: FlaskClient) -> None:
    page = visitor.get("/demo/brev?lang=en").text
    assert "Friday 14\N{NO-BREAK SPACE}February 2020 at\N{NO-BREAK SPACE}10:00:00" in page


@pytest.mark.parametrize(
    ("value", "local"),
    [
        ("annonserad", "2019-12-20T10:00:00+01:00"),
        ("fore", "2020-01-14T23:59:50+01:00"),
        ("oppen", "2020-01-15T10:00:00+01:00"),
        ("mitt-i", "2020-02-14T10:00:00+01:00"),
        ("mars-2020", "2020-03-20T10:00:00+01:00"),
        ("kvallen-fore", "2020-03-26T19:00:00+01:00"),
        ("varberg", "2020-03-27T09:30:00+01:00"),
        ("efterat", "2020-06-01T10:00:00+02:00"),
        ("borja-om", "2020-02-14T10:00:00+01:00"),
    ],
)
def test_each_choice_moves_the_clock_there(
    visitor: FlaskClient, session: Session, value: str, local: str
) -> None:
    answer = submit(visitor, "/demo/brev", {"to": value}, action=MOVE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/demo/brev")
    assert timedelta() <= shown(session) - datetime.fromisoformat(local) < timedelta(seconds=5)


def test_to_begin_again_is_to_go_where_the_first_start_was() -> None:
    assert moment_at(BEGIN_AGAIN, first="2019-12-20T09:00:00") == datetime(2019, 12, 20, 8, tzinfo=UTC)
    assert moment_at(BEGIN_AGAIN, first="2019-12-20T09:00:00+00:00") == datetime(2019, 12, 20, 9, tzinfo=UTC)
    assert moment_at(BEGIN_AGAIN, first=None) == START
    assert moment_at("i-gar", first=None) is None


@pytest.mark.parametrize("value", ["", "i-gar", "2020-01-01"])
def test_a_moment_that_is_not_offered_is_refused(visitor: FlaskClient, session: Session, value: str) -> None:
    assert submit(visitor, "/demo/brev", {"to": value}, action=MOVE).status_code == 400
    assert read_offset(session) == 0.0


def test_a_foreign_page_cannot_move_the_clock(visitor: FlaskClient, session: Session) -> None:
    answer = submit(visitor, "/demo/brev", {"to": "efterat", "csrf_token": None}, action=MOVE)
    assert answer.status_code == 400
    assert read_offset(session) == 0.0


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/personuppgifter?lang=en", "/personuppgifter?lang=en"),
        ("//exempel.se/", "/"),
        ("/\\exempel.se", "/"),
        ("https://exempel.se/", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_the_site(asked: str, leads: str) -> None:
    assert own_address(asked) == leads


def test_the_way_back_from_a_posted_form_is_its_page(demo: Flask) -> None:
    with demo.test_request_context("/arrangor/logga-in", method="POST"):
        assert DemoBar().return_to == "/arrangor/logga-in"
    with demo.test_request_context(MOVE, method="POST"):
        assert DemoBar().return_to == "/"


def test_feeds_get_no_cookie_from_the_bar(visitor: FlaskClient) -> None:
    assert "Set-Cookie" not in visitor.get("/kalender.ics").headers


def test_a_later_start_keeps_the_stored_offset(
    demo: Flask, session: Session, make_app: Callable[..., Flask]
) -> None:
    set_clock_once(demo, START)
    move_clock(session, datetime(2020, 6, 1, tzinfo=UTC))
    session.commit()
    set_clock_once(make_app(demo=True), START)
    assert shown(session) >= datetime(2020, 6, 1, tzinfo=UTC)


@pytest.mark.both_databases
def test_of_processes_that_start_together_one_sets_the_clock(
    session: Session, make_app: Callable[..., Flask]
) -> None:
    app = make_app(clock="2020-03-26T19:00:00")
    session.commit()
    together = Barrier(4)

    def start(_number: int) -> None:
        together.wait()
        set_clock_once(app, START)

    for _round in range(10):
        session.execute(delete(ClockOffset))
        session.commit()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(start, range(4)))
        assert was_set_from(session) == "2020-03-26T19:00:00"
        assert shown(session) - datetime(2020, 3, 26, 18, tzinfo=UTC) < timedelta(minutes=1)
        session.commit()


class Visitor:
    """A browser of the kind that knows forms and cookies only."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._open.open(self._url + path) as answer:
            return str(answer.read().decode())

    def move(self, to: str) -> None:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/demo/brev"))
        assert token
        sent = urllib.parse.urlencode({"csrf_token": token[1], "to": to, "return_to": "/demo/brev"})
        self._open.open(self._url + MOVE, sent.encode()).close()

    def clock(self) -> str:
        found = re.search(r"<b>Demonstration</b><span>([^<]+)<", self.get("/demo/brev"))
        assert found
        return found[1].replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.slow
def test_every_process_shows_the_moved_clock_when_the_answer_is_there(start_server: StartServer) -> None:
    server = start_server(workers=3, REGAPP_DEMO=1)
    visitor = Visitor(server.url)
    visitor.move("efterat")
    assert {Visitor(server.url).clock()[:15] for _ in range(30)} == {"måndag 1 juni 2"}
    visitor.move("annonserad")
    assert {Visitor(server.url).clock()[:18] for _ in range(30)} == {"fredag 20 december"}


@pytest.mark.slow
def test_the_clock_ticks_on_over_the_opening(start_server: StartServer) -> None:
    server = start_server(workers=1, REGAPP_DEMO=1)
    visitor = Visitor(server.url)
    visitor.move("fore")
    assert visitor.clock().startswith("tisdag 14 januari 2020 kl. 23.59.5")
    time.sleep(9.5)
    assert visitor.clock().startswith("onsdag 15 januari 2020 kl. 00.00.0")
