"""Feeds that stay the same until something changes, and tell when it did."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, save_conference
from regapp.conferences.models import Conference, ConferenceStatus, Series
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.feeds import bodies
from regapp.feeds.answer import Asked
from regapp.feeds.making import make_body
from regapp.feeds.views import calendars
from regapp.kernel.clock import FixedClock
from regapp.registrations.commands.turns import cancel_conference
from tests.support.statements import statements
from tests.world import KALMAR, make_conference, make_organizer, make_series

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
FEEDS = ("/kalender.ics", "/smartare.ics", "/smartare/varberg.ics")


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    make_conference(session, kalmar, path="smartare/kalmar", series=series, days=(date(2020, 3, 31),))
    make_conference(session, halland, path="utkast", status=ConferenceStatus.DRAFT)
    two = (date(2020, 5, 6), date(2020, 5, 7))
    make_conference(session, halland, path="dagarna", days=two, hours=None, title="Miljömålsdagarna")
    make_conference(session, halland, path="kurs", days=(), title="Kurs")
    return make_conference(session, halland, path="smartare/varberg", series=series)


@pytest.fixture
def save(app: Flask, varberg: Conference) -> Callable[..., None]:
    def save(days: list[DayPlan] | None = None, **values: object) -> None:
        with app.app_context(), transaction() as rows:
            fresh = get_conference(rows, varberg.id)
            plans = days or [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(fresh)]
            edit = ConferenceEdit(fresh.version, values, plans)
            save_conference(rows, fresh, edit, by=SYSTEM, now=NOW)

    return save


def summaries(client: FlaskClient, path: str) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in Calendar.from_ical(client.get(path).data).walk("VEVENT")]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_served_for_calendars_and_caches(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "inline" in answer.headers["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", FEEDS)
def test_two_polls_get_the_same_bytes_and_the_second_may_get_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert client.get(path).data == first.data
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    since = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


def test_a_304_takes_one_statement(app: Flask, client: FlaskClient) -> None:
    tag = client.get("/smartare.ics").headers["ETag"]
    with statements(app) as seen:
        assert client.get("/smartare.ics", headers={"If-None-Match": tag}).status_code == 304
    assert len(seen) == 1


def test_each_feed_holds_its_own(client: FlaskClient) -> None:
    assert summaries(client, "/smartare.ics") == [
        "Smartare, grönare Sverige – Varberg",
        "Smartare, grönare Sverige – Kalmar",
    ]
    assert summaries(client, "/smartare/varberg.ics") == ["Smartare, grönare Sverige – Varberg"]
    assert summaries(client, "/kalender.ics").count("Miljömålsdagarna") == 2


def test_t9_two_days_without_hours_are_two_whole_days(client: FlaskClient) -> None:
    data = client.get("/dagarna.ics").data
    assert b"DTSTART;VALUE=DATE:20200506" in data
    assert b"DTEND;VALUE=DATE:20200508" in data


def test_a_conference_without_a_date_gives_no_false_entry(client: FlaskClient) -> None:
    assert summaries(client, "/kurs.ics") == []


def test_a14_a_draft_is_nowhere(client: FlaskClient) -> None:
    hidden = ("/utkast", "/utkast.ics", "/utkast/anmalan")
    assert {client.get(path).status_code for path in hidden} == {404}
    assert b"utkast" not in client.get("/kalender.ics").data


def test_a_change_of_time_reaches_every_feed_with_the_same_uid_and_a_higher_sequence(
    client: FlaskClient, save: Callable[..., None]
) -> None:
    before = {path: client.get(path) for path in FEEDS}
    starts, ends = datetime(2020, 4, 3, 8, tzinfo=UTC), datetime(2020, 4, 3, 14, tzinfo=UTC)
    save(days=[DayPlan(date(2020, 4, 3), starts, ends)])
    for path in FEEDS:
        after = client.get(path, headers={"If-None-Match": before[path].headers["ETag"]})
        assert after.status_code == 200
        entries = Calendar.from_ical(after.data).walk("VEVENT")
        (entry,) = [one for one in entries if "Varberg" in str(one["SUMMARY"])]
        assert entry["SEQUENCE"] == 1
        assert str(entry["UID"]).encode() in before[path].data
        assert entry.decoded("DTSTART").hour == 10


def test_a_change_of_text_reaches_the_entry_without_a_higher_sequence(
    client: FlaskClient, save: Callable[..., None]
) -> None:
    save(title="Grönare Sverige")
    data = client.get("/smartare/varberg.ics").data
    assert "Grönare Sverige".encode() in data
    assert b"SEQUENCE:0" in data


def test_other_feeds_keep_their_bytes(client: FlaskClient, save: Callable[..., None]) -> None:
    tag = client.get("/smartare/kalmar.ics").headers["ETag"]
    save(title="Nytt")
    assert client.get("/smartare/kalmar.ics", headers={"If-None-Match": tag}).status_code == 304


def test_a_cancelled_conference_stays_sixty_days_and_then_leaves_with_a_new_tag(
    app: Flask, client: FlaskClient, clock: FixedClock, varberg: Conference
) -> None:
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    cancelled = client.get("/smartare/varberg.ics")
    assert "INSTÄLLT: Smartare".encode() in cancelled.data
    assert b"STATUS:CANCELLED" in cancelled.data
    clock.set(NOW + timedelta(days=60) - timedelta(seconds=1))
    tag = cancelled.headers["ETag"]
    assert client.get("/smartare/varberg.ics", headers={"If-None-Match": tag}).status_code == 304
    clock.set(NOW + timedelta(days=60))
    gone = client.get("/smartare/varberg.ics", headers={"If-None-Match": tag})
    assert gone.status_code == 200
    assert b"VEVENT" not in gone.data


def test_the_language_of_a_feed_is_asked_for_in_its_address(client: FlaskClient) -> None:
    assert client.get("/kalender.ics?lang=en").headers["ETag"] != client.get("/kalender.ics").headers["ETag"]


def test_a_feed_is_kept_as_a_file_if_asked(client: FlaskClient) -> None:
    kept = client.get("/smartare/varberg.ics?spar=1").headers["Content-Disposition"]
    assert kept == 'attachment; filename="smartare-varberg.ics"'


def test_a_feed_bears_the_name_of_what_it_holds(client: FlaskClient, session: Session) -> None:
    series = session.scalars(select(Series)).one()
    series.title = "Hela serien"
    session.commit()
    names = ("Konferenser och möten", "Hela serien", "Smartare\\, grönare Sverige – Varberg")
    for path, name in zip(FEEDS, names, strict=True):
        assert f"X-WR-CALNAME:{name}\r\n" in client.get(path).data.decode().replace("\r\n ", "")


def test_only_the_bodies_used_last_are_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [len(client.get(path).data) for path in ("/smartare.ics", "/dagarna.ics", "/kalender.ics")]
    bodies.forget_bodies()
    monkeypatch.setattr(bodies, "_ROOM", sum(sizes) - 1)
    made: list[str] = []

    def noted(rows: Any, asked: Asked, *rest: Any) -> bytes:
        made.append(asked.path)
        return make_body(rows, asked, *rest)

    monkeypatch.setattr(calendars, "make_body", noted)
    for path in (
        "/smartare.ics",
        "/dagarna.ics",
        "/smartare.ics",
        "/kalender.ics",
        "/smartare.ics",
        "/dagarna.ics",
    ):
        client.get(path)
    assert made == ["smartare", "dagarna", "kalender", "dagarna"]


def test_a_feed_reads_no_session(client: FlaskClient) -> None:
    client.get("/?lang=en")
    assert b"Konferenser" in client.get("/kalender.ics").data
