"""S3, S4, S6: one form sent more than once, at any time, from anywhere."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, SeatPool
from regapp.database.base import Base
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant
from tests.conftest import PRESENT
from tests.support.forms import ONE_PERSON, fields, read_form, resubmit, submit
from tests.world import make_conference, make_organizer

pytestmark = pytest.mark.both_databases
FORM = "/varberg/anmalan"
ME = {**ONE_PERSON, "buyer-org_number": "2120001249"}


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=1)


def everything(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    session.commit()
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_s4_the_same_body_a_second_and_a_day_later_leads_to_the_same_page_and_adds_nothing(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    body = fields(read_form(client.get(FORM).text), ME)
    first = client.post(FORM, data=body)
    assert first.status_code == 303
    before = everything(session)
    for later in (timedelta(seconds=1), timedelta(days=1)):
        clock.set(PRESENT + later)
        again = client.post(FORM, data=body)
        assert (again.status_code, again.location) == (303, first.location)
        page = client.get(again.location).text
        assert "Du är anmäld" in page
        assert "redan skickad" not in page
    assert everything(session) == before
    assert session.scalars(select(SeatPool.taken)).all() == [1]


def test_s6_the_same_person_from_another_browser_is_asked_and_may_send_once_more(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    assert submit(client, FORM, ME).status_code == 303
    other = app.test_client()
    asked = submit(other, FORM, ME)
    assert asked.status_code == 409
    assert "Mejla mig länken" in asked.text
    namesake = submit(app.test_client(), FORM, ME | {"participants-0-given_name": "Eva"})
    assert namesake.status_code == 303, "an address may be used by two"
    assert resubmit(other, FORM, asked).status_code == 303
    session.commit()
    assert len(session.scalars(select(Participant.id)).all()) == 3
    assert len(session.scalars(select(OutboxMessage.id)).all()) == 3
