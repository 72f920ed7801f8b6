"""Taking part from a distance: opening the meeting from one's own page is coming, looking is not."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.checkin.models import CheckIn
from regapp.conferences.models import ConferenceMode
from regapp.kernel.clock import FixedClock
from regapp.registrations.models import Attendance
from tests.sending import Send
from tests.support.forms import fields, read_form
from tests.world import a_person, a_sign_up, make_conference, make_organizer

LINK = "https://mote.exempel.se/varberg"


@pytest.fixture
def own_page(session: Session, send: Send) -> str:
    """Of somebody who takes part from a distance."""
    held = make_conference(session, make_organizer(session), mode=ConferenceMode.HYBRID, remote_url=LINK)
    session.commit()
    return f"/a/{send(held, a_sign_up([a_person(attendance=Attendance.REMOTE)])).token}"


def came(session: Session) -> list[CheckIn]:
    session.commit()
    return list(session.scalars(select(CheckIn)))


def test_the_button_leads_on_and_notes_it_once(
    client: FlaskClient, own_page: str, session: Session, clock: FixedClock
) -> None:
    clock.set(datetime(2020, 3, 27, 8, 50, tzinfo=UTC))
    page = client.get(own_page).text
    assert came(session) == []
    form = read_form(page, action=f"{own_page}/anslut")
    for _twice in range(2):
        answer = client.post(f"{own_page}/anslut", data=fields(form, {}))
        assert answer.status_code == 200
        assert answer.headers["Refresh"] == f"0; url={LINK}"
        assert LINK in answer.text
    (row,) = came(session)
    assert (row.link_id, row.person_id) == (None, None)
    assert page.count("Delta på distans") == 1
    assert row.at == datetime(2020, 3, 27, 8, 50, tzinfo=UTC)


def test_nobody_joins_before_the_link_is_shown(
    client: FlaskClient, own_page: str, session: Session, clock: FixedClock
) -> None:
    clock.set(datetime(2020, 3, 27, 8, 50, tzinfo=UTC))
    form = read_form(client.get(own_page).text, action=f"{own_page}/anslut")
    clock.set(datetime(2020, 3, 27, 8, 44, tzinfo=UTC))
    assert client.post(f"{own_page}/anslut", data=fields(form, {})).status_code == 303
    assert came(session) == []


def test_a_wrong_link_a_strangers_number_and_a_forged_form_join_nothing(
    client: FlaskClient, own_page: str, session: Session, clock: FixedClock
) -> None:
    clock.set(datetime(2020, 3, 27, 8, 50, tzinfo=UTC))
    sent = fields(read_form(client.get(own_page).text, action=f"{own_page}/anslut"), {})
    assert client.post(f"/a/{'x' * 43}/anslut", data=sent).status_code == 404
    assert client.post(f"{own_page}/anslut", data={"deltagare": "1"}).status_code == 400
    sent.setlist("deltagare", ["999"])
    assert client.post(f"{own_page}/anslut", data=sent).status_code == 404
    assert came(session) == []
