"""`flask user …`: letting people in, from the operator's terminal."""

import re
from datetime import datetime

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.organizers.models import Member, Role
from tests.people import CARIN, give_role_at, make_person, sign_in
from tests.world import make_conference, make_organizer

_PASSWORD = re.compile(r"Single-use password: (\S+)")


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["user", *words])


def create(app: Flask, email: str = CARIN, *, role: str = "owner", organizer: str = "halland") -> Result:
    return run(app, "create", email, "Carin Holm", "--organizer", organizer, "--role", role)


def shown_password(result: Result) -> str:
    found = _PASSWORD.search(result.output)
    assert found, result.output
    return found[1]


@pytest.mark.both_databases
def test_the_printed_password_leads_to_choosing_an_own_one(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_organizer(session)
    session.commit()
    made = create(app, "Carin.Holm@HALLAND.exempel.se")
    assert made.exit_code == 0
    assert sign_in(client, CARIN, shown_password(made)).status_code == 303
    assert "Välj ett eget lösenord" in client.get("/arrangor/losenord").text


def test_the_password_is_not_kept(app: Flask, session: Session) -> None:
    make_organizer(session)
    session.commit()
    password = shown_password(create(app))
    person = session.scalars(select(Person)).one()
    assert password not in (person.password_hash or "")
    assert person.one_time_password


def test_somebody_known_gets_a_role_and_keeps_the_password(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session, organizer=make_organizer(session))
    make_organizer(session, "rus")
    session.commit()
    made = create(app, role="reader", organizer="rus")
    assert "unchanged" in made.output
    assert "Single-use" not in made.output
    assert sign_in(client).status_code == 303
    roles = session.scalars(select(Member.role).order_by(Member.id)).all()
    assert roles == [Role.OWNER, Role.READER]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            ("create", "not an address", "Carin", "--organizer", "halland", "--role", "owner"),
            "no e-mail address",
        ),
        (("create", CARIN, " \n ", "--organizer", "halland", "--role", "owner"), "name is empty"),
        (("create", CARIN, "x" * 121, "--organizer", "halland", "--role", "owner"), "at most 120 characters"),
        (("create", CARIN, "Carin", "--organizer", "hallnad", "--role", "owner"), "Known: halland"),
        (("create", CARIN, "Carin", "--organizer", "halland", "--role", "king"), "'king'"),
        (("create", CARIN, "Carin"), "--organizer"),
        (("password", "nobody@exempel.se"), "Nobody signs in as"),
        (("close", "nobody@exempel.se"), "Nobody signs in as"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_kept(
    app: Flask, session: Session, words: tuple[str, ...], reason: str
) -> None:
    make_organizer(session)
    session.commit()
    result = run(app, *words)
    assert result.exit_code != 0
    assert reason in result.output
    assert "Traceback" not in result.output
    assert session.scalars(select(Person)).all() == []


def test_a_new_password_ends_the_old_one_and_every_session(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    sign_in(client)
    password = shown_password(run(app, "password", CARIN))
    assert client.get("/arrangor/konto").status_code == 303
    assert sign_in(client).status_code == 422
    assert sign_in(client, CARIN, password).status_code == 303


def test_a_closed_account_is_out_until_it_is_opened(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_person(session)
    sign_in(client)
    run(app, "close", CARIN)
    assert client.get("/arrangor/konto").status_code == 303
    assert sign_in(client).status_code == 422
    run(app, "open", CARIN)
    assert sign_in(client).status_code == 303


def test_a_role_can_be_taken_back(app: Flask, session: Session, now: datetime) -> None:
    make_person(session, organizer=make_organizer(session))
    assert run(app, "remove", CARIN, "--organizer", "halland").exit_code == 0
    again = run(app, "remove", CARIN, "--organizer", "halland")
    assert (again.exit_code, "no role" in again.output) == (1, True)
    session.commit()
    assert session.scalars(select(Member)).all() == []


def test_the_list_names_everybody_with_their_roles(app: Flask, session: Session) -> None:
    make_person(session, organizer=make_organizer(session))
    make_person(session, "eva@exempel.se", one_time=True).active = False
    session.commit()
    lines = run(app, "list").output.splitlines()
    assert lines == [
        f"{CARIN}\tCarin Holm\towner of halland",
        "eva@exempel.se\tEva Lund\tno role\t(closed, single-use password)",
    ]


def test_the_list_names_roles_at_a_single_conference_too(app: Flask, session: Session) -> None:
    halland = make_organizer(session)
    give_role_at(session, make_person(session), make_conference(session, halland), halland, Role.DOOR)
    assert run(app, "list").output == f"{CARIN}\tCarin Holm\tdoor at varberg\n"
