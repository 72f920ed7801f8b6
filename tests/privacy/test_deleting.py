"""What is promised about diet and needs is kept, to the day."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.database.session import forget_deleted, transaction
from regapp.privacy.commands import delete_needs_answers
from regapp.registrations.models import NeedsAnswer
from tests.sending import Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer


@pytest.fixture(autouse=True)
def varberg(session: Session, send: Send) -> Conference:
    conference = make_conference(session, make_organizer(session))
    send(conference, a_sign_up([a_person(0, diet=("vegan",), access_needs="Hörslinga vid scenen")]))
    return conference


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("at", "left"),
    [(datetime(2020, 4, 9, 21, 59, tzinfo=UTC), 1), (datetime(2020, 4, 9, 22, 0, tzinfo=UTC), 0)],
)
def test_p2_needs_are_deleted_fourteen_days_after_the_last_day(
    app: Flask, session: Session, at: datetime, left: int
) -> None:
    with app.app_context(), transaction() as rows:
        assert delete_needs_answers(rows, now=at) == 1 - left
    session.commit()
    assert len(session.scalars(select(NeedsAnswer)).all()) == left


def test_the_history_says_that_it_happened_and_nothing_more(app: Flask, session: Session) -> None:
    with app.app_context(), transaction() as rows:
        delete_needs_answers(rows, now=datetime(2020, 6, 1, tzinfo=UTC))
    session.commit()
    noted = session.scalars(select(Event).where(Event.action == "needs_deleted")).one()
    assert (noted.subject_type, noted.fields) == ("conference", [])


def test_nothing_of_them_is_left_in_the_database_s_files(
    app: Flask, session: Session, database_url: str
) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))
    session.commit()
    with app.app_context(), transaction() as rows:
        delete_needs_answers(rows, now=datetime(2020, 6, 1, tzinfo=UTC))
    with app.app_context():
        forget_deleted()
    kept = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert "Hörslinga vid scenen".encode() not in kept


def test_the_page_names_the_day_and_who_answers(client: FlaskClient) -> None:
    page = client.get("/personuppgifter/halland").text
    assert "10\N{NO-BREAK SPACE}april 2020" in page
    assert "Länsstyrelsen halland är personuppgiftsansvarig" in page
    assert "/personuppgifter/halland" in client.get("/personuppgifter").text
