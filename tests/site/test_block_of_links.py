"""The list that other websites show: a frame for those who are listed, and a frame of nothing else."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus, County
from regapp.config import Config, ConfigurationError
from regapp.kernel.clock import FixedClock
from tests.conftest import StartServer
from tests.support.browser import accessibility_faults
from tests.world import make_conference, make_organizer, make_series

BLOCK = "/kalender.html"
HOSTS = ("https://www.exempel.se", "*.lansstyrelsen.se")


@pytest.fixture
def conferences(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    make_conference(session, halland, path="smartare/kalmar", series=series, county=County.H)
    make_conference(session, halland, path="kurs", days=(), title="Kurs <b>", place="")
    make_conference(session, halland, path="utkast", status=ConferenceStatus.DRAFT, title="Hemlig")
    make_conference(session, halland, path="forra", days=(date(2019, 12, 4),), title="Förra")
    return make_conference(session, halland, path="smartare/varberg", series=series, county=County.N)


def links(client: FlaskClient, query: str = "") -> list[str]:
    return re.findall(r'<a href="([^"]+)" target="_top">', client.get(BLOCK + query).text)


def test_it_lists_what_is_coming_with_whole_addresses(client: FlaskClient, conferences: Conference) -> None:
    assert links(client) == [
        "http://localhost/smartare/kalmar", "http://localhost/smartare/varberg", "http://localhost/kurs",
    ]  # fmt: skip
    page = client.get(BLOCK).text
    assert "Kurs &lt;b&gt;" in page
    assert "fredag 27\xa0mars 2020 kl.\xa010–16" in page
    assert "Anmälan är öppen till och med 20\xa0mars." in page


def test_a_county_and_a_series_are_asked_for(client: FlaskClient, conferences: Conference) -> None:
    assert links(client, "?lan=halland") == ["http://localhost/smartare/varberg"]
    assert len(links(client, "?serie=smartare")) == 2
    assert links(client, "?serie=smartare&lan=kalmar") == ["http://localhost/smartare/kalmar"]
    assert links(client, "?lan=norrbotten") == []
    for query in ("?lan=finns-inte", "?serie=finns-inte", "?serie=kurs"):
        assert client.get(BLOCK + query).status_code == 404


def test_it_has_no_script_and_no_cookie_and_knows_no_session(
    client: FlaskClient, conferences: Conference
) -> None:
    client.get("/?lang=en")
    answer = client.get(BLOCK)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "<script" not in answer.text
    assert 'lang="sv"' in answer.text
    assert 'lang="en"' in client.get(f"{BLOCK}?lang=en").text


def test_it_is_kept_by_caches_until_something_changes(
    client: FlaskClient, session: Session, conferences: Conference
) -> None:
    first = client.get(BLOCK)
    assert first.headers["Cache-Control"] == "public, max-age=900"
    asked = {"If-None-Match": first.headers["ETag"]}
    assert client.get(BLOCK, headers=asked).status_code == 304
    conferences.title = "Nytt"
    session.commit()
    assert client.get(BLOCK, headers=asked).status_code == 200


@pytest.mark.parametrize("path", [BLOCK, "/", "/smartare/varberg", "/arrangor/logga-in", "/kalender.ics"])
def test_a11_nothing_is_framed_where_nobody_is_listed(
    client: FlaskClient, conferences: Conference, path: str
) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a11_the_block_alone_is_framed_by_those_who_are_listed(
    make_app: Callable[..., Flask], conferences: Conference
) -> None:
    client = make_app(embed_hosts=HOSTS).test_client()
    headers = client.get(BLOCK).headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.exempel.se *.lansstyrelsen.se;" in policy
    assert "'none'; frame-ancestors" not in policy
    assert "default-src 'self'" in policy
    assert "X-Frame-Options" not in headers
    for path in (
        "/",
        "/smartare",
        "/smartare/varberg",
        "/smartare/anmalan",
        "/arrangor/logga-in",
        "/finns.html",
    ):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY"


def test_hosts_are_read_from_the_setting_and_nonsense_is_refused() -> None:
    given = {"REGAPP_TESTING": "1"}
    listed = "https://www.exempel.se, *.lansstyrelsen.se http://localhost:8080"
    config = Config.from_environment(given | {"REGAPP_EMBED_HOSTS": listed})
    assert config.embed_hosts == (*HOSTS, "http://localhost:8080")
    for wrong in ("*", "'self'", "https://www.exempel.se/sida", "exempel.se;script-src", "https:"):
        with pytest.raises(ConfigurationError, match="EMBED_HOSTS"):
            Config.from_environment(given | {"REGAPP_EMBED_HOSTS": wrong})


def test_what_is_past_leaves(client: FlaskClient, clock: FixedClock, conferences: Conference) -> None:
    clock.set(datetime(2020, 6, 1, tzinfo=UTC))
    assert links(client) == ["http://localhost/kurs"]


class _OtherSite(BaseHTTPRequestHandler):
    """A website that frames the block and the front page of the server in its query."""

    def do_GET(self) -> None:
        base = parse_qs(urlsplit(self.path).query).get("of", [""])[0]
        paths = (f"{BLOCK}?lan=halland", "/")
        page = "".join(f'<iframe src="{base}{path}"></iframe>' for path in paths).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_ignored: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def other_site() -> Iterator[int]:
    """Its port; it is known as localhost and as 127.0.0.1."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _OtherSite) as site:
        thread = Thread(target=site.serve_forever)
        thread.start()
        yield site.server_port
        site.shutdown()
        thread.join()


@pytest.mark.browser
@pytest.mark.slow
def test_a11_a_browser_shows_the_block_where_it_is_allowed_and_nothing_else(
    start_server: StartServer, page: Page, other_site: int
) -> None:
    listed = f"http://localhost:{other_site}"
    server = start_server(workers=1, REGAPP_EMBED_HOSTS=listed, REGAPP_CLOCK="2020-02-14T10:00:00")
    server.flask("season", "load", "seasons/2020.toml")
    for host, count in ((listed, 2), (f"http://127.0.0.1:{other_site}", 0)):
        page.goto(f"{host}/?of={server.url}")
        shown = [frame.locator(".kalender a").count() for frame in page.frames[1:]]
        assert shown == [count, 0]
    page.goto(f"{server.url}{BLOCK}")
    assert accessibility_faults(page) == []
