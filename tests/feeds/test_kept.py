"""Bytes made at the change, kept, and joined; compressed for those who ask."""

import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, save_conference
from regapp.conferences.commands.feeds import touch_feeds
from regapp.conferences.commands.kept import way_of_writing
from regapp.conferences.models import Conference, ConferenceDay, FeedRevision, KeptEntry
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.feeds.bodies import forget_bodies
from tests.conftest import Ground
from tests.feeds.moving import copy_everything
from tests.support.databases import POSTGRESQL, SQLITE
from tests.support.statements import statements
from tests.world import make_conference, make_organizer

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
ALL = "/kalender.ics"
pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_conference(session, halland, path="kalmar", title="Kalmar", days=(date(2020, 3, 31),))
    return make_conference(session, halland, path="varberg", title="Varberg")


@pytest.fixture
def save(app: Flask, varberg: Conference) -> Callable[..., None]:
    def save(**values: object) -> None:
        with app.app_context(), transaction() as rows:
            fresh = get_conference(rows, varberg.id)
            plans = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(fresh)]
            save_conference(rows, fresh, ConferenceEdit(fresh.version, values, plans), by=SYSTEM, now=NOW)

    return save


def kept(session: Session) -> dict[tuple[str, str], tuple[str, bytes]]:
    session.rollback()
    rows = session.execute(select(KeptEntry.uid, KeptEntry.language, KeptEntry.made_of, KeptEntry.data))
    return {(uid, language): (made_of, data) for uid, language, made_of, data in rows}


def uids(session: Session, conference: Conference) -> set[str]:
    found = set(
        session.scalars(select(ConferenceDay.uid).where(ConferenceDay.conference_id == conference.id))
    )
    session.rollback()
    return found


def test_the_bytes_are_made_in_the_transaction_of_the_change(
    session: Session, save: Callable[..., None], varberg: Conference
) -> None:
    save(title="Grönt")
    (uid,) = uids(session, varberg)
    found = kept(session)
    assert "SUMMARY:Grönt".encode() in found[uid, "sv"][1]
    assert b"BEGIN:VEVENT" in found[uid, "en"][1]


def test_a_feed_is_a_join_of_them_and_of_nothing_else(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    first = client.get(ALL).data
    joined = b"".join(
        data for (_uid, language), (_made_of, data) in kept(session).items() if language == "sv"
    )
    assert all(part in joined for part in first.split(b"BEGIN:VEVENT")[1].splitlines(keepends=True)[:9])
    forget_bodies()
    with statements(app) as seen:
        assert client.get(ALL).data == first
    # How it stands (asked at the door and once more behind it), and the entries; no row is read.
    assert len(seen) == 3


def test_a_change_of_one_conference_touches_its_own_entries_only(
    client: FlaskClient, session: Session, save: Callable[..., None], varberg: Conference
) -> None:
    client.get(f"{ALL}?visa=anmalan")
    client.get(f"{ALL}?visa=anmalan&lang=en")
    before = kept(session)
    save(venue="Teatern")
    after = kept(session)
    changed = {key[0] for key in after if before.get(key) != after[key]}
    entries = Calendar.from_ical(client.get("/varberg.ics?visa=anmalan").data).walk("VEVENT")
    assert changed == {str(entry["UID"]) for entry in entries}
    assert len(changed) == 3


def test_bytes_of_an_older_mark_are_never_sent(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    client.get(ALL)
    session.rollback()
    # A change by somebody who made no bytes.
    session.execute(update(Conference).where(Conference.id == varberg.id).values(title="Nytt"))
    touch_feeds(session, get_conference(session, varberg.id), NOW)
    session.execute(update(KeptEntry).values(made_of="older:" + way_of_writing("http://localhost")))
    session.commit()
    assert b"SUMMARY:Nytt" in client.get(ALL).data
    marks = select(FeedRevision.mark).where(FeedRevision.scope == f"conference:{varberg.id}")
    (uid,) = uids(session, varberg)
    assert kept(session)[uid, "sv"][0].startswith(f"{session.scalars(marks).one()}:")


def test_a_new_host_gives_new_links_and_the_same_uids(
    make_app: Callable[..., Flask], client: FlaskClient
) -> None:
    before = Calendar.from_ical(client.get(ALL).data).walk("VEVENT")
    new = "https://ny.exempel.se"
    moved = make_app(base_url=new).test_client().get(ALL, base_url=new)
    after = Calendar.from_ical(moved.data).walk("VEVENT")
    names = ("UID", "SEQUENCE", "SUMMARY")
    assert [[one[name] for name in names] for one in before] == [
        [one[name] for name in names] for one in after
    ]
    assert {one.decoded("DTSTAMP") for one in before} == {one.decoded("DTSTAMP") for one in after}
    assert {str(one["URL"]).rpartition("/")[0] for one in after} == {"https://ny.exempel.se"}


def test_a_feed_without_any_kept_byte_says_the_same(
    client: FlaskClient, session: Session, save: Callable[..., None]
) -> None:
    save(venue="Teatern")
    first = {path: client.get(path).data for path in (ALL, f"{ALL}?lang=en&visa=anmalan")}
    session.rollback()
    session.execute(delete(KeptEntry))
    session.commit()
    forget_bodies()
    for path, data in first.items():
        assert client.get(path).data == data
    assert len(kept(session)) == 12


@pytest.mark.parametrize("query", ["", "?lang=en", "?visa=anmalan"])
def test_a_feed_is_compressed_for_those_who_ask_under_a_tag_of_its_own(
    client: FlaskClient, query: str
) -> None:
    plain = client.get(ALL + query)
    packed = client.get(ALL + query, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert {packed.headers["Vary"], plain.headers["Vary"]} == {"Accept-Encoding"}
    forget_bodies()
    assert client.get(ALL + query, headers={"Accept-Encoding": "gzip"}).data == packed.data
    asked = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(ALL + query, headers=asked).status_code == 304
    refused = client.get(ALL, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in refused.headers


def test_a_page_elsewhere_may_read_a_feed_and_ask_with_conditions(client: FlaskClient) -> None:
    preflight = client.options(ALL, headers={"Origin": "https://lan.exempel.se"})
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


def test_entries_survive_a_move_to_the_other_database(
    session: Session,
    client: FlaskClient,
    ground: Ground,
    backend: str,
    make_app: Callable[..., Flask],
    save: Callable[..., None],
) -> None:
    save(venue="Teatern", title="Nytt namn")
    first = client.get(f"{ALL}?visa=anmalan")
    url = ground.databases(SQLITE if backend == POSTGRESQL else POSTGRESQL).fresh()
    session.rollback()
    copy_everything(session, url)
    again = make_app(database_url=url).test_client().get(f"{ALL}?visa=anmalan")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
