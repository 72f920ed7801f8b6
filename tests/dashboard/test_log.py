"""The log: who did what to which fields; not what others did, and nothing that stood there."""

import ast
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import inspect
from sqlalchemy.orm import Session

import regapp
from regapp.audit.commands import member, record
from regapp.audit.models import Event
from regapp.conferences.models import Conference, ConferenceOrganizer
from regapp.dashboard.log.words import what_changed
from regapp.dashboard.words import ACTIONS
from regapp.organizers.models import Role
from regapp.surveys.models import Suggestion, SuggestionState
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_sign_up, make_conference, make_organizer, make_series

# Of accounts alone, at no organizer: no log shows them.
_OWN = {
    "person_created", "password_replaced", "password_chosen", "password_reset", "account_opened",
    "account_closed",
}  # fmt: skip


# Functions that write a row whose action is among their first arguments.
_WRITERS = {"record", "_record", "_note", "_take_off", "_told", "note_taken"}


class World:
    def __init__(self, session: Session) -> None:
        self.halland, self.rus = make_organizer(session), make_organizer(session, "rus")
        self.varberg = make_conference(session, self.halland)
        session.add(ConferenceOrganizer(conference_id=self.varberg.id, organizer_id=self.rus.id, position=0))
        session.commit()
        self.carin = make_person(session, CARIN, organizer=self.halland)

    @property
    def at(self) -> str:
        return f"/arrangor/konferens/{self.varberg.id}/logg"


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def rows(page: str) -> list[str]:
    """The lines of the table, tags taken out."""
    found = [" ".join(map(str, one.itertext())) for one in html.fromstring(page).iter("tr")]
    return [" ".join(text.split()) for text in found[1:]]


def test_a_save_is_told_with_its_fields_and_not_its_words(client: FlaskClient, world: World) -> None:
    sign_in(client)
    edit = f"/arrangor/konferens/{world.varberg.id}/redigera"
    assert submit(client, edit, {"title": "Hemligt namn", "lead": "Slottet"}).status_code == 303
    (line,) = rows(client.get(world.at).text)
    assert "Carin Holm" in line
    assert "Konferensen ändrad" in line
    assert "Rubrik" in line and "Ingress" in line
    assert "Slottet" not in line


def test_an_export_stands_in_the_log_of_its_conference(client: FlaskClient, world: World) -> None:
    sign_in(client)
    client.get(f"/arrangor/konferens/{world.varberg.id}/deltagare.csv", buffered=True)
    assert "Deltagarlistan hämtad som CSV" in rows(client.get(world.at).text)[0]
    assert len(rows(client.get(f"{world.at}?vad=filer").text)) == 1
    assert rows(client.get(f"{world.at}?vad=roller").text) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/koket.csv", "Antalet till köket hämtat som fil"),
        ("/skriv-ut/avprickning.pdf", "Listan för avprickning hämtad"),
    ],
)
def test_what_was_taken_out_on_paper_stands_among_the_files(
    client: FlaskClient, world: World, path: str, told: str
) -> None:
    sign_in(client, CARIN)
    assert client.get(f"/arrangor/konferens/{world.varberg.id}{path}").status_code == 200
    assert any("Carin" in line and told in line for line in rows(client.get(f"{world.at}?vad=filer").text))


def test_what_became_of_a_suggestion_stands_in_the_log_of_the_series_owner(
    client: FlaskClient, world: World, session: Session
) -> None:
    series = make_series(session, world.halland)
    make_conference(session, world.halland, series=series, path="smartare/varberg")
    state = SuggestionState.NEW
    session.add(Suggestion(series_id=series.id, text="Mer kaffe", written_on=date(2020, 2, 1), state=state))
    session.commit()
    sign_in(client, CARIN)
    box = f"/arrangor/serie/{series.id}/forslag"
    for word in ("tas-upp", "bort"):
        assert submit(client, box, {"lage": word}, action=f"{box}/1").status_code == 303
    told = rows(client.get("/arrangor/organisation/halland/logg").text)
    assert any("Ett förslag borttaget" in line for line in told)
    assert any("Ett förslag märkt som nytt, läst eller taget upp" in line for line in told)


def test_what_participants_do_is_shown_when_asked_for(client: FlaskClient, world: World, send: Send) -> None:
    send(world.varberg, a_sign_up())
    sign_in(client)
    assert rows(client.get(world.at).text) == []
    (line,) = rows(client.get(f"{world.at}?vem=alla").text)
    assert "Deltagaren" in line and "Åsa Öberg" in line


def test_one_person_is_picked_out(client: FlaskClient, world: World, session: Session, now: datetime) -> None:
    david = make_person(session, DAVID, organizer=world.rus)
    for person in (world.carin, david):
        record(
            session, "conference_saved", by=member(person.id), subject_type="conference",
            subject_ids=[world.varberg.id], now=now, conference_id=world.varberg.id, fields=["title"],
        )  # fmt: skip
    session.commit()
    sign_in(client)
    assert len(rows(client.get(world.at).text)) == 2
    (line,) = rows(client.get(f"{world.at}?vem={david.id}").text)
    assert "David Ek" in line
    assert client.get(f"{world.at}?vem=x&vad=y&sida=-3").status_code == 200


def test_pages_of_fifty(client: FlaskClient, world: World, session: Session, now: datetime) -> None:
    for _number in range(51):
        record(
            session, "conference_saved", by=member(world.carin.id), subject_type="conference",
            subject_ids=[world.varberg.id], now=now, conference_id=world.varberg.id,
        )  # fmt: skip
    session.commit()
    sign_in(client)
    assert len(rows(client.get(world.at).text)) == 50
    assert len(rows(client.get(f"{world.at}?sida=2").text)) == 1


@pytest.mark.both_databases
def test_an_organizers_log_holds_its_roles_and_its_own_conferences(
    app: Flask, client: FlaskClient, world: World, session: Session
) -> None:
    make_person(session, DAVID, organizer=world.rus)
    sign_in(client)
    edit = f"/arrangor/konferens/{world.varberg.id}/redigera"
    submit(client, edit, {"title": "Nytt namn"})
    staff = "/arrangor/organisation/halland/roller"
    values = {"name": "Nils Berg", "email": "nils@exempel.se", "role": "door"}
    assert submit(client, staff, values, action="").status_code == 303
    lines = rows(client.get("/arrangor/organisation/halland/logg").text)
    assert len(lines) == 2
    assert "Halland: Entré" in lines[0]
    assert client.get("/arrangor/organisation/rus/logg").status_code == 404
    david = app.test_client()
    sign_in(david, DAVID)
    assert rows(david.get("/arrangor/organisation/rus/logg").text) == []
    assert len(rows(david.get(world.at).text)) == 1


@pytest.mark.parametrize("role", [Role.FINANCE, Role.KITCHEN, Role.DOOR, Role.READER, Role.PARTICIPANTS])
def test_the_log_is_for_owners_and_editors(
    client: FlaskClient, world: World, session: Session, role: Role
) -> None:
    make_person(session, DAVID, organizer=world.halland, role=role)
    sign_in(client, DAVID)
    assert client.get(world.at).status_code == 404
    assert client.get("/arrangor/organisation/halland/logg").status_code == 404


def test_every_action_has_words() -> None:
    wordless = sorted(set(_actions()) - set(ACTIONS) - _OWN)
    assert not wordless, "say in ACTIONS of regapp/dashboard/words.py what these are called"


def _actions() -> Iterator[str]:
    """What is written into the history anywhere, as far as it stands in the code as text."""
    root = Path(regapp.__file__).parent
    for file in root.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if "record(" not in source or file.parts[-2] == "audit":
            continue
        name = ".".join(file.relative_to(root.parent).with_suffix("").parts)
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _WRITERS:
                for argument in ast.walk(ast.Module([ast.Expr(one) for one in call.args[1:4]], [])):
                    yield from _said(argument, name)


def _said(argument: ast.AST, module: str) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "_" in argument.value:
        # A piece of a longer word begins or ends there.
        if argument.value == argument.value.strip("_"):
            yield argument.value
    elif isinstance(argument, ast.Name) and argument.id.isupper():
        value = getattr(import_module(module), argument.id)
        if isinstance(value, str):
            yield value


def test_every_field_that_is_set_up_has_words(client: FlaskClient, world: World, session: Session) -> None:
    """What is left is never written as a field: keys, turns (told by their action) and stamps."""
    without = {
        "id", "status", "series_id", "owner_id", "preview_token", "published_at", "programme_published_at",
        "cancelled_at", "postponed_at", "turn_reason", "turn_reason_en", "moved_from", "moved_from_place",
        "free_until_at", "turned_digital_at", "created_at", "changed_at", "changed_by_id", "season_digest",
        "previous_id", "version",
    }  # fmt: skip
    fields = {column.name for column in inspect(Conference).columns} - without
    event = Event(action="conference_saved", subject_type="conference", subject_id=1, fields=sorted(fields))
    with client.application.test_request_context():
        assert not fields.intersection(what_changed(event, {}))
