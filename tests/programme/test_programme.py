"""Items by day on the page, one entry each in calendars, written at the organizers' desk."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, save_conference
from regapp.conferences.models import Conference, ConferenceStatus, KeptEntry
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import local_instant
from regapp.database.session import transaction
from regapp.feeds.bodies import forget_bodies
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.programme.commands import ItemPlan, publish_programme, remove_item, save_item
from regapp.programme.models import ProgrammeItem
from regapp.programme.queries import list_items
from regapp.programme.rules import by_day
from regapp.registrations.commands.turns import cancel_conference
from tests.world import make_conference, make_organizer

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
DAY = date(2020, 3, 27)
ZONE = "Europe/Stockholm"
FEED = "/varberg/program.ics"
Act = Callable[..., Any]


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), path="varberg", venue="Teatern", title="Skogen")


@pytest.fixture
def act(app: Flask, varberg: Conference) -> Act:
    """Runs a command on the conference as it stands, in a transaction of its own."""

    def act(command: Callable[[Session, Conference], Any]) -> Any:
        with app.app_context(), transaction() as rows:
            return command(rows, get_conference(rows, varberg.id))

    return act


def item(title: str, hours: tuple[int, int] | None, **values: Any) -> Callable[[Session, Conference], int]:
    def command(rows: Session, conference: Conference) -> int:
        at = [local_instant(DAY, hour, 0, ZONE) for hour in hours] if hours else [None, None]
        plan = ItemPlan(day_id=conference.days[0].id, title=title, starts_at=at[0], ends_at=at[1], **values)
        return save_item(rows, conference, None, plan, version=conference.version, by=SYSTEM, now=NOW).id

    return command


def shown(rows: Session, conference: Conference) -> None:
    publish_programme(rows, conference, shown=True, version=conference.version, by=SYSTEM, now=NOW)


def entries(client: FlaskClient, path: str = FEED) -> list[Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def kept(session: Session) -> list[ProgrammeItem]:
    session.rollback()
    (conference_id,) = session.scalars(select(Conference.id))
    return list(list_items(session, conference_id))


@pytest.fixture
def programme(act: Act) -> Act:
    act(item("Välkomna", (10, 11), speakers="Åsa Öberg", room="Stora salen", title_en="Welcome"))
    act(item("Hälsa och skog", (13, 14), round=1))
    act(item("Innovation med skog", (13, 14), round=1, preliminary=True))
    act(item("Samtal", None))
    return act


def test_nothing_is_told_before_it_is_published(client: FlaskClient, programme: Act) -> None:
    assert client.get(FEED).status_code == 404
    assert "Hälsa och skog" not in client.get("/varberg").text
    programme(shown)
    assert client.get(FEED).status_code == 200
    assert "Hälsa och skog" in client.get("/varberg").text


def test_a14_the_programme_of_a_draft_is_nowhere(
    client: FlaskClient, session: Session, programme: Act, varberg: Conference
) -> None:
    programme(shown)
    (first, *_rest) = kept(session)
    conference = session.get_one(Conference, varberg.id)
    conference.status = ConferenceStatus.DRAFT
    session.commit()
    for path in (FEED, f"/varberg/program/{first.id}.ics", "/varberg"):
        assert client.get(path).status_code == 404


@pytest.mark.both_databases
def test_each_item_with_hours_is_an_entry(client: FlaskClient, programme: Act) -> None:
    programme(shown)
    first, second, third = entries(client)
    assert [str(one["SUMMARY"]) for one in (first, second, third)] == [
        "Välkomna", "Hälsa och skog", "Preliminärt: Innovation med skog",
    ]  # fmt: skip
    assert [one["STATUS"] for one in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "TENTATIVE"]
    assert first["LOCATION"] == "Stora salen, Teatern, Varberg"
    assert first.decoded("DTSTART").astimezone(UTC) == datetime(2020, 3, 27, 9, 0, tzinfo=UTC)
    assert "Åsa Öberg" in first["DESCRIPTION"]
    assert entries(client, f"{FEED}?lang=en")[0]["SUMMARY"] == "Welcome"
    assert Calendar.from_ical(client.get(FEED).data)["X-WR-CALNAME"] == "Program: Skogen"


def test_an_item_can_be_kept_as_a_file(
    client: FlaskClient, session: Session, programme: Act, varberg: Conference
) -> None:
    programme(shown)
    first, *_rest, without_hours = kept(session)
    answer = client.get(f"/varberg/program/{first.id}.ics")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="program-{first.id}.ics"'
    (entry,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (entry["UID"], entry["SUMMARY"]) == (first.uid, "Välkomna")
    assert client.get(f"/varberg/program/{without_hours.id}.ics").status_code == 404
    assert client.get("/varberg/program/99999999999.ics").status_code == 404
    assert client.get(f"/annan/program/{first.id}.ics").status_code == 404


@pytest.mark.both_databases
def test_sequence_rises_with_time_room_and_removal_only(
    client: FlaskClient, session: Session, programme: Act, clock: FixedClock, varberg: Conference
) -> None:
    programme(shown)
    number = kept(session)[0].id

    def change(**values: Any) -> None:
        def command(rows: Session, conference: Conference) -> None:
            old = next(one for one in list_items(rows, conference.id) if one.id == number)
            kept = {name: getattr(old, name) for name in ItemPlan.__dataclass_fields__}
            plan = ItemPlan(**kept | values)
            save_item(rows, conference, old, plan, version=conference.version, by=SYSTEM, now=NOW)

        programme(command)

    tag = client.get(FEED).headers["ETag"]
    change()
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    change(title="Välkommen", text="Mer")
    assert (entries(client)[0]["SUMMARY"], entries(client)[0]["SEQUENCE"]) == ("Välkommen", 0)
    change(starts_at=local_instant(DAY, 9, 30, ZONE))
    assert entries(client)[0]["SEQUENCE"] == 1
    change(room="Lilla salen")
    assert entries(client)[0]["SEQUENCE"] == 2

    def remove(rows: Session, conference: Conference) -> None:
        old = next(one for one in list_items(rows, conference.id) if one.id == number)
        remove_item(rows, conference, old, version=conference.version, by=SYSTEM, now=NOW)

    programme(remove)
    first = entries(client)[0]
    assert (first["STATUS"], first["SEQUENCE"]) == ("CANCELLED", 3)
    assert "Välkommen" not in client.get("/varberg").text
    tag = client.get(FEED).headers["ETag"]
    clock.set(NOW + timedelta(days=60))
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 200
    assert len(entries(client)) == 2


@pytest.mark.both_databases
def test_t3_items_follow_their_day_and_keep_their_hours_on_the_wall(
    client: FlaskClient, session: Session, programme: Act
) -> None:
    programme(shown)
    before = entries(client)

    def move(rows: Session, conference: Conference) -> None:
        plans = [DayPlan(date(2020, 4, 3))]
        edit = ConferenceEdit(conference.version, {"venue": "Stadshuset"}, plans)
        save_conference(rows, conference, edit, by=SYSTEM, now=NOW)

    programme(move)
    after = entries(client)
    # Ten o'clock is an hour earlier in UTC after 29 March.
    assert after[0].decoded("DTSTART").astimezone(UTC) == datetime(2020, 4, 3, 8, 0, tzinfo=UTC)
    assert [one["UID"] for one in after] == [one["UID"] for one in before]
    assert [one["SEQUENCE"] for one in after] == [1, 1, 1]
    assert "Stadshuset" in after[0]["LOCATION"]


def test_a_called_off_conference_calls_off_its_items(client: FlaskClient, programme: Act) -> None:
    programme(shown)
    programme(lambda rows, conference: cancel_conference(rows, conference, "", by=SYSTEM, now=NOW))
    assert {one["STATUS"] for one in entries(client)} == {"CANCELLED"}
    assert {one["SEQUENCE"] for one in entries(client)} == {1}


def test_a_preliminary_conference_has_no_hours_for_calendars(
    client: FlaskClient, session: Session, programme: Act, varberg: Conference
) -> None:
    programme(shown)

    def doubt(rows: Session, conference: Conference) -> None:
        plans = [DayPlan(day.on, day.starts_at, day.ends_at) for day in conference.days]
        edit = ConferenceEdit(conference.version, {"preliminary": True}, plans)
        save_conference(rows, conference, edit, by=SYSTEM, now=NOW)

    programme(doubt)
    assert entries(client) == []
    assert "kl. 13" not in client.get("/varberg").text.split('<h2 id="h-pr"')[1]
    (day,) = entries(client, "/varberg.ics")
    assert (day["STATUS"], str(day["SUMMARY"])) == ("TENTATIVE", "Preliminärt: Skogen")
    assert day.decoded("DTSTART") == DAY


@pytest.mark.both_databases
def test_a_feed_without_kept_bytes_says_the_same(
    client: FlaskClient, session: Session, programme: Act
) -> None:
    programme(shown)
    first = client.get(FEED).data
    session.rollback()
    session.execute(delete(KeptEntry))
    session.commit()
    forget_bodies()
    assert client.get(FEED).data == first
    items = select(ProgrammeItem.uid).where(ProgrammeItem.starts_at.is_not(None))
    assert set(session.scalars(items)) <= set(session.scalars(select(KeptEntry.uid)))


def test_rounds_stand_together_by_day(session: Session, programme: Act, varberg: Conference) -> None:
    (day,) = by_day(kept(session), ZONE)
    assert [(slot.round, [one.title for one in slot.items]) for slot in day.slots] == [
        (None, ["Välkomna"]), (1, ["Hälsa och skog", "Innovation med skog"]), (None, ["Samtal"]),
    ]  # fmt: skip


def test_i9_text_of_organizers_adds_no_property(client: FlaskClient, act: Act) -> None:
    evil = "X\r\nEND:VEVENT\r\nATTENDEE:mailto:x@exempel.se"
    act(item(evil, (10, 11), room=evil, speakers=evil, text=evil))
    act(shown)
    lines = client.get(FEED).data.decode().replace("\r\n ", "").splitlines()
    assert not [one for one in lines if one.startswith("ATTENDEE")]
    assert lines.count("END:VEVENT") == 1


def test_an_empty_programme_is_not_published(act: Act) -> None:
    with pytest.raises(Refusal, match="no_items"):
        act(shown)
