"""Who is counted, at which meal, on which plate: on both databases."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceMode, Option
from regapp.registrations.models import Attendance, NeedsAnswer, OptionPick, Participant, PickState
from tests.catering.world import Desk
from tests.choosing import add_meal
from tests.sending import NOW, Send
from tests.support.statements import statements
from tests.world import MADE_AT, a_person, a_sign_up, make_conference, make_organizer

DAYS = (date(2020, 3, 27), date(2020, 3, 28))


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), days=DAYS, mode=ConferenceMode.HYBRID)


@pytest.fixture
def desk(app: Flask, varberg: Conference) -> Desk:
    return Desk(app, varberg)


@pytest.mark.both_databases
def test_only_those_on_site_who_eat_the_meal_are_counted_each_once(
    session: Session, varberg: Conference, desk: Desk, send: Send
) -> None:
    lunch, dinner = add_meal(session, varberg), add_meal(session, varberg, "Middag", day=1)
    both = {"meals": (lunch.id, dinner.id)}
    send(varberg, a_sign_up([a_person(0, diet=("vegan",), allergies=("gluten",), **both)]))
    send(varberg, a_sign_up([a_person(1, is_booker=True, allergies=("gluten",), diet=("vegan",), **both)]))
    send(varberg, a_sign_up([a_person(2, is_booker=True, meals=(dinner.id,))]))
    send(varberg, a_sign_up([a_person(3, is_booker=True, attendance=Attendance.REMOTE, **both)]))
    send(varberg, a_sign_up([a_person(4, is_booker=True, access_needs="Hörslinga", **both)]))
    assert desk.plates() == {
        "Lunch": {"": 1, "vegan+gluten": 2},
        "Middag": {"": 2, "vegan+gluten": 2},
    }


@pytest.mark.both_databases
def test_without_meals_everybody_on_site_is_counted_once_a_day(
    varberg: Conference, desk: Desk, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, allergies=("egg",)), a_person(1)]))
    tables = desk.tables()
    assert [(one.served.on, one.total.count) for one in tables] == [(DAYS[0], 2), (DAYS[1], 2)]
    assert desk.plates() == {"": {"": 1, "egg": 1}}


@pytest.mark.both_databases
def test_where_days_are_asked_for_only_those_who_come_that_day_are_counted(
    varberg: Conference, desk: Desk, send: Send
) -> None:
    desk.change(asks_days=True)
    first, second = (day.id for day in varberg.days)
    send(
        varberg,
        a_sign_up([a_person(0, days=(first, second), diet=("vegetarian",)), a_person(1, days=(second,))]),
    )
    assert [(one.served.on, one.total.count) for one in desk.tables()] == [(DAYS[0], 1), (DAYS[1], 2)]


@pytest.mark.both_databases
def test_a_dinner_that_is_a_meal_counts_those_who_have_it(
    session: Session, varberg: Conference, desk: Desk, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, diet=("vegan",)), a_person(1)]))
    session.commit()
    dinner = Option(conference_id=varberg.id, label="Middag", on=DAYS[0], is_meal=True, created_at=MADE_AT)
    visit = Option(conference_id=varberg.id, label="Studiebesök", on=DAYS[0], created_at=MADE_AT)
    session.add_all([dinner, visit])
    session.flush()
    for number, state in zip(
        session.scalars(select(Participant.id)).all(), (PickState.HELD, PickState.WISHED), strict=True
    ):
        session.add(OptionPick(participant_id=number, option_id=dinner.id, state=state))
        session.add(OptionPick(participant_id=number, option_id=visit.id, state=PickState.HELD))
    session.commit()
    assert desk.plates()["Middag"] == {"vegan": 1}
    assert "Studiebesök" not in desk.plates()


@pytest.mark.both_databases
def test_a_note_is_other_until_an_organizer_has_put_it_in_words(
    session: Session, varberg: Conference, desk: Desk, send: Send
) -> None:
    add_meal(session, varberg)
    lunch = add_meal(session, varberg, "Fika")
    send(varberg, a_sign_up([a_person(0, allergies=("nuts",), food_note="Sesam", meals=(lunch.id,))]))
    assert desk.plates()["Fika"] == {"nuts+other": 1}
    session.commit()
    session.execute(update(NeedsAnswer).values(kitchen_words="utan sesam"))
    session.commit()
    assert desk.plates()["Fika"] == {"nuts|utan sesam": 1}


def test_a_report_takes_few_statements_whatever_the_number(
    session: Session, varberg: Conference, desk: Desk, send: Send, app: Flask
) -> None:
    for label in ("Fika", "Lunch", "Kaffe"):
        add_meal(session, varberg, label)
    for number in range(5):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]), NOW)
    with statements(app) as seen:
        desk.plates()
    assert len(seen) <= 9
