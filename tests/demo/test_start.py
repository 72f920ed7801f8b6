"""What `make run` prepares: once, safely again, and two who can sign in."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.conferences.access import list_visible_conferences
from regapp.conferences.models import Conference, ConferenceMember, ConferenceStatus, FeedRevision
from regapp.database.clock import read_offset
from regapp.demo.members import MEMBERS
from regapp.demo.moments import ANNOUNCED
from regapp.organizers.models import Role
from regapp.organizers.queries import list_memberships
from regapp.organizers.rules import Viewer
from regapp.registrations.models import Participant
from tests.support.forms import submit

pytestmark = pytest.mark.slow
RUS, HALLAND, *_OTHERS = (member.email for member in MEMBERS)


def start(demo: Flask) -> str:
    done = demo.test_cli_runner().invoke(args=["demo", "start"])
    assert done.exit_code == 0, done.output
    return done.output


def password_of(email: str, output: str) -> str:
    found = re.search(rf"{re.escape(email)} +single-use password (\S+)", output)
    assert found, output
    return found[1]


def sees(session: Session, email: str) -> Sequence[str]:
    session.rollback()
    person = session.scalars(select(Person).where(Person.email == email)).one()
    viewer = Viewer(person.id, person.name, person.email, list_memberships(session, person.id))
    rows = list_visible_conferences(session, viewer)
    return [row.place for row in rows if row.series_id is not None]


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(model)).one()


def test_it_fills_a_new_database_and_says_how_to_get_in(demo: Flask, session: Session) -> None:
    output = start(demo)
    assert count(session, Conference) == 8
    assert count(session, Participant) > 400
    assert "http://localhost/arrangor" in output
    assert RUS in output and HALLAND in output


def test_rus_sees_all_three_and_halland_sees_varberg(demo: Flask, session: Session) -> None:
    start(demo)
    assert sees(session, RUS) == ["Varberg", "Kalmar", "Luleå"]
    assert sees(session, HALLAND) == ["Varberg"]


def test_every_role_can_be_tried_and_the_door_is_of_varberg_only(demo: Flask, session: Session) -> None:
    output = start(demo)
    assert all(password_of(member.email, output) for member in MEMBERS)
    assert {member.role for member in MEMBERS} == set(Role)
    (place,) = session.scalars(
        select(Conference.place)
        .join(ConferenceMember, ConferenceMember.conference_id == Conference.id)
        .where(ConferenceMember.role == Role.DOOR)
    )
    assert place == "Varberg"


def test_the_printed_password_opens_the_door(demo: Flask, visitor: FlaskClient) -> None:
    password = password_of(RUS, start(demo))
    path = "/arrangor/logga-in"
    answer = submit(visitor, path, {"email": RUS, "password": password}, action=path)
    assert answer.status_code == 303


def test_a_second_start_keeps_the_data_and_gives_fresh_passwords(demo: Flask, session: Session) -> None:
    first = start(demo)
    rows = [count(session, model) for model in (Conference, Participant, Person)]
    second = start(demo)
    assert [count(session, model) for model in (Conference, Participant, Person)] == rows
    assert password_of(RUS, first) != password_of(RUS, second)


def test_a_chosen_password_is_left_alone(demo: Flask, session: Session) -> None:
    start(demo)
    mine = update(Person).where(Person.email == HALLAND)
    session.execute(mine.values(one_time_password=False, password_hash="chosen"))
    session.commit()
    output = start(demo)
    assert f"{HALLAND}    the password you chose" in output
    session.expire_all()
    assert session.scalars(select(Person.password_hash).where(Person.email == HALLAND)).one() == "chosen"


def test_an_organizers_edit_outlives_the_next_start(demo: Flask, session: Session) -> None:
    start(demo)
    session.execute(update(Conference).where(Conference.place == "Luleå").values(venue="Kulturens hus"))
    session.commit()
    start(demo)
    session.expire_all()
    assert "Kulturens hus" in session.scalars(select(Conference.venue)).all()


def test_the_clock_is_set_at_the_first_start_only(demo: Flask, session: Session) -> None:
    start(demo)
    offset = read_offset(session)
    assert offset < 0
    start(demo)
    session.rollback()
    session.expire_all()
    assert read_offset(session) == offset


def test_the_season_is_as_old_as_the_newsletter(demo: Flask, session: Session) -> None:
    start(demo)
    assert set(session.scalars(select(Conference.created_at))) == {ANNOUNCED}
    assert set(session.scalars(select(FeedRevision.changed_at))) == {ANNOUNCED}


def test_people_can_be_invented_by_hand_once(demo: Flask, session: Session) -> None:
    start(demo)
    done = demo.test_cli_runner().invoke(args=["demo", "people"])
    assert (done.exit_code, done.output) == (0, "0 invented sign-ups were made.\n")


def test_miljomalsdagarna_have_a_next_edition_that_only_its_makers_see(
    demo: Flask, visitor: FlaskClient, session: Session
) -> None:
    start(demo)
    start(demo)
    drafts = session.scalars(select(Conference).where(Conference.status == ConferenceStatus.DRAFT)).all()
    assert [one.title for one in drafts] == ["Miljömålsdagarna 2021"]
    assert visitor.get("/miljomalsdagarna-2021").status_code == 404
    assert "Miljömålsdagarna 2021" not in visitor.get("/").text
