"""Which feed holds what, and that those who did not ask are told of nothing."""

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
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, publish_conference, save_conference
from regapp.conferences.commands.feeds import touch_feeds
from regapp.conferences.models import (
    Conference,
    ConferenceMode,
    ConferenceOrganizer,
    ConferenceStatus,
    County,
    SignUpDate,
)
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.conferences.scopes import COUNTY_SLUGS, theme_slug
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.registrations.commands.turns import cancel_conference
from tests.world import KALMAR, make_conference, make_organizer, make_series

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
Save = Callable[..., None]


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    rus = make_organizer(session, "rus", org_number=KALMAR, name="RUS & vänner")
    series = make_series(session, halland)
    found = make_conference(
        session, halland, path="smartare/varberg", series=series, county=County.N, theme="Hållbar mat & hälsa"
    )
    session.add(ConferenceOrganizer(conference_id=found.id, organizer_id=rus.id, position=0))
    touch_feeds(session, found, NOW)
    session.commit()
    make_conference(session, rus, path="pa-lank", title="På länk", mode=ConferenceMode.REMOTE, place="")
    make_conference(session, rus, path="bada", title="Båda", mode=ConferenceMode.HYBRID)
    make_conference(
        session, rus, path="utkast", title="Utkastet", status=ConferenceStatus.DRAFT, theme="Hemligt",
        county=County.I,
    )  # fmt: skip
    return found


@pytest.fixture
def save(app: Flask, varberg: Conference) -> Save:
    def save(days: list[DayPlan] | None = None, **values: object) -> None:
        with app.app_context(), transaction() as rows:
            fresh = get_conference(rows, varberg.id)
            plans = days or [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(fresh)]
            save_conference(rows, fresh, ConferenceEdit(fresh.version, values, plans), by=SYSTEM, now=NOW)

    return save


def entries(client: FlaskClient, path: str) -> list[Any]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def titles(client: FlaskClient, path: str) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in entries(client, path)]


V = "Smartare, grönare Sverige – Varberg"


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("/kalender.ics", [V, "På länk", "Båda"]),
        ("/kalender/arrangor/halland.ics", [V]),
        ("/kalender/arrangor/rus.ics", [V, "På länk", "Båda"]),
        ("/kalender/lan/halland.ics", [V]),
        ("/kalender/lan/gotland.ics", []),
        ("/kalender/tema/hallbar-mat-halsa.ics", [V]),
        ("/kalender/pa-plats.ics", [V, "Båda"]),
        ("/kalender/pa-distans.ics", ["På länk", "Båda"]),
    ],
)
@pytest.mark.both_databases
def test_each_feed_holds_its_own(client: FlaskClient, path: str, held: list[str]) -> None:
    assert titles(client, path) == held


@pytest.mark.parametrize("slug", COUNTY_SLUGS)
def test_every_county_has_a_feed(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/kalender/lan/{slug}.ics").status_code == 200


def test_a_feed_bears_its_name_and_its_own_address(client: FlaskClient) -> None:
    names = {
        "/kalender/arrangor/rus.ics": "Konferenser: RUS & vänner",
        "/kalender/lan/halland.ics": "Konferenser: Hallands län",
        "/kalender/tema/hallbar-mat-halsa.ics": "Konferenser: Hållbar mat & hälsa",
        "/kalender/pa-distans.ics?lang=en": "Conferences: remote",
    }
    for path, name in names.items():
        calendar = Calendar.from_ical(client.get(path).data)
        assert calendar["X-WR-CALNAME"] == calendar["NAME"] == name
        assert calendar["SOURCE"] == f"http://localhost{path}"


@pytest.mark.parametrize(
    "path",
    [
        "/kalender/tema/hemligt.ics", "/kalender/tema/finns-inte.ics", "/kalender/lan/hemligt.ics",
        "/kalender/arrangor/finns-inte.ics", "/kalender/annat.ics", "/kalender/lan.ics", "/utkast.ics",
        "/utkast.ics?visa=anmalan",
    ],
)  # fmt: skip
def test_a14_a_draft_opens_no_feed_and_stands_in_none(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    for feed in ("/kalender.ics", "/kalender/arrangor/rus.ics", "/kalender/lan/gotland.ics"):
        assert b"Utkastet" not in client.get(f"{feed}?visa=anmalan").data


def test_a_draft_that_is_published_enters_its_feeds(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    client.get("/kalender/lan/gotland.ics")
    draft = session.scalars(select(Conference).where(Conference.title == "Utkastet")).one()
    with app.app_context(), transaction() as rows:
        publish_conference(rows, get_conference(rows, draft.id), by=SYSTEM, now=NOW)
    for path in ("/kalender/lan/gotland.ics", "/kalender/tema/hemligt.ics", "/utkast.ics", "/kalender.ics"):
        assert "Utkastet" in titles(client, path)


@pytest.mark.both_databases
def test_what_moves_to_another_county_leaves_the_old_feed_with_a_new_tag(
    client: FlaskClient, save: Save
) -> None:
    old, new = "/kalender/lan/halland.ics", "/kalender/lan/skane.ics"
    tags = {path: client.get(path).headers["ETag"] for path in (old, new)}
    save(county=County.M, theme="Annat", mode=ConferenceMode.REMOTE)
    for path in (old, new):
        assert client.get(path, headers={"If-None-Match": tags[path]}).status_code == 200
    assert (titles(client, old), titles(client, new)) == ([], [V])
    assert titles(client, "/kalender/tema/hallbar-mat-halsa.ics") == []
    assert titles(client, "/kalender/tema/annat.ics") == [V]
    assert V not in titles(client, "/kalender/pa-plats.ics")


def test_a_change_is_told_to_those_feeds_alone_that_hold_it(client: FlaskClient, save: Save) -> None:
    others = ("/pa-lank.ics", "/kalender/pa-distans.ics", "/kalender/lan/gotland.ics")
    tags = {path: client.get(path).headers["ETag"] for path in others}
    save(title="Nytt")
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_the_days_of_sign_up_are_shown_to_those_who_ask(client: FlaskClient) -> None:
    plain, asked = "/smartare/varberg.ics", "/smartare/varberg.ics?visa=anmalan"
    assert titles(client, plain) == [V]
    opens, last, _day = entries(client, asked)
    assert (opens["SUMMARY"], opens.decoded("DTSTART")) == (f"Anmälan öppnar: {V}", date(2020, 1, 15))
    assert (last["SUMMARY"], last.decoded("DTSTART")) == (f"Sista anmälningsdag: {V}", date(2020, 3, 20))
    assert last.decoded("DTEND") == date(2020, 3, 21)
    assert client.get(plain).headers["ETag"] != client.get(asked).headers["ETag"]
    for path in ("/kalender.ics", "/kalender/lan/halland.ics", "/smartare.ics"):
        assert f"Sista anmälningsdag: {V}" in titles(client, f"{path}?visa=anmalan")


def test_a_later_last_day_reaches_only_those_who_asked_with_the_same_uid_and_a_higher_sequence(
    client: FlaskClient, save: Save
) -> None:
    plain, asked = "/smartare/varberg.ics", "/smartare/varberg.ics?visa=anmalan"
    tags = {path: client.get(path).headers["ETag"] for path in (plain, asked)}
    before = entries(client, asked)
    save(closes_at=datetime(2020, 3, 24, 23, 0, tzinfo=UTC))
    assert client.get(plain, headers={"If-None-Match": tags[plain]}).status_code == 304
    assert client.get(asked, headers={"If-None-Match": tags[asked]}).status_code == 200
    after = entries(client, asked)
    assert [one["UID"] for one in before] == [one["UID"] for one in after]
    assert [one["SEQUENCE"] for one in after] == [0, 1, 0]
    assert after[1].decoded("DTSTART") == date(2020, 3, 24)


def test_a_last_day_taken_away_is_cancelled_and_gone_after_sixty_days(
    client: FlaskClient, clock: FixedClock, save: Save
) -> None:
    asked = "/smartare/varberg.ics?visa=anmalan"
    save(closes_at=None)
    first = client.get(asked)
    _opens, last, _day = entries(client, asked)
    assert (last["STATUS"], last["SEQUENCE"]) == ("CANCELLED", 1)
    plain_tag = client.get("/smartare/varberg.ics").headers["ETag"]
    clock.set(NOW + timedelta(days=60))
    later = client.get(asked, headers={"If-None-Match": first.headers["ETag"]})
    assert (later.status_code, b"Sista anm" in later.data) == (200, False)
    assert client.get("/smartare/varberg.ics", headers={"If-None-Match": plain_tag}).status_code == 304


def test_a_called_off_conference_calls_off_its_sign_up(
    app: Flask, client: FlaskClient, varberg: Conference
) -> None:
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    found = entries(client, "/smartare/varberg.ics?visa=anmalan")
    assert {(one["STATUS"], one["SEQUENCE"]) for one in found} == {("CANCELLED", 1)}
    assert all(str(one["SUMMARY"]).startswith("INSTÄLLT: ") for one in found)


def test_the_uids_of_sign_up_days_survive_a_new_name(session: Session, save: Save) -> None:
    before = set(session.scalars(select(SignUpDate.uid)))
    session.rollback()
    save(title="Helt annat", place="Falkenberg")
    assert set(session.scalars(select(SignUpDate.uid))) == before


def test_a_theme_in_an_address() -> None:
    assert theme_slug("Hållbar mat & hälsa") == "hallbar-mat-halsa"
    assert theme_slug("  ÅÄÖ!  2020 ") == "aao-2020"
    assert theme_slug("北") == ""


def test_row_23_the_opening_is_a_quarter_of_an_hour_with_the_form_until_it_has_come(
    client: FlaskClient, clock: FixedClock
) -> None:
    path = "/smartare/varberg/anmalan-oppnar.ics"
    assert client.get(path).status_code == 404
    clock.set(datetime(2020, 1, 10, 9, 0, tzinfo=UTC))
    assert path in client.get("/smartare/varberg").text
    (entry,) = entries(client, path)
    assert entry.decoded("DTSTART").astimezone(UTC) == datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(minutes=15)
    assert entry["URL"] == "http://localhost/smartare/anmalan"
    assert "attachment" in client.get(path).headers["Content-Disposition"]
    (again,) = entries(client, path)
    assert again["UID"] == entry["UID"]
    assert entry["UID"] not in client.get("/smartare/varberg.ics?visa=anmalan").text
    assert client.get("/utkast/anmalan-oppnar.ics").status_code == 404
