"""`/a/<token>` when nothing more can happen, or only some of it: full, over, called off."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.kernel.clock import FixedClock
from regapp.registrations.models import Participant
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

AFTER = datetime(2020, 3, 28, 9, 0, tzinfo=UTC)


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=1)


@pytest.fixture
def token(varberg: Conference, send: Send) -> str:
    return send(varberg, a_sign_up()).token


@pytest.fixture
def in_line(varberg: Conference, token: str, send: Send) -> str:
    return send(varberg, a_sign_up([a_person(1, is_booker=True)])).token


def cancel(client: FlaskClient, session: Session, token: str) -> None:
    session.commit()
    mine = session.scalars(select(Participant.id).order_by(Participant.id)).first()
    assert submit(client, f"/a/{token}/avanmal?deltagare={mine}").status_code == 303


def test_who_left_is_offered_to_return_only_while_there_is_room(
    client: FlaskClient, session: Session, token: str, in_line: str
) -> None:
    cancel(client, session, token)
    page = client.get(f"/a/{token}").text
    assert "Anmäl Åsa igen" not in page
    assert "Alla platser är bokade just nu." in page
    assert "Ställ Åsa sist i kön" in page


def test_where_nobody_can_wait_no_line_is_offered(
    client: FlaskClient, session: Session, varberg: Conference, token: str, in_line: str
) -> None:
    cancel(client, session, token)
    session.commit()
    varberg.has_waiting_list = False
    varberg.version += 1
    session.commit()
    page = client.get(f"/a/{token}").text
    assert "Alla platser är bokade just nu." in page
    assert "sist i kön" not in page


def test_when_it_is_over_nothing_more_is_promised(
    client: FlaskClient, clock: FixedClock, token: str, in_line: str
) -> None:
    assert "Du står på väntelistan som nummer 1" in client.get(f"/a/{in_line}").text
    clock.set(AFTER)
    seated, waiting = client.get(f"/a/{token}").text, client.get(f"/a/{in_line}").text
    assert "Konferensen är genomförd" in seated
    assert "Det blev ingen plats" in waiting
    for page in (seated, waiting):
        assert "Vad händer nu" not in page
        assert "nummer 1" not in page
        assert "Kod för" not in page
        assert "Lägg till i din kalender" not in page


def test_when_it_is_called_off_the_page_says_what_that_means(
    client: FlaskClient, session: Session, varberg: Conference, token: str, in_line: str
) -> None:
    session.commit()
    varberg.status = ConferenceStatus.CANCELLED
    varberg.version += 1
    session.commit()
    for link in (token, in_line):
        page = client.get(f"/a/{link}").text
        assert "Konferensen är inställd" in page
        assert "Du behöver inte göra något." in page
        assert "Du betalar ingenting." in page
        assert "nummer 1" not in page
        assert "Kod för" not in page
