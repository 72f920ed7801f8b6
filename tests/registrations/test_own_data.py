"""`/a/<token>/uppgifter`: what is kept about somebody; and asking an organizer to erase it."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.billing.models import Charge
from regapp.conferences.models import Conference, SeatPool
from regapp.database.base import Base
from regapp.database.session import transaction
from regapp.interest.models import Interest
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.models import DemoLetter, LetterState, OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands.link import forget_addresses
from regapp.registrations.models import (
    BookerRole,
    ErasureRequest,
    ErasureState,
    NeedsAnswer,
    Participant,
    Registration,
    Status,
)
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer


@pytest.fixture
def varberg(session: Session) -> Conference:
    organizer = make_organizer(session)
    make_person(session, CARIN, organizer=organizer)
    return make_conference(session, organizer)


@pytest.fixture
def token(varberg: Conference, send: Send) -> str:
    people = [a_person(0), a_person(1, diet=("vegan",), access_needs="Hörslinga")]
    return send(varberg, a_sign_up(people, next_time=True)).token


def found(session: Session, wanted: Any) -> list[Any]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(wanted).all())


def people(session: Session) -> list[Participant]:
    return found(session, select(Participant).order_by(Participant.id))


def ask(client: FlaskClient, token: str) -> str:
    answer = submit(client, f"/a/{token}/radera")
    assert answer.status_code == 303
    return client.get(answer.location).text


def decide(client: FlaskClient, conference: Conference, verb: str, **values: str) -> Any:
    at = f"/arrangor/konferens/{conference.id}/radering"
    page = client.get(at).text
    action = next(part for part in page.split('"') if part.endswith(f"/{verb}"))
    return submit(client, at, values, action=action)


def test_a_participant_sees_everything_about_themselves_and_nothing_of_the_others(
    client: FlaskClient, session: Session, token: str
) -> None:
    own = people(session)[1].token
    page = client.get(f"/a/{own}/uppgifter")
    assert page.headers["Cache-Control"] == "no-store"
    for word in (
        "Person Nummer 1",
        "person1@exempel.se",
        "Veganskt",
        "Hörslinga",
        "Bekräftelse",
        "10\N{NO-BREAK SPACE}april 2020",
    ):
        assert word in page.text
    for word in ("Öberg", "ZZABC123", "700", "asa.oberg"):
        assert word not in page.text
    file = client.get(f"/a/{own}/uppgifter.json")
    assert file.headers["Cache-Control"] == "no-store"
    assert "attachment" in file.headers["Content-Disposition"]
    sections = json.loads(file.text)
    values = {row["key"]: row["value"] for section in sections for row in section["rows"]}
    assert values["email"] == "person1@exempel.se"
    assert values["needs_deleted_on"] == "2020-04-10"


def test_the_booker_sees_the_registration_and_its_money(client: FlaskClient, token: str) -> None:
    page = client.get(f"/a/{token}/uppgifter").text
    for word in ("ZZABC123", "Varbergs kommun", "700\N{NO-BREAK SPACE}kr", "Person Nummer 1"):
        assert word in page


def test_no_day_is_promised_where_nothing_is_deleted(make_app: Any, token: str) -> None:
    page = make_app(demo=True).test_client().get(f"/a/{token}/uppgifter").text
    assert "raderas inte i demonstrationen" in page
    assert "april 2020" not in page


def test_asking_is_a_task_once_and_looking_asks_nothing(
    client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    client.get(f"/a/{token}/radera")
    assert found(session, select(ErasureRequest)) == []
    assert "Arrangören har inte avgjort det än" in ask(client, token)
    ask(client, token)
    assert len(found(session, select(ErasureRequest))) == 1
    sign_in(client, CARIN)
    overview = client.get(f"/arrangor/konferens/{varberg.id}").text
    assert "1 begäran om radering." in overview


@pytest.mark.both_databases
def test_p1_erasing_empties_who_it_was_and_keeps_figures_and_charges(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    own, old = people(session)[1].token, "person1@exempel.se"
    ask(client, own)
    sign_in(client, CARIN)
    assert decide(client, varberg, "radera").status_code == 303
    person = people(session)[1]
    assert (person.name, person.email, person.status) == ("Raderad", "", Status.CANCELLED)
    assert client.get(f"/a/{own}").status_code == 404
    assert found(session, select(NeedsAnswer)) == []
    assert found(session, select(SeatPool.taken)) == [1]
    assert len(found(session, select(Charge))) == 3
    (letter,) = found(session, select(OutboxMessage).where(OutboxMessage.kind.contains("erasure")))
    config = app.extensions["regapp"].config
    written = renderers()[letter.kind](session, letter, LetterContext(config, Addresses("http://x"), NOW))
    assert written is not None
    assert written[0].to_email == old
    assert "är raderade" in written[1].paragraphs[0]
    # The letter about the cancellation finds no address: this one takes the entry back.
    calendar = written[1].calendar
    assert calendar is not None
    (entry,) = Calendar.from_ical(calendar.data).walk("VEVENT")
    assert (calendar.method, str(entry["STATUS"]), str(entry["SEQUENCE"])) == ("CANCEL", "CANCELLED", "1")
    assert old in str(entry["ATTENDEE"])
    letter.state = LetterState.SENT
    session.commit()
    with app.app_context(), transaction() as rows:
        forget_addresses(rows, now=NOW)
    assert old not in everything(session)
    assert "Nummer 1" not in everything(session)


def everything(session: Session) -> str:
    session.rollback()
    tables = Base.metadata.sorted_tables
    return " ".join(repr(row) for table in tables for row in session.execute(select(table)))


def test_a_booker_who_is_erased_leaves_the_others_signed_up(
    client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    assert len(found(session, select(Interest))) == 1
    ask(client, token)
    sign_in(client, CARIN)
    decide(client, varberg, "radera")
    assert [person.status for person in people(session)] == [Status.CANCELLED, Status.CONFIRMED]
    assert client.get(f"/a/{token}").status_code == 404
    assert client.get(f"/a/{people(session)[1].token}").status_code == 200
    assert found(session, select(Registration.booker_email)) == [""]
    assert found(session, select(Interest)) == []


def test_a_booker_who_does_not_attend_is_erased_alone(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    others = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    token = send(varberg, a_sign_up([a_person(5, is_booker=False)], **others)).token
    ask(client, token)
    sign_in(client, CARIN)
    assert "Bo Ek" in client.get(f"/arrangor/konferens/{varberg.id}/radering").text
    decide(client, varberg, "radera")
    assert people(session)[0].status is Status.CONFIRMED
    assert found(session, select(Registration.booker_name)) == ["Raderad"]


def test_who_only_waited_has_no_entry_to_take_back_and_the_demonstrations_letters_go(
    client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    session.commit()
    session.execute(update(Participant).where(Participant.position == 1).values(status=Status.WAITING))
    for address in ("Person1@exempel.se", "asa.oberg@exempel.se"):
        session.add(
            DemoLetter(sent_at=NOW, to_email=address, subject="Anmäld", text="Hej", html="Hej", source=b"Hej")
        )
    session.execute(update(SeatPool).values(taken=1, waiting=1))
    session.commit()
    ask(client, people(session)[1].token)
    sign_in(client, CARIN)
    assert decide(client, varberg, "radera").status_code == 303
    (letter,) = found(session, select(OutboxMessage).where(OutboxMessage.kind.contains("erasure")))
    assert letter.details == {}
    assert found(session, select(DemoLetter.to_email)) == ["asa.oberg@exempel.se"]


def test_refusing_needs_a_reason_and_the_person_hears_it(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    ask(client, people(session)[1].token)
    sign_in(client, CARIN)
    empty = decide(client, varberg, "avsla", reason="")
    assert empty.status_code == 422
    assert "Skriv skälet" in empty.text
    assert decide(client, varberg, "avsla", reason="Handlingen ska bevaras.").status_code == 303
    (asked,) = found(session, select(ErasureRequest))
    assert asked.state is ErasureState.REFUSED
    assert people(session)[1].name == "Person Nummer 1"
    (letter,) = found(session, select(OutboxMessage).where(OutboxMessage.kind.contains("erasure")))
    config = app.extensions["regapp"].config
    written = renderers()[letter.kind](session, letter, LetterContext(config, Addresses("http://x"), NOW))
    assert written is not None
    assert "Handlingen ska bevaras." in " ".join(written[1].paragraphs)
    again = client.get(f"/arrangor/konferens/{varberg.id}/radering").text
    assert "Avslaget" in again
