"""`/a/<token>/andra`: what somebody wrote, changed by themselves or by whoever booked."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from regapp.audit.models import Event
from regapp.conferences.models import (
    Conference,
    ConferenceMode,
    Question,
    QuestionKind,
)
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import (
    Answer,
    Attendance,
    Frozen,
    LateChange,
    NeedsAnswer,
    OptionPick,
    Participant,
)
from tests.choosing import add_round, choose, seats_of
from tests.offers import make_option
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import read_form, resubmit, submit
from tests.support.statements import statements
from tests.world import MADE_AT, a_person, a_sign_up, make_conference, make_organizer

AFTER_STOP = datetime(2020, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def varberg(session: Session) -> Conference:
    organizer = make_organizer(session)
    make_person(session, CARIN, organizer=organizer)
    return make_conference(session, organizer, capacity=9)


@pytest.fixture
def token(varberg: Conference, send: Send) -> str:
    people = [a_person(0, diet=("vegan",)), a_person(1)]
    return send(varberg, a_sign_up(people)).token


def people(session: Session) -> list[Participant]:
    session.commit()
    session.expire_all()
    return list(session.scalars(select(Participant).order_by(Participant.id)))


def found(session: Session, wanted: Any) -> list[Any]:
    session.commit()
    return list(session.scalars(wanted).all())


def change(client: FlaskClient, token: str, person: Participant, values: dict[str, Any]) -> TestResponse:
    return submit(client, f"/a/{token}/andra?deltagare={person.id}", values)


def freeze(session: Session, conference: Conference, **days: date) -> None:
    session.commit()
    row = session.get_one(Conference, conference.id)
    for name, day in days.items():
        setattr(row, name, day)
    row.version += 1
    session.commit()


def ask(session: Session, conference: Conference, *, required: bool = False) -> Question:
    question = Question(
        conference_id=conference.id, kind=QuestionKind.SHORT, label="Hur reser du?", required=required,
        position=0, created_at=MADE_AT, key="resa",
    )  # fmt: skip
    session.add(question)
    session.get_one(Conference, conference.id).version += 1
    session.commit()
    return question


@pytest.mark.both_databases
def test_the_booker_changes_everybody_and_each_only_their_own(
    client: FlaskClient, session: Session, token: str
) -> None:
    first, second = people(session)
    answer = change(client, token, second, {"person-family_name": "Åkerblom", "person-diet": ["vegetarian"]})
    assert answer.status_code == 303
    assert people(session)[1].family_name == "Åkerblom"
    assert found(session, select(NeedsAnswer.diet).order_by(NeedsAnswer.participant_id))[1] == ["vegetarian"]
    assert client.get(f"/a/{second.token}/andra?deltagare={first.id}").status_code == 404
    submit(client, f"/a/{second.token}/andra", {"person-title": "Chef"})
    assert [person.title for person in people(session)] == ["", "Chef"]


def test_history_and_letters_name_the_fields_and_never_what_stands_in_them(
    client: FlaskClient, session: Session, token: str
) -> None:
    first, second = people(session)
    change(client, token, second, {"person-email": "ny@exempel.se", "person-allergies": ["nuts"]})
    event = found(session, select(Event).order_by(Event.id.desc()))[0]
    assert {"email", "diet"} <= set(event.fields)
    letters = found(session, select(OutboxMessage).where(OutboxMessage.kind.contains("details_changed")))
    assert {(one.kind, one.subject_id) for one in letters} == {
        ("registrations.details_changed", second.id),
        ("registrations.details_changed_to_booker", first.registration_id),
    }
    change(client, token, first, {"person-title": "Chef"})
    kinds = select(OutboxMessage).where(OutboxMessage.kind == "registrations.details_changed")
    assert len(found(session, kinds)) == 1


def test_the_booker_s_own_name_and_address_are_the_registration_s(
    client: FlaskClient, session: Session, token: str
) -> None:
    change(client, token, people(session)[0], {"person-email": "asa@exempel.se", "person-family_name": "Ek"})
    page = client.get(f"/a/{token}").text
    assert "Åsa Ek, asa@exempel.se" in page
    answer = change(client, token, people(session)[0], {"person-email": ""})
    assert answer.status_code == 422
    assert "Skriv din e-postadress" in answer.text


def test_bad_input_is_said_at_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, token: str
) -> None:
    answer = change(client, token, people(session)[0], {"person-given_name": "", "person-title": "Direktör"})
    assert answer.status_code == 422
    assert 'value="Direktör"' in answer.text
    assert "Skriv förnamnet" in answer.text


@pytest.mark.both_databases
def test_a_save_over_a_newer_one_is_refused_with_the_text_kept(
    client: FlaskClient, session: Session, token: str
) -> None:
    person = people(session)[1]
    path = f"/a/{token}/andra?deltagare={person.id}"
    stale = client.get(path)
    submit(client, f"/a/{person.token}/andra", {"person-organization": "Kalmar kommun"})
    refused = resubmit(client, path, stale, {"person-title": "Strateg"})
    assert refused.status_code == 409
    assert "Någon annan har sparat ändringar" in refused.text
    assert "organisation" in refused.text
    assert 'value="Strateg"' in refused.text
    assert people(session)[1].organization == "Kalmar kommun"
    assert resubmit(client, path, refused).status_code == 303
    assert people(session)[1].organization == "Varbergs kommun"


def test_answers_and_options_are_changed_in_the_same_form(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    question, dinner = ask(session, varberg, required=True), make_option(session, varberg, seats=1)
    token = send(varberg, a_sign_up(1)).token
    person = people(session)[0]
    refused = change(client, token, person, {f"person-fee_option_{dinner.id}": "y"})
    assert "Svara på frågan" in refused.text
    done = resubmit(client, f"/a/{token}/andra", refused, {f"person-question_{question.id}": "Tåg"})
    assert done.status_code == 303
    assert found(session, select(Answer.values)) == [["Tåg"]]
    assert found(session, select(OptionPick.option_id)) == [dinner.id]
    # It is full now, by themselves: it stays ticked and is no error.
    again = change(client, token, person, {"person-title": "Chef"})
    assert again.status_code == 303
    assert found(session, select(OptionPick.option_id)) == [dinner.id]


@pytest.mark.both_databases
def test_what_is_frozen_is_locked_opened_for_one_and_marked(
    client: FlaskClient, session: Session, varberg: Conference, token: str, clock: FixedClock
) -> None:
    freeze(session, varberg, kitchen_freezes_on=date(2020, 3, 13))
    person = people(session)[0]
    assert "Kost kan ändras till och med 13\N{NO-BREAK SPACE}mars." in client.get(f"/a/{token}").text
    drawn_before = client.get(f"/a/{token}/andra?deltagare={person.id}")
    clock.set(AFTER_STOP)
    late = resubmit(client, f"/a/{token}/andra", drawn_before, {"person-diet": [], "person-title": "Chef"})
    assert late.status_code == 409
    assert "Kosten går inte längre att ändra här" in late.text
    assert 'value="Chef"' in late.text
    page = client.get(f"/a/{token}/andra?deltagare={person.id}")
    assert "Kost gick att ändra till och med" in page.text
    assert "person-diet" not in page.text
    assert resubmit(client, f"/a/{token}/andra", page, {"person-title": "Chef"}).status_code == 303
    assert found(session, select(NeedsAnswer.diet)) == [["vegan"]]
    sign_in(client, CARIN)
    at = f"/arrangor/konferens/{varberg.id}/deltagare/{person.id}"
    assert submit(client, at, action=f"{at}/oppna").status_code in {302, 303}
    assert change(client, token, person, {"person-diet": ["vegetarian"]}).status_code == 303
    assert found(session, select(LateChange.part)) == [Frozen.KITCHEN]
    assert "Ändrat efter köksstopp" in client.get(at).text
    listed = client.get(f"/arrangor/konferens/{varberg.id}/deltagare?bara=efter-stopp").text
    assert "Öberg, Åsa" in listed
    assert "Nummer 1, Person" not in listed


def test_when_all_is_frozen_the_page_says_whom_to_ask(
    client: FlaskClient, session: Session, varberg: Conference, token: str, clock: FixedClock
) -> None:
    freeze(session, varberg, changes_until=date(2020, 3, 13))
    clock.set(AFTER_STOP)
    page = client.get(f"/a/{token}").text
    assert "Kontakta konferens@exempel.se" in page
    assert "/andra?" not in page
    form = client.get(f"/a/{token}/andra?deltagare={people(session)[0].id}").text
    assert "Kontakta konferens@exempel.se" in form
    assert ">Spara<" not in form


@pytest.mark.both_databases
def test_seminars_and_attendance_are_changed_by_the_rules_of_the_sign_up_form(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, app: Flask
) -> None:
    first, second, *_others = add_round(session, varberg, seats=1)
    row = session.get_one(Conference, varberg.id)
    row.mode, row.version = ConferenceMode.HYBRID, row.version + 1
    session.commit()
    mine = a_person(0, choices=(choose(session, first),))
    token = send(varberg, a_sign_up([mine])).token
    taken = a_person(5, choices=(choose(session, second),))
    send(varberg, a_sign_up([taken]))
    person, path = people(session)[0], f"/a/{token}/andra"
    page = client.get(path)
    field = f"person-round_{first.day_id}_{first.round}"
    # One's own seat is no reason to find it full.
    assert resubmit(client, path, page).status_code == 303
    full = submit(client, path, {field: str(second.id), "person-title": "Chef"})
    assert full.status_code == 422
    assert "blev fullt. Välj ett annat pass." in full.text
    assert 'value="Chef"' in full.text
    done = submit(client, path, {field: f"w{second.id}", "person-attendance": "remote"})
    assert done.status_code == 303
    changed = people(session)[0]
    assert changed.attendance is Attendance.REMOTE
    assert seats_of(session, first) == (0, 0)
    letters = found(session, select(OutboxMessage).where(OutboxMessage.kind.contains("changed")))
    assert [one.kind for one in letters] == ["registrations.details_changed"]
    assert letters[0].details["calendar"] is True
    assert person.rising == 1


def test_a_change_by_link_takes_at_most_fourteen_statements(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    question = ask(session, varberg)
    send(varberg, a_sign_up(2))
    person = people(session)[1]
    page = client.get(f"/a/{person.token}/andra")
    values = {"person-title": "Chef", "person-diet": ["vegan"], f"person-question_{question.id}": "Buss"}
    with statements(app) as seen:
        assert resubmit(client, f"/a/{person.token}/andra", page, values).status_code == 303
    assert len(seen) <= 14, "\n".join(seen)


def test_a_form_from_another_session_is_shown_again_with_what_was_typed(
    app: Flask, client: FlaskClient, session: Session, token: str
) -> None:
    path = f"/a/{token}/andra?deltagare={people(session)[0].id}"
    form = read_form(client.get(path).text)
    answer = app.test_client().post(path, data=dict(form.form_values()) | {"person-title": "Chef"})
    assert answer.status_code == 400
    assert 'value="Chef"' in answer.text
