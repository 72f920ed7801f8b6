"""The page that makes a feed's address: nothing is asked of anybody else, and no script is needed."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import ConferenceMode, ConferenceStatus, County
from tests.world import KALMAR, make_conference, make_organizer, make_series


@pytest.fixture(autouse=True)
def season(session: Session) -> None:
    halland = make_organizer(session)
    make_organizer(session, "tom", org_number=KALMAR)
    series = make_series(session, halland)
    make_conference(
        session, halland, path="smartare/varberg", series=series, county=County.N, theme="Mat & <hälsa>"
    )
    make_conference(session, halland, path="lank", title="Länken", mode=ConferenceMode.HYBRID, days=[])
    make_conference(
        session, halland, path="utkast", county=County.I, theme="Hemligt", status=ConferenceStatus.DRAFT,
        days=[date(2020, 4, 1)],
    )  # fmt: skip


def address(page: str) -> str:
    found = re.search(r'<input id="adress"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_choices_are_the_feeds_that_hold_something(client: FlaskClient) -> None:
    page = client.get("/prenumerera").text
    offered = re.findall(r'<option value="([^"]+)"', page)
    assert offered == [
        "kalender", "smartare", "kalender/arrangor/halland", "kalender/lan/halland",
        "kalender/tema/mat-halsa", "kalender/pa-plats", "kalender/pa-distans", "sv", "en",
    ]  # fmt: skip
    assert "Mat &amp; &lt;hälsa&gt;" in page
    assert "Hemligt" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "http://localhost/kalender.ics"),
        ("vad=kalender/lan/halland&visa=anmalan", "http://localhost/kalender/lan/halland.ics?visa=anmalan"),
        ("vad=smartare&sprak=en", "http://localhost/smartare.ics?lang=en"),
        ("vad=smartare/varberg&visa=anmalan&sprak=en",
         "http://localhost/smartare/varberg.ics?visa=anmalan&lang=en"),
        ("vad=utkast", "http://localhost/kalender.ics"),
        ("vad=../etc&sprak=de&visa=allt", "http://localhost/kalender.ics"),
    ],
)  # fmt: skip
def test_the_address_is_the_one_that_was_chosen_and_it_answers(
    client: FlaskClient, query: str, expected: str
) -> None:
    made = address(client.get(f"/prenumerera?{query}").text)
    assert made == expected
    assert client.get(made.removeprefix("http://localhost")).status_code == 200


def test_each_calendar_gets_the_address_in_its_own_way(client: FlaskClient) -> None:
    page = client.get("/prenumerera?vad=smartare&visa=anmalan").text
    assert 'href="webcal://localhost/smartare.ics?visa=anmalan"' in page
    assert "r?cid=webcal%3A%2F%2Flocalhost%2Fsmartare.ics%3Fvisa%3Danmalan" in page
    wanted = "url=http%3A%2F%2Flocalhost%2Fsmartare.ics%3Fvisa%3Danmalan"
    for host in ("outlook.office.com", "outlook.live.com"):
        assert f"{host}/calendar/0/addfromweb?{wanted}" in page
    assert 'href="http://localhost/smartare.ics?visa=anmalan&amp;spar=1"' in page


def test_nothing_is_loaded_from_elsewhere_and_no_script_is_there(client: FlaskClient) -> None:
    page = client.get("/prenumerera").text
    assert "<script" not in page
    loaded = re.findall(r'<(?:img|iframe|link|script)[^>]+(?:src|href)="([^"]+)"', page)
    assert all(one.startswith(("/", "http://localhost/")) for one in loaded)


def test_every_page_and_calendar_box_leads_there(client: FlaskClient) -> None:
    assert 'href="/prenumerera?vad=smartare/varberg"' in client.get("/smartare/varberg").text
    for path in ("/", "/smartare", "/tillganglighet"):
        assert 'href="/prenumerera"' in client.get(path).text
