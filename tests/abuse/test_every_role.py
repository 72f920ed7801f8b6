"""Every address as each role: what a door declares is what it does, and no page shows a role what is
not for it. New addresses are tried without being named here."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from regapp.conferences.models import Conference
from regapp.organizers.models import Role
from regapp.organizers.rules import capabilities
from regapp.registrations.needs import ALLERGY_WORDS, DIET_WORDS
from regapp.web.access import Access, access_of, needs_of, opens
from tests.choosing import add_meal, add_round
from tests.people import CARIN, DAVID, give_role_at, make_person, sign_in
from tests.sending import Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.slow

# For whoever is signed in: their own account, the list of what they see.
_OWN = {"accounts", "dashboard.index"}
# Where a page asks for one of several things by itself: the named contact sees needs whatever the role.
_BY_ITSELF = {"dashboard.needs", "dashboard.arrange"}
_AMOUNT = re.compile(r"\d[\d\s\N{NO-BREAK SPACE}]*kr\b|\b700\b")
_SECRET = "kiwikänslig"
# An empty box offers a word; only a ticked one tells something of somebody.
_EMPTY_BOX = re.compile(
    r"<label[^>]*><input(?=[^>]*checkbox)(?![^>]*\bchecked\b)[^>]*>.*?</label>", re.DOTALL
)


class World:
    """Varberg with two who eat and pay; Kalmar is another conference of the same organizer."""

    def __init__(self, session: Session, send: Send) -> None:
        self.session, self.halland = session, make_organizer(session)
        self.varberg = make_conference(session, self.halland)
        self.kalmar = make_conference(session, self.halland, path="kalmar", title="Kalmardagen")
        add_round(session, self.varberg)
        add_meal(session, self.varberg)
        people = [
            a_person(
                0,
                diet=("vegan",),
                allergies=("nuts", "other"),
                food_note=_SECRET,
                access_needs=_SECRET,
                named_to_kitchen=True,
            ),
            a_person(1, diet=("vegetarian",)),
        ]
        self.person = send(self.varberg, a_sign_up(people))
        session.commit()

    def owner(self, app: Flask) -> FlaskClient:
        make_person(self.session, DAVID, organizer=self.halland)
        client = app.test_client()
        sign_in(client, DAVID)
        return client

    def enter(self, app: Flask, role: Role, conference: Conference | None = None) -> FlaskClient:
        """Somebody with the role at Halland, or at one conference only."""
        if conference is None:
            make_person(self.session, CARIN, organizer=self.halland, role=role)
        else:
            give_role_at(self.session, make_person(self.session, CARIN), conference, self.halland, role)
        client = app.test_client()
        sign_in(client, CARIN)
        return client


class Address(NamedTuple):
    method: str
    path: str
    endpoint: str
    needs: tuple[str, ...]


@pytest.fixture
def world(session: Session, send: Send) -> World:
    return World(session, send)


def addresses(app: Flask, conference: Conference) -> list[Address]:
    """Every address of the organizers, with what its door declares."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            needs = needs_of(app, rule.endpoint)
            if access_of(app, rule.endpoint) is not Access.MEMBER or needs is None:
                continue
            path = url_for(rule.endpoint, **_values(rule, conference))
            methods = sorted({"GET", "POST"} & (rule.methods or set()))
            found += [Address(method, path, rule.endpoint, needs) for method in methods]
    return found


def _values(rule: Rule, conference: Conference) -> dict[str, Any]:
    """What a rule's arguments are filled with; a name nobody knows gets a 1 or an x."""
    filled: dict[str, Any] = {
        "conference_id": conference.id, "number": conference.id, "kind": "konferens",
        "organizer": "halland", "seller": "halland", "participant_id": 1,
    }  # fmt: skip
    if rule.endpoint.startswith("invoicing."):
        filled["number"] = 1
    defaults = dict(rule.defaults or {})
    for name in rule.arguments - set(filled) - set(defaults):
        found = re.search(rf"<(\w+)(?:\(([^)]*)\))?:{name}>", rule.rule)
        kind, options = (found[1], found[2]) if found else ("string", None)
        first = (options or "").split(",")[0].strip("'")
        filled[name] = {"int": 1, "any": first}.get(kind, "x")
    return {name: value for name, value in filled.items() if name in rule.arguments} | defaults


def test_every_page_for_members_declares_what_it_asks_for(app: Flask) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) is Access.MEMBER and needs_of(app, rule.endpoint) is None
    }
    assert {one for one in undeclared if one not in _OWN and one.partition(".")[0] not in _OWN} == set()
    anybody = {one.endpoint for one in addresses(app, Conference(id=1)) if not one.needs}
    assert anybody == _BY_ITSELF


@pytest.mark.parametrize("role", Role)
def test_a_role_passes_just_the_doors_it_may(app: Flask, world: World, role: Role) -> None:
    owner, client = world.owner(app), world.enter(app, role)
    able = {one.name for one in capabilities(role)}
    wrong = []
    for one in addresses(app, world.varberg):
        if one.endpoint in _BY_ITSELF:
            continue
        # Whoever may pass sees what the owner sees there: something, or that there is nothing.
        may = opens(one.needs, able)
        expected = owner.open(one.path, method=one.method).status_code if may else 404
        answer = client.open(one.path, method=one.method)
        if expected >= 500 or answer.status_code != expected:
            wrong.append((one.method, one.path, one.needs, expected, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("role", Role)
def test_a2_a_role_at_one_conference_opens_nothing_of_another(app: Flask, world: World, role: Role) -> None:
    client = world.enter(app, role, world.kalmar)
    for one in addresses(app, world.varberg):
        answer = client.open(one.path, method=one.method)
        assert answer.status_code == 404, (one.method, one.path)
    assert "Smartare, grönare" not in client.get("/arrangor/").text
    assert "Kalmardagen" in client.get("/arrangor/").text


def seen(app: Flask, world: World, role: Role) -> Iterator[tuple[str, str]]:
    """The words of every page and file that opens for a role."""
    client = world.enter(app, role)
    for path in ["/arrangor/", *(one.path for one in addresses(app, world.varberg) if one.method == "GET")]:
        for page in (path, f"{path}?visa=alla"):
            answer = client.get(page, follow_redirects=True, buffered=True)
            if answer.status_code == 200:
                yield page, _words(answer)


def _words(answer: TestResponse) -> str:
    """Also of a sheet, which is packed; but for boxes that nobody has ticked."""
    if not answer.data.startswith(b"PK"):
        text = answer.get_data(as_text=True) if not answer.data.startswith(b"%PDF") else ""
        return _EMPTY_BOX.sub("", text)
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.parametrize("role", [Role.FINANCE, Role.DOOR, Role.READER])
def test_no_page_tells_them_what_anybody_eats_or_needs(app: Flask, world: World, role: Role) -> None:
    words = [
        str(one).casefold() for one in (*DIET_WORDS.values(), *ALLERGY_WORDS.values()) if len(str(one)) > 4
    ]
    words += [_SECRET, "specialkost"]
    for path, text in seen(app, world, role):
        found = [word for word in words if re.search(rf"\b{re.escape(word)}\b", text.casefold())]
        assert not found, (path, found)


def test_no_page_tells_the_kitchen_a_name(app: Flask, world: World) -> None:
    pages = dict(seen(app, world, Role.KITCHEN))
    assert pages
    for path, text in pages.items():
        found = [
            name for name in ("Åsa", "Öberg", "Nummer 1", "@exempel.se", "Varbergs kommun") if name in text
        ]
        assert not found, (path, found)


@pytest.mark.parametrize("role", [Role.DOOR, Role.KITCHEN])
def test_no_page_tells_them_an_amount(app: Flask, world: World, role: Role) -> None:
    for path, text in seen(app, world, role):
        assert not _AMOUNT.search(text), (path, _AMOUNT.findall(text))


def test_the_door_sees_who_comes_from_where(app: Flask, world: World) -> None:
    listed = dict(seen(app, world, Role.DOOR))[f"/arrangor/konferens/{world.varberg.id}/deltagare"]
    assert "Öberg, Åsa" in listed and "Varbergs kommun" in listed


@pytest.mark.parametrize("role", Role)
def test_no_link_leads_a_role_to_a_page_that_is_shut(app: Flask, world: World, role: Role) -> None:
    """No dead buttons: every link and form of every page that opens, opens too."""
    pages = list(seen(app, world, role))
    client = app.test_client()
    sign_in(client, CARIN)
    found = {
        link for _path, text in pages for link in re.findall(r'\s(?:href|action)="(/arrangor/[^"#?]*)', text)
    }
    tried = [link for link in sorted(found) if not link.startswith("/arrangor/logga-ut")]
    assert tried
    shut = [link for link in tried if client.get(link, buffered=True).status_code == 404]
    assert not shut
