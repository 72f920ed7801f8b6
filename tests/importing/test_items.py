"""`flask conference import-ics FILE --to CONFERENCE`: a programme made in another calendar."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.programme.commands import publish_programme
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands.turns import cancel_conference
from tests.importing.files import calendar, event, write
from tests.world import make_conference, make_organizer

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
TALK = event(
    "DTSTART:20200327T091500Z", "DTEND:20200327T100000Z", "LOCATION:Stora salen\\, Varberg",
    "DESCRIPTION:Om skog", "SEQUENCE:2", uid="talk@x", summary="Skogen",
)  # fmt: skip
PANEL = event(
    "DTSTART:20200327T100000Z", "DURATION:PT45M", "STATUS:TENTATIVE", uid="panel@x", summary="Panel"
)


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


def run(app: Flask, folder: Path, *parts: str, to: str = "varberg") -> tuple[int, list[str]]:
    file = write(folder, calendar(*parts))
    arguments = ["conference", "import-ics", str(file), "--to", to, "--yes"]
    done = app.test_cli_runner().invoke(args=arguments)
    return done.exit_code, done.output.replace(str(file), "FIL").splitlines()


def items(session: Session) -> dict[str, ProgrammeItem]:
    session.rollback()
    session.expire_all()
    return {item.uid: item for item in session.scalars(select(ProgrammeItem))}


@pytest.mark.both_databases
def test_entries_become_items_with_the_names_they_had(app: Flask, session: Session, tmp_path: Path) -> None:
    assert run(app, tmp_path, TALK, PANEL) == (
        0,
        ["+ Skogen", "+ Panel", "FIL: 2 nya, 0 ändrade, 0 oförändrade, 0 vägrade", "Inläst."],
    )
    found = items(session)
    talk, panel = found["talk@x"], found["panel@x"]
    assert (talk.title, talk.text, talk.room, talk.sequence) == ("Skogen", "Om skog", "Stora salen", 2)
    assert talk.starts_at == datetime(2020, 3, 27, 9, 15, tzinfo=UTC)
    assert (panel.preliminary, panel.ends_at) == (True, datetime(2020, 3, 27, 10, 45, tzinfo=UTC))


def test_the_second_time_they_are_the_same_items(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, tmp_path, TALK, PANEL)
    with app.app_context(), transaction() as rows:
        item = rows.scalars(select(ProgrammeItem).where(ProgrammeItem.uid == "talk@x")).one()
        item.speakers = "Åsa Öberg"
    assert run(app, tmp_path, TALK, PANEL)[1][-1] == "Det finns inget att läsa in."
    later = TALK.replace("T091500Z", "T093000Z").replace("Om skog", "Om all skog")
    assert run(app, tmp_path, later, PANEL)[1][:2] == ["~ Skogen: beskrivning; början", "= Panel"]
    talk = items(session)["talk@x"]
    assert (talk.text, talk.speakers, talk.sequence) == ("Om all skog", "Åsa Öberg", 3)


def test_calendars_hear_of_a_published_programme(
    app: Flask, session: Session, tmp_path: Path, varberg: Conference
) -> None:
    run(app, tmp_path, TALK)
    with app.app_context(), transaction() as rows:
        fresh = get_conference(rows, varberg.id)
        publish_programme(rows, fresh, shown=True, version=fresh.version, by=SYSTEM, now=NOW)
    client = app.test_client()
    before = client.get("/varberg/program.ics")
    assert b"UID:talk@x" in before.data
    run(app, tmp_path, TALK.replace("T091500Z", "T093000Z"))
    after = client.get("/varberg/program.ics", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"DTSTART;TZID=Europe/Stockholm:20200327T103000" in after.data


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (event("DTSTART:20200328T090000Z", "DURATION:PT1H"), "utanför konferensens dagar (fredag 27\xa0mars"),
        (event("DTSTART;VALUE=DATE:20200327", "DTEND;VALUE=DATE:20200329"), "längre än en dag"),
        (event(summary="x" * 201), "för lång: rubrik"),
        (event("RRULE:FREQ=DAILY"), "upprepas (RRULE)"),
    ],
)
def test_what_is_no_item_is_refused_with_its_reason(
    app: Flask, session: Session, tmp_path: Path, part: str, told: str
) -> None:
    code, said = run(app, tmp_path, part, TALK)
    assert code == 1
    assert any(told in line for line in said)
    assert items(session) == {}


def test_a_name_that_is_in_use_is_left_alone(
    app: Flask, session: Session, tmp_path: Path, varberg: Conference
) -> None:
    used = varberg.days[0].uid
    session.rollback()
    run(app, tmp_path, TALK)
    owner = make_organizer(session, "kalmar")
    make_conference(session, owner, path="kalmar")
    assert "! Skogen: står i en annan konferens program" in run(app, tmp_path, TALK, to="kalmar")[1]
    day = event(uid=used)
    assert "! Miljödagen: finns redan här som något annat" in run(app, tmp_path, day)[1]
    session.execute(select(ProgrammeItem)).scalar_one().removed_at = NOW
    session.commit()
    assert "! Skogen: är borttagen ur programmet här" in run(app, tmp_path, TALK)[1]


def test_a_whole_day_is_an_item_without_hours(app: Flask, session: Session, tmp_path: Path) -> None:
    assert run(app, tmp_path, event("DTSTART;VALUE=DATE:20200327"))[0] == 0
    (item,) = items(session).values()
    assert (item.starts_at, item.ends_at) == (None, None)


@pytest.mark.parametrize("options", [(), ("--to", "varberg", "--owner", "halland"), ("--to", "finns-inte")])
def test_where_to_is_told_once(app: Flask, tmp_path: Path, options: tuple[str, ...]) -> None:
    file = write(tmp_path, calendar(TALK))
    done = app.test_cli_runner().invoke(args=["conference", "import-ics", str(file), *options])
    assert done.exit_code == 1
    assert "kan inte läsas in" in done.output.splitlines()[0]
    assert done.output.splitlines()[1:] == ["Inget är inläst."]


def test_a_conference_that_is_not_held_gets_no_programme(
    app: Flask, tmp_path: Path, varberg: Conference
) -> None:
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    assert run(app, tmp_path, TALK)[1][0] == "FIL: kan inte läsas in: konferensen hålls inte"
