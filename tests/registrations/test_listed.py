"""Who said that they may be listed is seen by those who come, once the organizer shows the list."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.registrations.models import Participant
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases


@pytest.fixture
def varberg(session: Session, send: Send, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    varberg = make_conference(session, halland, capacity=3)
    make_person(session, CARIN, organizer=halland)
    people = [
        a_person(0, listed=True, is_booker=True),
        a_person(1, family_name="Tyst", is_booker=True),
        a_person(2, listed=True, protected=True, alias="Deltagare 7", family_name="Hemlig", is_booker=True),
        a_person(3, listed=True, family_name="Väntar", is_booker=True),
    ]
    for person in people:
        send(varberg, a_sign_up([person]))
    session.commit()
    sign_in(client, CARIN)
    return varberg


def token_of(session: Session, family_name: str) -> str:
    session.commit()
    return session.scalars(select(Participant.token).where(Participant.family_name == family_name)).one()


def at(conference: Conference) -> str:
    return f"/arrangor/konferens/{conference.id}/deltagare/deltagarlista"


def test_the_organizer_shows_it_and_those_who_come_see_who_said_yes(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    mine = f"/a/{token_of(session, 'Tyst')}/deltagarlista"
    assert client.get(mine).status_code == 404
    page = client.get(at(varberg)).text
    assert "Åsa Öberg" in page
    assert "Hemlig" not in page
    assert submit(client, at(varberg), action=at(varberg)).status_code == 303
    seen = client.get(mine).text
    assert "Åsa Öberg" in seen
    for hidden in ("Person Tyst</th>", "Hemlig", "Deltagare 7", "Väntar"):
        assert hidden not in seen
    assert client.get(f"/a/{token_of(session, 'Väntar')}/deltagarlista").status_code == 404
    assert "deltagarlista" in client.get(f"/a/{token_of(session, 'Tyst')}").text
    assert "list_shown" in session.scalars(select(Event.action)).all()
    submit(client, at(varberg), action=at(varberg))
    assert client.get(mine).status_code == 404


def test_a_yes_is_taken_back_by_the_link_at_any_time(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    submit(client, at(varberg), action=at(varberg))
    mine = f"/a/{token_of(session, 'Öberg')}/deltagarlista"
    assert "Ta bort ur listan" in client.get(mine).text
    assert submit(client, mine).status_code == 303
    page = client.get(mine).text
    assert "Åsa Öberg</th>" not in page
    assert "Åsa Öberg står inte i listan." in page
    submit(client, mine)
    assert "Åsa Öberg</th>" in client.get(mine).text


def test_a_protected_identity_never_comes_in(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    submit(client, at(varberg), action=at(varberg))
    mine = f"/a/{token_of(session, 'Hemlig')}/deltagarlista"
    assert "Visa i listan" not in client.get(mine).text
