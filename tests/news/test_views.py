"""The feeds of news: valid, told once, the same until something happens."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, publish_conference, save_conference
from regapp.conferences.models import Conference, ConferenceNews, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.registrations.commands.turns import cancel_conference
from tests.world import OPENS_AT, make_conference, make_organizer, make_series

NOW = datetime(2019, 12, 20, 9, 0, tzinfo=UTC)
FEEDS = ("/nyheter.atom", "/smartare.atom", "/smartare/varberg.atom")
ATOM = "{http://www.w3.org/2005/Atom}"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
Save = Callable[..., None]


@pytest.fixture(autouse=True)
def varberg(app: Flask, session: Session, clock: FixedClock) -> Conference:
    """A draft made on 20 December and published at once."""
    halland = make_organizer(session)
    series = make_series(session, halland)
    made = make_conference(
        session, halland, path="smartare/varberg", series=series, status=ConferenceStatus.DRAFT
    )
    make_conference(session, halland, path="utkast", status=ConferenceStatus.DRAFT, title="Hemlig")
    clock.set(NOW)
    with app.app_context(), transaction() as rows:
        publish_conference(rows, get_conference(rows, made.id), by=SYSTEM, now=NOW)
    return made


@pytest.fixture
def save(app: Flask, varberg: Conference, clock: FixedClock) -> Save:
    def save(*days: DayPlan, **values: object) -> None:
        with app.app_context(), transaction() as rows:
            fresh = get_conference(rows, varberg.id)
            kept = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(fresh)]
            edit = ConferenceEdit(fresh.version, values, days or kept)
            save_conference(rows, fresh, edit, by=SYSTEM, now=clock.now())

    return save


def titles(client: FlaskClient, path: str = "/smartare/varberg.atom") -> list[str]:
    return [entry.title.split(":")[0] for entry in feedparser.parse(client.get(path).data).entries]


def check_by_the_standard(data: bytes) -> None:
    """RFC 4287 sections 4.1.1, 4.1.2, 4.2.6, 4.2.7.2, 3.3 for what we use of it."""
    feed = etree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(ATOM + name)) == 1, name
        assert node.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        UUID(node.findtext(f"{ATOM}id", "").removeprefix("urn:uuid:"))
        assert _INSTANT.fullmatch(node.findtext(f"{ATOM}updated", ""))
        assert len(node.findall(f"{ATOM}author/{ATOM}name")) == 1
        links = [(link.get("rel"), link.get("type")) for link in node.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert ("alternate", "text/html") in links
    (own,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href", "").startswith("http://localhost/")
    ids = [node.text for node in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    stamps = [entry.findtext(f"{ATOM}updated", "") for entry in feed.iter(f"{ATOM}entry")]
    assert stamps == sorted(stamps, reverse=True)
    assert not stamps or feed.findtext(f"{ATOM}updated") == stamps[0]
    for entry in feed.iter(f"{ATOM}entry"):
        assert {child.tag.removeprefix(ATOM) for child in entry} == {
            "id", "title", "published", "updated", "author", "link", "category", "summary",
        }  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_valid_before_and_after_everything_that_happens(
    client: FlaskClient, clock: FixedClock, save: Save, path: str, language: str
) -> None:
    address = f"{path}?lang={language}"
    check_by_the_standard(client.get(address).data)
    clock.set(OPENS_AT + timedelta(days=1))
    save(DayPlan(date(2020, 4, 3)), programme="# Program", title='<b>& "nytt" ]]>')
    data = client.get(address).data
    check_by_the_standard(data)
    read = feedparser.parse(data)
    assert not read.bozo
    assert read.feed.language == language
    assert [one.tags[0].term for one in read.entries] == ["programme", "moved", "opened", "published"]


def test_a_season_is_told_piece_by_piece(
    app: Flask, client: FlaskClient, clock: FixedClock, save: Save, varberg: Conference
) -> None:
    assert titles(client) == ["Ny konferens"]
    clock.set(OPENS_AT - timedelta(seconds=1))
    assert titles(client) == ["Ny konferens"]
    clock.set(OPENS_AT)
    assert titles(client) == ["Anmälan är öppen", "Ny konferens"]
    clock.set(OPENS_AT + timedelta(days=1))
    save(programme="Klart")
    clock.set(OPENS_AT + timedelta(days=2))
    save(DayPlan(date(2020, 4, 3), datetime(2020, 4, 3, 8, tzinfo=UTC), datetime(2020, 4, 3, 14, tzinfo=UTC)))
    assert titles(client)[:2] == ["Nytt datum", "Programmet är klart"]
    clock.set(OPENS_AT + timedelta(days=3))
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=clock.now())
    read = feedparser.parse(client.get("/nyheter.atom").data)
    assert read.entries[0].title == "Inställd: Smartare, grönare Sverige – Varberg"
    assert read.entries[0].summary == "Skulle ha hållits fredag 3\xa0april 2020 kl.\xa010–16."
    assert read.entries[1].summary == (
        "Flyttad från fredag 27\xa0mars 2020 kl.\xa010–16 till fredag 3\xa0april 2020 kl.\xa010–16."
    )
    assert read.entries[0].link == "http://localhost/smartare/varberg"
    assert read.entries[0].author == "Länsstyrelsen halland"


def test_what_was_told_stays_as_it_was_told(client: FlaskClient, clock: FixedClock, save: Save) -> None:
    def known() -> dict[str, tuple[str, str]]:
        read = feedparser.parse(client.get("/nyheter.atom").data)
        return {one.id: (one.updated, one.summary) for one in read.entries}

    first = known()
    for step in range(1, 4):
        clock.set(NOW + timedelta(days=step))
        save(DayPlan(date(2020, 4, step)))
        now = known()
        assert first.items() <= now.items()
        assert len(now) == len(first) + 1
        first = now


def test_a_change_that_is_no_news_tells_nothing(client: FlaskClient, clock: FixedClock, save: Save) -> None:
    before = client.get("/smartare.atom")
    clock.set(NOW + timedelta(days=1))
    save(practical="Tag med ficklampa", contact_name="Någon Annan", contact_email="annan@exempel.se")
    assert client.get("/smartare.atom").data == before.data
    again = client.get("/smartare.atom", headers={"If-None-Match": before.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", FEEDS)
def test_two_polls_get_the_same_bytes_and_the_second_may_get_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert first.headers["Cache-Control"] == "public, max-age=900"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert client.get(path).data == first.data
    since = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


def test_the_opening_gives_a_poll_something_new(client: FlaskClient, clock: FixedClock) -> None:
    before = client.get("/nyheter.atom").headers
    clock.set(OPENS_AT)
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert client.get("/nyheter.atom", headers={name: before[value]}).status_code == 200


def test_a14_a_draft_is_nowhere(client: FlaskClient) -> None:
    assert client.get("/utkast.atom").status_code == 404
    assert client.get("/finns-inte.atom").status_code == 404
    assert "Hemlig" not in client.get("/nyheter.atom").text


def test_no_person_is_named(client: FlaskClient) -> None:
    text = client.get("/nyheter.atom").text
    assert not [one for one in ("konferens@exempel.se", "Konferensgruppen", "010-000") if one in text]


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "/nyheter.atom"),
        ("/smartare", "/smartare.atom"),
        ("/smartare/varberg", "/smartare/varberg.atom"),
    ],
)
def test_pages_lead_to_their_feed(client: FlaskClient, page: str, feed: str) -> None:
    link = f'type="application/atom+xml" title="Nyheter" href="http://localhost{feed}"'
    assert link in client.get(page).text
    assert f'href="http://localhost{feed}?lang=en"' in client.get(f"{page}?lang=en").text


def test_names_stay_on_another_host(
    client: FlaskClient, make_app: Callable[..., Flask], varberg: Conference
) -> None:
    moved = make_app(base_url="https://anmalan.exempel.se").test_client()
    here, there = (
        [node.text for node in etree.fromstring(one.get("/nyheter.atom").data).iter(f"{ATOM}id")]
        for one in (client, moved)
    )
    assert here == there


@pytest.mark.both_databases
def test_what_is_told_is_kept_in_the_transaction_of_the_change(session: Session, varberg: Conference) -> None:
    session.rollback()
    told = session.scalars(select(ConferenceNews).where(ConferenceNews.conference_id == varberg.id)).all()
    assert [(one.kind.value, one.at) for one in told] == [("published", NOW)]
    assert told[0].after["days"] == [["2020-03-27", "2020-03-27T09:00:00+00:00", "2020-03-27T15:00:00+00:00"]]


def test_an_empty_feed_is_valid(client: FlaskClient, session: Session) -> None:
    for row in session.scalars(select(ConferenceNews)).all():
        session.delete(row)
    session.commit()
    check_by_the_standard(client.get("/nyheter.atom").data)
