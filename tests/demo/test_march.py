"""The bar replays March 2020: pages, letters, feeds and sums show it; twice is once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.queries import charged_sum
from regapp.conferences.models import Address, Conference, ConferenceStatus
from regapp.database.session import transaction
from regapp.demo.march import STEPS
from regapp.demo.moments import MARCH, START
from regapp.demo.people import add_people
from regapp.mailing.models import OutboxMessage
from tests.support.forms import submit

pytestmark = pytest.mark.slow
SERIES = "smartare-gronare-sverige"


@pytest.fixture
def played(demo: Flask, season: None, visitor: FlaskClient, session: Session) -> FlaskClient:
    with demo.app_context(), transaction() as rows:
        add_people(rows, now=START)
    assert submit(visitor, "/demo/brev", {"to": MARCH}, action="/demo/klocka").status_code == 303
    session.rollback()
    return visitor


def at(session: Session, path: str) -> Conference:
    found = select(Conference).join(Address, Address.conference_id == Conference.id)
    return session.scalars(found.where(Address.path == path)).one()


def test_each_conference_took_its_turn_at_its_own_time(played: FlaskClient, session: Session) -> None:
    states = {step.path: at(session, step.path).status for step in STEPS}
    assert states == {
        f"{SERIES}/varberg": ConferenceStatus.CANCELLED,
        "frukostseminarium-varberg": ConferenceStatus.CANCELLED,
        f"{SERIES}/kalmar": ConferenceStatus.POSTPONED,
        f"{SERIES}/lulea": ConferenceStatus.PUBLISHED,
        "miljomalsdagarna-2020": ConferenceStatus.CANCELLED,
    }
    assert at(session, f"{SERIES}/varberg").cancelled_at == STEPS[0].at
    assert at(session, f"{SERIES}/lulea").turned_digital_at == STEPS[3].at
    made = session.scalars(
        select(OutboxMessage.created_at)
        .distinct()
        .where(OutboxMessage.kind.startswith("registrations.conference_"))
    ).all()
    assert {step.at for step in STEPS[:4]} == set(made)


def test_pages_feeds_and_sums_show_it(played: FlaskClient, session: Session) -> None:
    assert "Inställd" in played.get(f"/{SERIES}/varberg").text
    assert "Byt till Luleå" in played.get(f"/{SERIES}/varberg").text
    assert "hösten 2020" in played.get(f"/{SERIES}/kalmar").text
    assert "på distans i stället" in played.get(f"/{SERIES}/lulea").text
    assert "inställd" in played.get("/miljomalsdagarna-2020").text
    entries = Calendar.from_ical(played.get(f"/{SERIES}.ics").data).walk("VEVENT")
    titles = sorted(str(entry["SUMMARY"]).split(":")[0] for entry in entries)
    assert titles[:2] == ["INSTÄLLT", "SKJUTS UPP"]
    ids = [at(session, f"{SERIES}/{place}").id for place in ("varberg", "kalmar", "lulea")]
    sums = charged_sum(session, ids)
    assert (sums[ids[0]], sums[ids[1]]) == (0, 0)
    assert 0 < sums[ids[2]] <= 20_000 * 200


def test_a_second_time_nothing_more_happens_and_beginning_again_takes_nothing_back(
    played: FlaskClient, session: Session
) -> None:
    count = session.scalar(select(func.count(OutboxMessage.id)))
    for stop in ("borja-om", MARCH):
        submit(played, "/demo/brev", {"to": stop}, action="/demo/klocka")
    session.rollback()
    assert session.scalar(select(func.count(OutboxMessage.id))) == count
    assert at(session, f"{SERIES}/varberg").status is ConferenceStatus.CANCELLED
    assert "Det som hänt står kvar." in played.get("/demo/brev").text
