"""What participants choose, as organizers set it up and see it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.choices.models import ChoiceState, Meal, ParticipantMeal, Round
from regapp.conferences.models import Conference, ConferenceMode, PoolKind, SeatPool
from regapp.mailing.models import OutboxMessage
from regapp.programme.models import ProgrammeItem
from regapp.registrations.models import Attendance
from tests.choosing import add_meal, add_round, choose, chosen, seats_of
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer

SEATED, WISHED = ChoiceState.SEATED, ChoiceState.WISHED


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar", org_number=KALMAR))
    return make_conference(session, halland, mode=ConferenceMode.HYBRID)


@pytest.fixture
def themes(session: Session, varberg: Conference) -> list[ProgrammeItem]:
    return add_round(session, varberg, seats=1)


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


def at(conference: Conference) -> str:
    return f"/arrangor/konferens/{conference.id}/val"


def test_more_seats_let_the_wishes_in_and_tell_them(
    carin: FlaskClient, session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    for number in range(3):
        wish = (choose(session, themes[0], wish=True),)
        send(varberg, a_sign_up([a_person(number, is_booker=True, choices=wish)]))
    answer = submit(carin, at(varberg), {"rounds-0-items-0-seats": "2", "rounds-0-required": "y"})
    assert answer.status_code == 303
    assert [state for _person, _item, state in chosen(session)] == [SEATED, SEATED, WISHED]
    assert seats_of(session, themes[0]) == (2, 1)
    assert session.scalars(select(Round.required)).one()
    kinds = session.scalars(select(OutboxMessage.kind)).all()
    assert kinds.count("registrations.seminar_seat") == 1


def test_an_empty_number_is_no_limit_and_fewer_than_taken_is_refused_at_its_field(
    carin: FlaskClient, session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, choices=(choose(session, themes[0]),))]))
    refused = submit(carin, at(varberg), {"rounds-0-items-0-seats": "0", "meals-0-label": "Lunch"})
    assert refused.status_code == 409
    assert error_links(refused.text) == [
        "Seminarium 1: Det finns redan 1 med plats. Antalet kan inte vara lägre."
    ]
    assert dict(read_form(refused.text).form_values())["meals-0-label"] == "Lunch"
    assert resubmit(carin, at(varberg), refused, {"rounds-0-items-0-seats": ""}).status_code == 303
    for number in range(1, 4):
        send(varberg, a_sign_up([a_person(number, is_booker=True, choices=(choose(session, themes[0]),))]))
    assert seats_of(session, themes[0]) == (4, 0)
    assert dict(read_form(carin.get(at(varberg)).text).form_values())["rounds-0-items-0-seats"] == ""


def test_a_save_over_a_newer_save_is_refused_and_keeps_what_was_typed(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    page = carin.get(at(varberg))
    assert submit(carin, at(varberg), {"meals-0-label": "Fika"}).status_code == 303
    refused = resubmit(carin, at(varberg), page, {"meals-0-label": "Lunch"})
    assert refused.status_code == 409
    assert error_links(refused.text) == ["Någon annan har sparat konferensen medan du skrev."]
    assert resubmit(carin, at(varberg), refused).status_code == 303
    session.commit()
    served = select(Meal.label).where(Meal.removed.is_(False))
    assert session.scalars(served).all() == ["Lunch"]


def test_a_meal_set_up_later_is_eaten_by_those_who_are_signed_up_and_come(
    carin: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0), a_person(1, attendance=Attendance.REMOTE)]))
    assert submit(carin, at(varberg), {"meals-0-label": "Lunch"}).status_code == 303
    session.commit()
    assert len(session.scalars(select(ParticipantMeal)).all()) == 1
    assert "1 äter." in carin.get(at(varberg)).text
    assert submit(carin, at(varberg), {"meals-0-label": ""}).status_code == 303
    assert "1 äter." not in carin.get(at(varberg)).text


def test_setting_up_changes_the_form_at_once(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    assert "Jag äter lunch" not in carin.get("/varberg/anmalan").text
    saved = submit(carin, at(varberg), {"meals-0-label": "Lunch", "remote_info": "Mötet sänds."})
    assert saved.status_code == 303, error_links(saved.text)
    shown = carin.get("/varberg/anmalan").text
    assert "Jag äter lunch" in shown
    assert "Mötet sänds." in shown


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"remote_url": "javascript:alert(1)"}, "Länken ska börja med https://"),
        ({"remote_seats": "många"}, "Skriv antalet platser med siffror"),
        ({"remote_seats": "-1"}, "Antalet ska vara mellan 0 och 100 000"),
        ({"meals-0-label": "x" * 61}, "Skriv högst 60 tecken i ”Måltid”. Du har skrivit 61."),
    ],
)
def test_each_mistake_is_said_at_its_field(
    carin: FlaskClient, varberg: Conference, wrong: dict[str, str], message: str
) -> None:
    refused = submit(carin, at(varberg), wrong)
    assert refused.status_code == 422
    assert any(message in line for line in error_links(refused.text))


def test_i15_items_days_and_people_of_others_are_left_alone(
    carin: FlaskClient, session: Session, varberg: Conference, themes: list[ProgrammeItem]
) -> None:
    session.commit()
    other = make_conference(session, make_organizer(session, "annan"), path="annan")
    (foreign, *_rest) = add_round(session, other, seats=5)
    sent = {
        "rounds-0-items-0-item": str(foreign.id), "rounds-0-items-0-seats": "99",
        "rounds-0-day": str(foreign.day_id), "rounds-0-required": "y",
        "meals-0-label": "Lunch", "meals-0-day": str(foreign.day_id),
    }  # fmt: skip
    assert submit(carin, at(varberg), sent).status_code == 303
    session.commit()
    pool = select(SeatPool.capacity).where(
        SeatPool.kind == PoolKind.SEMINAR, SeatPool.subject_id == foreign.id
    )
    assert session.scalars(pool).one() == 5
    assert not session.get_one(Round, (foreign.day_id, 1)).required
    assert session.scalars(select(Meal)).all() == []
    stranger = session.scalars(select(ProgrammeItem.id).limit(1)).one() + 10**6
    assert submit(carin, at(varberg), {"needs_contact": str(stranger)}).status_code == 422


def test_a_stranger_sees_nothing(client: FlaskClient, varberg: Conference) -> None:
    sign_in(client, DAVID)
    assert client.get(at(varberg)).status_code == 404
    assert client.post(at(varberg)).status_code == 404


def test_the_overview_the_list_and_the_export_show_what_was_chosen(
    carin: FlaskClient, session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    lunch = add_meal(session, varberg)
    far = a_person(1, attendance=Attendance.REMOTE, meals=(lunch.id,))
    send(varberg, a_sign_up([a_person(0, choices=(choose(session, themes[0]),), meals=(lunch.id,)), far]))
    home = f"/arrangor/konferens/{varberg.id}"
    overview = carin.get(home).text
    assert "Hälsa och skog" in overview
    assert "1 av 1" in overview
    assert "Lunch 27\N{NO-BREAK SPACE}mars" in overview
    listed = carin.get(f"{home}/deltagare?bara=pass-{themes[0].id}").text
    assert "Öberg" in listed
    assert "Nummer 1" not in listed
    remote = carin.get(f"{home}/deltagare?bara=pa-distans").text
    assert "Nummer 1" in remote
    assert "Öberg" not in remote
    assert "Öberg" not in carin.get(f"{home}/deltagare?bara=pass-1%27").text
    lines = carin.get(f"{home}/deltagare.csv").text.splitlines()
    assert "Deltagande;Måltider;Omgång 1" in lines[0].replace('"', "")
    assert "På plats;Lunch;Hälsa och skog" in lines[1].replace('"', "") + lines[2].replace('"', "")


def test_the_kitchen_counts_those_who_come(
    carin: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, diet=("vegan",), attendance=Attendance.REMOTE)]))
    assert "Veganskt" not in carin.get(f"/arrangor/konferens/{varberg.id}").text
    session.commit()
    session.execute(update(Conference).values(mode=ConferenceMode.ONSITE))
    session.commit()
    send(varberg, a_sign_up([a_person(1, is_booker=True, diet=("vegan",))]))
    assert "Veganskt" in carin.get(f"/arrangor/konferens/{varberg.id}").text


def test_the_remote_link_is_on_no_public_page_and_in_no_feed(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    session.execute(update(Conference).values(remote_url="https://mote.exempel.se/hemligt"))
    session.commit()
    for path in ("/", "/varberg", "/varberg/anmalan", "/varberg.ics", "/kalender.ics"):
        assert "mote.exempel.se" not in client.get(path).text
