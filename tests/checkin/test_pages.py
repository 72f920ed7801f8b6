"""The door without a script: search, check in, twice, undo, by code; what is said in each case."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.checkin.models import CheckIn
from regapp.kernel.clock import FixedClock
from regapp.organizers.models import Role
from regapp.registrations.models import Participant, Status
from tests.checkin.conftest import House
from tests.people import give_role, make_person, sign_in
from tests.support.forms import fields


def code_of(session: Session, family_name: str) -> str:
    session.commit()
    return session.scalars(
        select(Participant.ticket_code).where(Participant.family_name == family_name)
    ).one()


def press(client: FlaskClient, page: str, button: str) -> str:
    """The page after the form with a button of this text."""
    forms: Any = html.fromstring(page).iter("form")
    for form in forms:
        if any(button == " ".join("".join(map(str, one.itertext())).split()) for one in form.iter("button")):
            return client.post(form.action, data=fields(form, {})).text
    raise AssertionError(f"no button {button}")


def by_code(client: FlaskClient, house: House, code: str) -> str:
    forms: Any = html.fromstring(client.get(house.base).text).iter("form")
    form = next(one for one in forms if one.get("id") == "kodform")
    return client.post(f"{house.base}/checka-in", data=fields(form, {"kod": code})).text


def answer(page: str) -> tuple[str, str, str]:
    """Tone, title and text of the answer."""
    box = next(
        one for one in html.fromstring(page).iter("div") if (one.get("class") or "").startswith("res ")
    )
    title, text = (" ".join((box.findtext(name) or "").split()) for name in ("h2", "p"))
    return (box.get("class") or "").removeprefix("res "), title, text


def test_the_list_is_in_swedish_order_and_tells_no_money_and_no_diet(
    keeper: FlaskClient, house: House
) -> None:
    page = keeper.get(house.base).text
    names = [one.text for one in html.fromstring(page).iter("b") if "," in (one.text or "")]
    assert names == ["Abrahamsson, Leif", "Lindqvist, Anna", "Öberg, Karin"]
    assert "kr" not in page.split("<main")[1].split() and "700" not in page
    assert "exempel.se" not in page.split("<main")[1]


def test_a_button_checks_in_and_the_count_rises(keeper: FlaskClient, house: House, session: Session) -> None:
    page = press(keeper, keeper.get(house.base).text, "Checka in Anna Lindqvist")
    assert answer(page) == ("good", "Anna Lindqvist", "Incheckad. Varbergs kommun")
    assert "<b>1</b>" in page
    row = session.scalars(select(CheckIn)).one()
    assert (row.at, row.undone_at) == (datetime(2020, 3, 27, 8, 30, tzinfo=UTC), None)
    assert session.scalars(select(Event.action).order_by(Event.id.desc())).first() == "checked_in"


def test_the_same_button_pressed_twice_is_one_scan(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    page = keeper.get(house.base).text
    first = press(keeper, page, "Checka in Anna Lindqvist")
    again = press(keeper, page, "Checka in Anna Lindqvist")
    assert answer(first) == answer(again)
    assert len(session.scalars(select(Event).where(Event.action == "checked_in")).all()) == 1


def test_a_second_scan_says_when_and_by_whom(
    keeper: FlaskClient, house: House, session: Session, clock: FixedClock
) -> None:
    code = code_of(session, "Lindqvist")
    by_code(keeper, house, f"HTTP://LOCALHOST/I/{code}")
    clock.set(datetime(2020, 3, 27, 8, 50, tzinfo=UTC))
    page = by_code(keeper, house, code.lower())
    assert answer(page) == ("again", "Redan incheckad", "Anna Lindqvist, kl. 09.30 av Carin Holm")


def test_undo_takes_it_back_and_is_in_the_history(
    keeper: FlaskClient, house: House, session: Session, clock: FixedClock
) -> None:
    page = by_code(keeper, house, code_of(session, "Lindqvist"))
    clock.set(datetime(2020, 3, 27, 8, 31, tzinfo=UTC))
    page = press(keeper, page, "Ångra")
    assert answer(page)[1] == "Incheckningen är ångrad"
    assert "<b>0</b>" in page
    session.commit()
    assert session.scalars(select(Event.action).order_by(Event.id.desc())).first() == "check_in_undone"
    clock.set(datetime(2020, 3, 27, 8, 32, tzinfo=UTC))
    assert answer(by_code(keeper, house, code_of(session, "Lindqvist")))[0] == "good"


def test_the_wrong_city_the_cancelled_and_the_unknown_are_told_apart(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    wrong = by_code(keeper, house, code_of(session, "Ek"))
    assert answer(wrong) == ("bad", "Inte anmäld till Varberg", "Mats Ek är anmäld till Lulea 2 april.")
    assert "Flytta hit och checka in" in wrong
    assert answer(by_code(keeper, house, "ABCDEFGHIJKLMNOP"))[1] == "Koden hör inte till oss"
    person = session.scalars(select(Participant).where(Participant.family_name == "Öberg")).one()
    person.status, person.status_at = Status.CANCELLED, datetime(2020, 3, 3, 12, tzinfo=UTC)
    session.commit()
    page = by_code(keeper, house, person.ticket_code)
    assert answer(page)[:2] == ("bad", "Avanmäld 3 mars")
    assert "Anmäl igen" in page


def test_whoever_comes_to_the_wrong_city_is_moved_and_checked_in_at_once(
    keeper: FlaskClient, house: House, session: Session
) -> None:
    page = press(keeper, by_code(keeper, house, code_of(session, "Ek")), "Flytta hit och checka in")
    assert answer(page) == ("good", "Mats Ek", "Incheckad. Varbergs kommun")
    session.commit()
    moved = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    assert moved.conference_id == house.varberg.id


def test_a_search_of_three_letters_finds_name_and_organization(keeper: FlaskClient, house: House) -> None:
    found = keeper.get(f"{house.base}?q=lin").text
    assert "Lindqvist, Anna" in found and "Abrahamsson" not in found
    assert "Lindqvist, Anna" in keeper.get(f"{house.base}?q=kommun+ann").text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.DOOR, 200), (Role.EDITOR, 200), (Role.FINANCE, 404), (Role.KITCHEN, 404), (Role.READER, 404)],
)
def test_the_roles_that_may_stand_at_the_door(
    client: FlaskClient, house: House, session: Session, morning: datetime, role: Role, status: int
) -> None:
    make_person(session, organizer=house.owner, role=role)
    sign_in(client)
    assert client.get(house.base).status_code == status
    assert client.get(f"{house.base}/lista.json").status_code == status


def test_another_organizers_door_is_not_there(client: FlaskClient, house: House, session: Session) -> None:
    person = make_person(session)
    give_role(session, person, house.lulea.owner, Role.OWNER)
    sign_in(client)
    for path in ("", "/lista.json", "/nytt.json", "/skal", "/lista", "/laget", "/hjalpare"):
        assert client.get(house.base + path).status_code == 404


def test_nobody_is_checked_in_weeks_before(
    keeper: FlaskClient, house: House, clock: FixedClock, session: Session
) -> None:
    clock.set(datetime(2020, 3, 20, 9, 0, tzinfo=UTC))
    page = by_code(keeper, house, code_of(session, "Lindqvist"))
    assert "Incheckningen har inte öppnat än." in page
    assert session.scalars(select(CheckIn)).all() == []


def test_the_list_on_paper_and_the_figures_have_everybody(keeper: FlaskClient, house: House) -> None:
    paper = keeper.get(f"{house.base}/lista").text
    assert paper.index("Abrahamsson, Leif") < paper.index("Öberg, Karin")
    press(keeper, keeper.get(house.base).text, "Checka in Anna Lindqvist")
    figures = keeper.get(f"{house.base}/laget").text
    assert "09.30" in figures and "Lindqvist, Anna" not in figures and "Öberg, Karin" in figures


def test_the_list_of_participants_and_the_overview_tell_how_many_came(
    keeper: FlaskClient, house: House
) -> None:
    people = f"/arrangor/konferens/{house.varberg.id}/deltagare"
    assert "Incheckade" not in keeper.get(people).text
    press(keeper, keeper.get(house.base).text, "Checka in Anna Lindqvist")
    assert "Incheckade" in keeper.get(people).text
    page = keeper.get(f"{people}?visa=incheckade").text
    assert "Lindqvist, Anna" in page and "Öberg, Karin" not in page
    assert "1 incheckad" in keeper.get(f"/arrangor/konferens/{house.varberg.id}").text


def test_what_is_kept_about_somebody_tells_of_the_check_in(keeper: FlaskClient, house: House) -> None:
    press(keeper, keeper.get(house.base).text, "Checka in Anna Lindqvist")
    assert "Incheckad" in keeper.get(f"/a/{house.tokens[0]}/uppgifter").text


def test_whoever_stands_at_the_door_comes_to_it_from_the_first_page_while_it_is_open(
    client: FlaskClient, house: House, session: Session, clock: FixedClock, morning: datetime
) -> None:
    make_person(session, organizer=house.owner, role=Role.DOOR)
    sign_in(client)
    assert f'<a href="{house.base}">' in client.get("/arrangor/").text
    clock.set(morning - timedelta(days=2))
    page = client.get("/arrangor/").text
    assert house.base not in page and f"/arrangor/konferens/{house.varberg.id}/deltagare" in page
