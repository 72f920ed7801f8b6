"""Asked for what is missing: the letter, the page, the answer, the filter."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import CompletionRequest, Participant
from tests.people import CARIN, make_person, sign_in
from tests.registrations.desk import Desk
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases


@pytest.fixture
def varberg(session: Session, send: Send, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    varberg = make_conference(session, halland)
    make_person(session, CARIN, organizer=halland)
    for number in range(2):
        send(varberg, a_sign_up([a_person(number, is_booker=True, family_name=f"Namn{number}")]))
    session.commit()
    sign_in(client, CARIN)
    return varberg


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/deltagare{rest}"


def asked(client: FlaskClient, varberg: Conference, number: int) -> None:
    ask = at(varberg, f"/atgard/komplettera?id={number}&falt=title&falt=diet")
    done = submit(client, ask, action=at(varberg, "/atgard/komplettera"))
    assert done.status_code == 303, done.text
    assert submit(client, done.location, action=f"{done.location}/nu").status_code == 303


def test_fields_are_chosen_looked_at_and_asked_for(
    app: Flask, client: FlaskClient, varberg: Conference, session: Session
) -> None:
    number = session.scalars(select(Participant.id).order_by(Participant.id)).first() or 0
    bare = client.get(at(varberg, f"/atgard/komplettera?id={number}")).text
    assert "Vad behöver ni?" in bare
    assert "Inget är gjort än" not in bare
    page = client.get(at(varberg, f"/atgard/komplettera?id={number}&falt=title&falt=diet")).text
    assert "Be 1 deltagare om komplettering" in page
    assert "Det gäller: titel, kost." in page
    asked(client, varberg, number)
    session.commit()
    kinds = session.scalars(select(OutboxMessage.kind)).all()
    assert kinds.count("registrations.completion") == 1
    (letter,) = Desk(app, session, varberg).written("completion")
    assert "Det gäller: titel, kost." in letter.paragraphs
    assert letter.actions[0][1].endswith(f"/andra?deltagare={number}")


def test_saving_the_form_is_the_answer_and_the_list_tells_who_has_not(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    person = session.scalars(select(Participant).order_by(Participant.id)).first()
    assert person is not None
    asked(client, varberg, person.id)
    assert "Namn0" in client.get(at(varberg, "?bara=komplettering")).text
    assert "Namn0" not in client.get(at(varberg, "?bara=kompletterat")).text
    assert "Inte besvarad än." in client.get(at(varberg, f"/{person.id}")).text
    page = f"/a/{person.token}/andra"
    assert "Arrangören behöver: titel, kost." in client.get(page).text
    session.commit()
    assert session.scalars(select(CompletionRequest.answered_at)).one() is None
    assert submit(client, page, {"person-title": "Ekolog"}).status_code == 303
    session.commit()
    assert session.scalars(select(CompletionRequest.answered_at)).one() is not None
    assert "Namn0" in client.get(at(varberg, "?bara=kompletterat")).text
    assert "Arrangören behöver" not in client.get(page).text
