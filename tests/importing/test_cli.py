"""`flask conference import-ics FILE` at the operator's terminal."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import publish_conference
from regapp.conferences.models import Address, Conference, ConferenceDay, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.importing.conferences import place_of
from tests.importing.files import calendar, event, write
from tests.sending import Send
from tests.world import KALMAR, make_conference, make_organizer

FIRST = event("LOCATION:Stadshotellet\\, Kungsgatan 24\\, Varberg", "DESCRIPTION:Om dagen", "SEQUENCE:3")
SECOND = event("DTSTART;VALUE=DATE:20200506", "DTEND;VALUE=DATE:20200508", uid="d@x", summary="Dagarna")
UID = "varberg@exempel.se"


@pytest.fixture(autouse=True)
def halland(session: Session) -> None:
    make_organizer(session)
    make_organizer(session, "kalmar", org_number=KALMAR)
    session.commit()


def run(
    app: Flask, file: Path, *options: str, owner: str = "halland", answer: str = ""
) -> tuple[int, list[str]]:
    arguments = ["conference", "import-ics", str(file), "--owner", owner, *options]
    done = app.test_cli_runner().invoke(args=arguments, input=answer)
    return done.exit_code, done.output.replace(str(file), "FIL").splitlines()


def load(app: Flask, folder: Path, *parts: str) -> list[str]:
    code, said = run(app, write(folder, calendar(*parts)), "--yes")
    assert code == 0, said
    return said


def conference(session: Session, uid: str = UID) -> Conference:
    session.rollback()
    session.expire_all()
    found = select(ConferenceDay.conference_id).where(ConferenceDay.uid == uid)
    return get_conference(session, session.scalars(found).one())


@pytest.mark.both_databases
def test_entries_become_drafts_with_the_names_they_had(app: Flask, session: Session, tmp_path: Path) -> None:
    assert load(app, tmp_path, FIRST, SECOND) == [
        "+ Miljödagen", "+ Dagarna", "FIL: 2 nya, 0 ändrade, 0 oförändrade, 0 vägrade", "Inläst.",
        "Utkast: /miljodagen", "Utkast: /dagarna",
    ]  # fmt: skip
    found = conference(session)
    assert (found.status, found.title, found.about) == (ConferenceStatus.DRAFT, "Miljödagen", "Om dagen")
    assert (found.venue, found.street, found.place) == ("Stadshotellet", "Kungsgatan 24", "Varberg")
    assert found.owner.slug == "halland"
    (day,) = found.days
    assert (day.uid, day.sequence, day.starts_at) == (UID, 3, datetime(2020, 3, 27, 9, tzinfo=UTC))
    assert [one.on for one in conference(session, "d@x").days] == [date(2020, 5, 6), date(2020, 5, 7)]
    assert session.get_one(Address, "miljodagen").conference_id == found.id


@pytest.mark.both_databases
def test_a_long_name_from_elsewhere_is_kept_whole(app: Flask, session: Session, tmp_path: Path) -> None:
    outlook = "040000008200E00074C5B7101A82E008" + "0" * 80
    load(app, tmp_path, event(uid=outlook), event(uid="å" * 255))
    assert conference(session, outlook).days[0].uid == outlook
    assert conference(session, "å" * 255).days[0].uid == "å" * 255


def test_nothing_is_read_in_before_somebody_says_so(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path, calendar(FIRST))
    for answer in ("n\n", "\n", ""):
        code, said = run(app, file, answer=answer)
        assert (code, said[0]) == (1, "+ Miljödagen")
        assert "Inget är inläst." in said
        assert session.scalars(select(Conference)).all() == []
    assert run(app, file, answer="y\n")[0] == 0
    assert conference(session).title == "Miljödagen"


def test_the_second_time_it_is_the_same_conference(app: Flask, session: Session, tmp_path: Path) -> None:
    load(app, tmp_path, FIRST, SECOND)
    assert load(app, tmp_path, FIRST, SECOND)[-1] == "Det finns inget att läsa in."
    moved = event("DTSTART:20200403T080000Z", "DTEND:20200403T140000Z", summary="Miljödagen flyttad")
    before = conference(session).id
    said = load(app, tmp_path, moved, SECOND)
    assert said[:2] == [
        "~ Miljödagen flyttad: rubrik; beskrivning; lokal; gatuadress; ort; dagar",
        "= Dagarna",
    ]
    found = conference(session)
    assert (found.id, found.title) == (before, "Miljödagen flyttad")
    (day,) = held_days(found)
    assert (day.uid, day.on, day.sequence) == (UID, date(2020, 4, 3), 4)


def test_what_we_changed_stands_until_the_file_changes_too(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    load(app, tmp_path, FIRST)
    found = conference(session)
    found.title = "Vår rubrik"
    session.commit()
    assert load(app, tmp_path, FIRST)[0] == "= Miljödagen: ändrad här, det står kvar"
    code, said = run(app, write(tmp_path, calendar(event(summary="Deras rubrik"))), "--yes")
    assert code == 1
    assert said[0].startswith("! Deras rubrik: ändrad både här och i filen: rubrik")
    assert conference(session).title == "Vår rubrik"


def test_a_file_is_read_in_whole_or_not_at_all(app: Flask, session: Session, tmp_path: Path) -> None:
    weekly = event("RRULE:FREQ=WEEKLY", uid="w", summary="Veckomötet")
    file = write(tmp_path, calendar(FIRST, weekly))
    code, said = run(app, file, "--yes")
    assert (code, said) == (
        1,
        [
            "+ Miljödagen",
            "! Veckomötet: upprepas (RRULE): lägg in en post för varje tillfälle",
            "FIL: 1 nya, 0 ändrade, 0 oförändrade, 1 vägrade",
            "Rätta filen, eller läs in resten med --skip-refused.",
            "Inget är inläst.",
        ],
    )
    assert session.scalars(select(Conference)).all() == []
    assert run(app, file, "--yes", "--skip-refused")[0] == 0
    assert conference(session).title == "Miljödagen"


def test_another_s_conference_and_our_own_are_left_alone(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    load(app, tmp_path, FIRST)
    other = run(app, write(tmp_path, calendar(event(summary="Kapad"))), "--yes", owner="kalmar")
    assert other[1][0] == "! Kapad: tillhör Länsstyrelsen halland"
    owner = make_organizer(session, "ab")
    own = make_conference(session, owner, path="egen")
    said = run(app, write(tmp_path, calendar(event(uid=own.days[0].uid))), "--yes")[1]
    assert said[0] == "! Miljödagen: finns redan här och kom inte från en kalenderfil"


def test_who_is_signed_up_hears_of_a_change_and_feeds_do(
    app: Flask, session: Session, tmp_path: Path, send: Send
) -> None:
    load(app, tmp_path, FIRST)
    made = conference(session)
    with app.app_context(), transaction() as rows:
        publish_conference(
            rows, get_conference(rows, made.id), by=SYSTEM, now=datetime(2020, 1, 2, tzinfo=UTC)
        )
    client = app.test_client()
    before = client.get("/miljodagen.ics")
    assert f"UID:{UID}".encode() in before.data
    assert b"SEQUENCE:3" in before.data
    load(app, tmp_path, FIRST.replace("20200327T10", "20200403T10").replace("20200327T16", "20200403T16"))
    after = client.get("/miljodagen.ics", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert f"UID:{UID}".encode() in after.data
    assert b"SEQUENCE:4" in after.data
    assert b"20200403T100000" in after.data


def test_addresses_are_made_of_titles_and_never_taken_twice(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    titles = ("Kalender", "Årets möte!", "Årets möte?", "!!!", "日本", "x" * 160)
    said = load(app, tmp_path, *(event(uid=title, summary=title) for title in titles))
    assert said[-6:] == [
        "Utkast: /kalender-2", "Utkast: /arets-mote", "Utkast: /arets-mote-2", "Utkast: /konferens",
        "Utkast: /konferens-2", f"Utkast: /{'x' * 70}",
    ]  # fmt: skip


def test_hostile_titles_do_nothing_to_the_terminal(app: Flask, tmp_path: Path) -> None:
    said = load(app, tmp_path, event(summary="\x1b[2J\x1b]0;ägd\x07<script>alert(1)</script>"))
    assert said[0] == "+ [2J]0;ägd<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("borta.ics", ("--owner", "halland"), "kan inte läsas (No such file or directory)"),
        (".", ("--owner", "halland"), "kan inte läsas (Is a directory)"),
        ("in.ics", ("--owner", "ingen"), "det finns ingen arrangör 'ingen' (halland, kalmar)"),
        ("in.ics", ("--owner", "halland", "--zone", "Narnia"), "Narnia är ingen tidszon"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    app: Flask, tmp_path: Path, name: str, options: tuple[str, ...], told: str
) -> None:
    write(tmp_path, calendar(FIRST))
    done = app.test_cli_runner().invoke(args=["conference", "import-ics", str(tmp_path / name), *options])
    assert done.exit_code == 1
    assert told in done.output.splitlines()[0]
    assert done.output.splitlines()[1:] == ["Inget är inläst."]


def test_too_long_a_text_is_refused_by_its_name(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, calendar(event("LOCATION:" + "y" * 81, summary="x" * 161)))
    assert run(app, file, "--yes")[1][0].endswith("för lång: rubrik, ort")


@pytest.mark.parametrize(
    ("location", "parts"),
    [
        ("", ("", "", "")),
        ("Varberg", ("", "", "Varberg")),
        ("Stadshotellet, Varberg", ("Stadshotellet", "", "Varberg")),
        (
            "Stadshotellet, Kungsgatan 24, 432 41, Varberg",
            ("Stadshotellet", "Kungsgatan 24, 432 41", "Varberg"),
        ),
        (" , ,Varberg, ", ("", "", "Varberg")),
    ],
)
def test_a_place_is_read_as_feeds_write_it(location: str, parts: tuple[str, str, str]) -> None:
    assert tuple(place_of(location).values()) == parts
