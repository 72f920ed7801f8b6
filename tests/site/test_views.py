"""The public pages in every state of a conference."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference, SeatPool
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.registrations.commands.conference import cancel_conference
from regapp.site.prose import prose
from tests.support.statements import statements
from tests.world import make_conference, make_organizer, make_series

PAGE = "/smartare/varberg"
NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    return make_conference(
        session, halland, path="smartare/varberg", series=make_series(session, halland), capacity=150
    )


@pytest.mark.parametrize(
    ("at", "words", "button"),
    [
        (datetime(2019, 12, 20, 9, tzinfo=UTC), "Anmälan öppnar onsdag 15\N{NO-BREAK SPACE}januari", False),
        (datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC), "Anmälan öppnar i morgon", False),
        (datetime(2020, 1, 14, 23, 0, tzinfo=UTC), "öppen till och med 20\N{NO-BREAK SPACE}mars", True),
        (datetime(2020, 3, 20, 23, 0, tzinfo=UTC), "Anmälan stängde 20\N{NO-BREAK SPACE}mars", False),
        (datetime(2020, 3, 27, 9, 0, tzinfo=UTC), "Konferensen pågår i dag", False),
        (datetime(2020, 3, 28, 9, 0, tzinfo=UTC), "Konferensen är genomförd", False),
    ],
)
def test_page_series_and_form_say_the_same_at_every_hour(
    client: FlaskClient, clock: FixedClock, at: datetime, words: str, button: bool
) -> None:
    clock.set(at)
    page = client.get(PAGE).text
    assert words in page
    assert ('class="btn sun"' in page) is button
    assert (client.get("/smartare/anmalan").text.count("<form") > 0) is button


def test_the_page_reloads_itself_at_the_opening_within_the_last_day(
    client: FlaskClient, clock: FixedClock
) -> None:
    clock.set(datetime(2020, 1, 14, 22, 0, tzinfo=UTC))
    assert 3600 < int(client.get(PAGE).headers["Refresh"]) <= 3621
    clock.set(NOW)
    assert "Refresh" not in client.get(PAGE).headers


def test_a_full_page_tells_how_many_wait(client: FlaskClient, session: Session, varberg: Conference) -> None:
    pool = session.get(SeatPool, varberg.pools[0].id)
    assert pool is not None
    pool.taken, pool.waiting = 149, 12
    session.commit()
    page = client.get(PAGE).text
    assert "Fullbokat, väntelista" in page
    assert "12 personer står före dig i kön." in page
    assert "1 plats är ledig, men sällskapet först i kön behöver fler." in page


def test_a_cancelled_conference_keeps_its_page(app: Flask, client: FlaskClient, varberg: Conference) -> None:
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "Smittläget.", by=SYSTEM, now=NOW)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Inställd" in page.text
    assert "Smittläget." in page.text


def test_the_front_page_sorts_days_before_months_before_nothing(
    client: FlaskClient, session: Session
) -> None:
    halland = make_organizer(session, "ab")
    make_conference(session, halland, path="kurs", days=(), title="Kurs utan datum")
    make_conference(
        session, halland, path="maj", days=(), title="Någon gång i mars", expected_month=date(2020, 3, 1)
    )
    page = client.get("/").text
    places = [page.index(text) for text in ("Varberg</a>", "Någon gång i mars", "Kurs utan datum")]
    assert places == sorted(places)


def test_english_is_asked_for_and_kept(client: FlaskClient) -> None:
    assert 'lang="en"' in client.get("/?lang=en").text
    assert 'lang="en"' in client.get("/tillganglighet").text
    assert 'lang="sv"' in client.get("/?lang=sv").text


@pytest.mark.parametrize("path", ["/", "/smartare", PAGE])
def test_a_public_page_takes_few_statements(app: Flask, client: FlaskClient, path: str) -> None:
    with statements(app) as seen:
        assert client.get(path).status_code == 200
    assert len(seen) <= 4


def test_a9_a_foreign_host_is_refused_and_links_are_our_own(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.text


def test_every_answer_carries_the_headers_that_keep_strangers_out(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_an_organizer_s_text_brings_no_script(text: str) -> None:
    html = str(prose(text))
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("method", ["trace", "put", "delete", "patch"])
def test_a8_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    assert client.open("/", method=method.upper()).status_code == 405
    overridden = client.post("/", headers={"X-HTTP-Method-Override": "GET"})
    assert overridden.status_code == 405


def test_ready_tells_what_is_wrong(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200
