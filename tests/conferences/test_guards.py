"""One conference's door: its own organizers pass, for everybody else there is nothing there."""

from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.guards import conference_access, granted, series_access
from regapp.conferences.models import (
    Conference,
    ConferenceOrganizer,
    ConferenceStatus,
    Series,
    SeriesOrganizer,
)
from regapp.organizers.guards import find_viewer
from regapp.organizers.models import Member, Organizer, Role
from regapp.organizers.queries import list_memberships
from regapp.organizers.rules import Capability, Viewer
from regapp.web.access import Access, access
from tests.people import CARIN, DAVID, give_role_at, make_person, sign_in
from tests.world import make_conference, make_organizer, make_series

C = Capability


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Flask:
    """The application with a room for every capability of a conference, and of a series."""
    app = make_app()

    def add(name: str, *needed: Capability) -> None:
        @conference_access(*needed)
        @access(Access.MEMBER)
        def room(conference: Conference, kind: str = "html") -> str:
            loaded = (
                conference.owner,
                conference.series,
                conference.days,
                conference.pools,
                conference.address,
            )
            assert loaded[0].slug
            return f"{conference.place} {request.method} {kind} {len(granted())}"

        @series_access(*needed)
        @access(Access.MEMBER)
        def series_room(series: Series, conferences: tuple[Conference, ...]) -> str:
            assert series.address.path
            return ", ".join(one.place for one in conferences)

        path = f"/arrangor/{name}/<int:conference_id>"
        app.add_url_rule(path, f"room_{name}", room, methods=["GET", "POST"])
        app.add_url_rule(f"{path}.<kind>", f"file_{name}", room)
        app.add_url_rule(f"/arrangor/serie/{name}/<int:series_id>", f"series_{name}", series_room)

    add("ANY")
    for capability in Capability:
        add(capability.name, capability)
    return app


@pytest.fixture
def visitor(house: Flask) -> FlaskClient:
    return house.test_client()


class World:
    """Halland owns Varberg, Kalmar owns Kalmar, RUS helps with both; one series."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.halland, self.kalmar = make_organizer(session), make_organizer(session, "kalmar")
        self.rus = make_organizer(session, "rus", host_id=self.halland.id)
        self.named = make_organizer(session, "norrbotten")
        self.series = make_series(session, self.halland)
        session.add(SeriesOrganizer(series_id=self.series.id, organizer_id=self.named.id, position=0))
        self.varberg = self._conference("varberg", self.halland)
        self.town = self._conference("kalmar", self.kalmar)

    def _conference(self, place: str, owner: Organizer) -> Conference:
        made = make_conference(self.session, owner, path=f"smartare/{place}", series=self.series)
        self.session.add(ConferenceOrganizer(conference_id=made.id, organizer_id=self.rus.id, position=0))
        self.session.commit()
        return made


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def enter(visitor: FlaskClient, world: World, organizer: Organizer | None, role: Role = Role.OWNER) -> Viewer:
    person = make_person(world.session, organizer=organizer, role=role)
    sign_in(visitor)
    return Viewer(person.id, person.name, person.email, list_memberships(world.session, person.id))


def viewer_of(session: Session, organizer: Organizer, role: Role) -> Viewer:
    person = make_person(session, organizer=organizer, role=role)
    return Viewer(person.id, person.name, person.email, list_memberships(session, person.id))


@pytest.mark.both_databases
def test_the_owners_member_sees_their_conference_and_not_the_others(
    visitor: FlaskClient, world: World
) -> None:
    enter(visitor, world, world.halland)
    assert visitor.get(f"/arrangor/SEE/{world.varberg.id}").text == f"Varberg GET html {len(Capability)}"
    assert visitor.get(f"/arrangor/SEE/{world.town.id}").status_code == 404


def test_a_co_organizers_member_sees_both(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.rus)
    for conference in (world.varberg, world.town):
        assert visitor.get(f"/arrangor/SEE/{conference.id}").status_code == 200


@pytest.mark.parametrize("how", ["get", "head", "post", "csv", "xlsx", "ics", "json"])
def test_a_foreign_conference_is_not_there_in_any_way(visitor: FlaskClient, world: World, how: str) -> None:
    enter(visitor, world, world.halland)
    for name in ("ANY", *(one.name for one in Capability)):
        path = f"/arrangor/{name}/{world.town.id}"
        if how in {"get", "head", "post"}:
            answer = visitor.open(path, method=how.upper(), data={"x": "1"} if how == "post" else None)
        else:
            answer = visitor.get(f"{path}.{how}")
        assert answer.status_code == 404
        assert "Kalmar" not in answer.text


def test_a_foreign_conference_looks_like_one_that_does_not_exist(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.halland)
    foreign = visitor.get(f"/arrangor/SEE/{world.town.id}")
    missing = visitor.get("/arrangor/SEE/424242")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.replace(f"/{world.town.id}", "/N") == missing.text.replace("/424242", "/N")


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 30])
@pytest.mark.both_databases
def test_a_number_nobody_has_is_not_there(visitor: FlaskClient, world: World, number: str) -> None:
    enter(visitor, world, world.halland)
    assert visitor.get(f"/arrangor/SEE/{number}").status_code == 404
    assert visitor.get(f"/arrangor/serie/SEE/{number}").status_code == 404


def test_being_named_on_the_series_opens_nothing(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.named)
    assert visitor.get(f"/arrangor/ANY/{world.varberg.id}").status_code == 404
    assert visitor.get(f"/arrangor/serie/ANY/{world.series.id}").status_code == 404


def test_being_the_host_of_a_co_organizer_opens_nothing(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.halland)
    assert visitor.get(f"/arrangor/ANY/{world.town.id}").status_code == 404


def test_somebody_without_a_role_sees_nothing(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, None)
    assert visitor.get(f"/arrangor/ANY/{world.varberg.id}").status_code == 404


def test_a_stranger_is_led_to_the_sign_in_before_anything_is_told(visitor: FlaskClient, world: World) -> None:
    answers = [visitor.get(f"/arrangor/SEE/{number}") for number in (world.varberg.id, 424242)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert visitor.post(f"/arrangor/SEE/{world.varberg.id}").status_code == 401


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_just_the_rooms_it_has(visitor: FlaskClient, world: World, role: Role) -> None:
    viewer = enter(visitor, world, world.halland, role)
    opened = {
        one
        for one in Capability
        if visitor.get(f"/arrangor/{one.name}/{world.varberg.id}").status_code == 200
    }
    assert opened == viewer.capabilities_at(world.halland.id)
    assert visitor.get(f"/arrangor/ANY/{world.varberg.id}").status_code == 200


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR])
def test_a_co_organizers_editor_may_edit_but_money_is_the_sellers(
    visitor: FlaskClient, world: World, role: Role
) -> None:
    enter(visitor, world, world.rus, role)
    assert visitor.post(f"/arrangor/EDIT/{world.varberg.id}").status_code == 200
    assert visitor.get(f"/arrangor/FINANCE/{world.varberg.id}").status_code == 404


def test_roles_at_several_of_its_organizers_add_up(session: Session, world: World) -> None:
    viewer = viewer_of(session, world.halland, Role.FINANCE)
    session.add(
        Member(
            organizer_id=world.rus.id,
            person_id=viewer.person_id,
            role=Role.DOOR,
            created_at=world.varberg.created_at,
        )
    )
    session.commit()
    both = Viewer(viewer.person_id, "", "", list_memberships(session, viewer.person_id))
    session.expire_all()
    found = {one.place: one for one in list_visible_conferences(session, both)}
    assert capabilities_at(both, found["Varberg"]) == {C.SEE, C.FINANCE, C.SEE_NAMES, C.CHECK_IN}
    assert capabilities_at(both, found["Kalmar"]) == {C.SEE_NAMES, C.CHECK_IN}


@pytest.mark.both_databases
def test_a_role_at_one_conference_opens_that_one_only(visitor: FlaskClient, world: World) -> None:
    helper = make_person(world.session)
    give_role_at(world.session, helper, world.varberg, world.halland, Role.DOOR)
    sign_in(visitor)
    assert visitor.get(f"/arrangor/SEE_NAMES/{world.varberg.id}").text == "Varberg GET html 2"
    assert visitor.get(f"/arrangor/SEE/{world.varberg.id}").status_code == 404
    assert visitor.get(f"/arrangor/ANY/{world.town.id}").status_code == 404
    assert visitor.get(f"/arrangor/serie/ANY/{world.series.id}").text == "Varberg"
    front = visitor.get("/arrangor/").text
    assert "Varberg" in front and "Kalmar" not in front


def test_finance_at_one_conference_is_for_its_seller(visitor: FlaskClient, world: World) -> None:
    helper = make_person(world.session)
    give_role_at(world.session, helper, world.varberg, world.halland, Role.FINANCE)
    give_role_at(world.session, helper, world.town, world.rus, Role.FINANCE)
    sign_in(visitor)
    assert visitor.get(f"/arrangor/FINANCE/{world.varberg.id}").status_code == 200
    assert visitor.get(f"/arrangor/FINANCE/{world.town.id}").status_code == 404
    assert visitor.get(f"/arrangor/SEE/{world.town.id}").status_code == 200


@pytest.mark.both_databases
def test_a_role_given_by_an_organizer_ends_with_it(visitor: FlaskClient, world: World) -> None:
    helper = make_person(world.session)
    give_role_at(world.session, helper, world.varberg, world.rus, Role.EDITOR)
    give_role_at(world.session, helper, world.town, world.named, Role.OWNER)
    sign_in(visitor)
    assert visitor.get(f"/arrangor/EDIT/{world.varberg.id}").status_code == 200
    assert visitor.get(f"/arrangor/ANY/{world.town.id}").status_code == 404
    world.session.execute(delete(ConferenceOrganizer))
    world.session.commit()
    assert visitor.get(f"/arrangor/ANY/{world.varberg.id}").status_code == 404
    assert "Varberg" not in visitor.get("/arrangor/").text


def test_a_co_organizer_that_leaves_is_out_at_the_next_click(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.rus)
    assert visitor.get(f"/arrangor/SEE/{world.town.id}").status_code == 200
    world.session.execute(delete(ConferenceOrganizer))
    world.session.commit()
    assert visitor.get(f"/arrangor/SEE/{world.town.id}").status_code == 404


def test_a_draft_is_seen_by_its_own(visitor: FlaskClient, world: World) -> None:
    world.varberg.status = ConferenceStatus.DRAFT
    enter(visitor, world, world.halland)
    assert visitor.get(f"/arrangor/SEE/{world.varberg.id}").status_code == 200


@pytest.mark.both_databases
def test_a_series_shows_only_the_conferences_one_may_see(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.halland)
    assert visitor.get(f"/arrangor/serie/SEE/{world.series.id}").text == "Varberg"


def test_a_series_shows_a_co_organizer_all_and_no_money(visitor: FlaskClient, world: World) -> None:
    enter(visitor, world, world.rus)
    assert visitor.get(f"/arrangor/serie/SEE/{world.series.id}").text == "Varberg, Kalmar"
    assert visitor.get(f"/arrangor/serie/FINANCE/{world.series.id}").status_code == 404


def test_two_members_signed_in_at_once_each_see_their_own(house: Flask, world: World) -> None:
    make_person(world.session, CARIN, organizer=world.halland)
    make_person(world.session, DAVID, organizer=world.kalmar)
    carin, david = house.test_client(), house.test_client()
    sign_in(carin, CARIN)
    sign_in(david, DAVID)
    seen = [
        [one.get(f"/arrangor/SEE/{number}").status_code for number in (world.varberg.id, world.town.id)]
        for one in (carin, david)
    ]
    assert seen == [[200, 404], [404, 200]]


def test_the_list_holds_only_visible_conferences(app: Flask, session: Session, world: World) -> None:
    def seen(organizer: Organizer, email: str) -> list[str]:
        person = make_person(session, email, organizer=organizer)
        viewer = Viewer(person.id, "", "", list_memberships(session, person.id))
        return [one.place for one in list_visible_conferences(session, viewer)]

    assert seen(world.halland, CARIN) == ["Varberg"]
    assert seen(world.rus, DAVID) == ["Varberg", "Kalmar"]
    assert list_visible_conferences(session, Viewer(0, "", "", ())) == []
    with app.test_request_context("/"):
        assert find_viewer() is None
