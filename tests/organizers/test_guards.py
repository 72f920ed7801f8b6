"""The door for members: who is let in, and where the others are sent."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask import session as cookie
from flask.testing import FlaskClient
from sqlalchemy import delete, event
from sqlalchemy.orm import Session

from regapp.organizers.guards import find_viewer, member_required, viewer
from regapp.organizers.models import Member, Role
from regapp.web.access import Access, access
from tests.conftest import engine_of
from tests.people import give_role, make_person, sign_in
from tests.world import make_organizer

ROOM = "/arrangor/rum/<int:number>"


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Flask:
    """The application with one more room for members."""
    app = make_app()

    @member_required
    @access(Access.MEMBER)
    def room(number: int) -> str:
        who = viewer()
        assert viewer() is who
        return (
            f"{who.name}: {', '.join(f'{one.role.value} of {one.organizer_slug}' for one in who.memberships)}"
        )

    @access(Access.PUBLIC)
    def hall() -> str:
        return "known" if find_viewer() else f"unknown {'signed_in' in cookie}"

    app.add_url_rule(ROOM, "room", room, methods=["GET", "POST"])
    app.add_url_rule("/hall", "hall", hall)
    return app


@pytest.fixture
def visitor(house: Flask) -> FlaskClient:
    return house.test_client()


def test_a_member_is_let_in_with_all_their_roles(visitor: FlaskClient, session: Session) -> None:
    halland = make_organizer(session)
    rus = make_organizer(session, "rus", host_id=halland.id)
    person = make_person(session, organizer=halland, role=Role.EDITOR)
    give_role(session, person, rus, Role.READER)
    sign_in(visitor)
    assert visitor.get("/arrangor/rum/1").text == "Carin Holm: editor of halland, reader of rus"


def test_a_stranger_is_led_to_the_sign_in_and_back(visitor: FlaskClient, session: Session) -> None:
    make_person(session)
    answer = visitor.get("/arrangor/rum/1?q=%C3%A5sa&sida=2")
    assert answer.status_code == 303
    back = sign_in(visitor, path=answer.location)
    assert back.location == "/arrangor/rum/1?q=%C3%A5sa&sida=2"
    assert visitor.get(back.location).status_code == 200


def test_a_form_of_a_stranger_is_401_and_says_how_to_keep_it(visitor: FlaskClient) -> None:
    answer = visitor.post("/arrangor/rum/1", data={"text": "typed"})
    assert answer.status_code == 401
    assert "Logga in i en ny flik" in answer.text


def test_a_single_use_password_opens_no_door(visitor: FlaskClient, session: Session) -> None:
    make_person(session, one_time=True)
    sign_in(visitor)
    for answer in (visitor.get("/arrangor/rum/1"), visitor.post("/arrangor/rum/1")):
        assert answer.status_code == 303
        assert answer.location.startswith("/arrangor/losenord")


def test_a_role_taken_away_is_gone_at_the_next_click(visitor: FlaskClient, session: Session) -> None:
    make_person(session, organizer=make_organizer(session))
    sign_in(visitor)
    assert "owner of halland" in visitor.get("/arrangor/rum/1").text
    session.execute(delete(Member))
    session.commit()
    assert visitor.get("/arrangor/rum/1").text == "Carin Holm: "


def test_a_dead_sign_in_is_taken_out_of_the_cookie(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as kept:
        kept["signed_in"] = "made up"
    assert visitor.get("/hall").text == "unknown True"
    visitor.get("/arrangor/rum/1")
    assert visitor.get("/hall").text == "unknown False"


@pytest.mark.both_databases
def test_the_viewer_costs_two_statements(house: Flask, visitor: FlaskClient, session: Session) -> None:
    make_person(session, organizer=make_organizer(session))
    sign_in(visitor)
    ran: list[str] = []
    event.listen(engine_of(house), "before_cursor_execute", lambda *call: ran.append(call[2]))
    visitor.get("/arrangor/rum/1")
    assert len([one for one in ran if one.startswith("SELECT")]) == 2
    assert not [one for one in ran if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_viewer_is_known_on_open_pages_too(visitor: FlaskClient, session: Session) -> None:
    make_person(session)
    assert visitor.get("/hall").text == "unknown False"
    sign_in(visitor)
    assert visitor.get("/hall").text == "known"


def test_the_viewer_is_not_to_be_asked_for_at_an_open_door(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(RuntimeError, match="member_required"):
        viewer()
