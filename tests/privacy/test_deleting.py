"""What is promised about diet and needs is kept, to the day."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference, ConferenceDay
from regapp.config import Config
from regapp.database.session import forget_deleted, transaction
from regapp.jobs.registry import chores
from regapp.kernel.clock import FixedClock
from regapp.kernel.tokens import new_uid
from regapp.privacy.commands import delete_needs_answers
from regapp.registrations.models import NeedsAnswer
from tests.sending import Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

TAKEN_AWAY = datetime(2020, 2, 1, tzinfo=UTC)


def a_day(conference: Conference, on: date, removed_at: datetime | None) -> ConferenceDay:
    return ConferenceDay(
        conference_id=conference.id, on=on, uid=new_uid(), removed_at=removed_at,
        created_at=TAKEN_AWAY, changed_at=TAKEN_AWAY,
    )  # fmt: skip


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
    # Read by another process: a file that is closed in this one takes along every lock that this one
    # holds on it, those of SQLite's open connections too ("How To Corrupt An SQLite Database", 2.2).
    kept = subprocess.run(["cat", *file.parent.glob(f"{file.name}*")], check=True, capture_output=True).stdout
    assert b"SQLite format 3" in kept
    assert "Hörslinga vid scenen".encode() not in kept


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("days", "at", "left"),
    [
        # A day that was taken away no longer counts while another is held …
        ({date(2020, 3, 20): None, date(2020, 3, 27): TAKEN_AWAY}, datetime(2020, 4, 3, 9, tzinfo=UTC), 0),
        ({date(2020, 3, 20): None, date(2020, 3, 27): None}, datetime(2020, 4, 3, 9, tzinfo=UTC), 1),
        # … and where none is, the last that was planned does.
        ({date(2020, 3, 20): TAKEN_AWAY}, datetime(2020, 4, 2, 9, tzinfo=UTC), 1),
        ({date(2020, 3, 20): TAKEN_AWAY}, datetime(2020, 4, 3, 9, tzinfo=UTC), 0),
    ],
)
def test_the_last_day_is_the_last_one_held_or_else_planned(
    app: Flask,
    session: Session,
    varberg: Conference,
    days: dict[date, datetime | None],
    at: datetime,
    left: int,
) -> None:
    session.commit()
    for day in varberg.days:
        session.delete(session.get_one(ConferenceDay, day.id))
    for on, removed_at in days.items():
        session.add(a_day(varberg, on, removed_at))
    session.commit()
    with app.app_context(), transaction() as rows:
        delete_needs_answers(rows, now=at)
    session.commit()
    assert len(session.scalars(select(NeedsAnswer)).all()) == left


def test_a_conference_without_a_date_keeps_its_needs(
    app: Flask, session: Session, varberg: Conference
) -> None:
    session.commit()
    session.delete(session.get_one(ConferenceDay, varberg.days[0].id))
    session.commit()
    with app.app_context(), transaction() as rows:
        assert delete_needs_answers(rows, now=datetime(2030, 1, 1, tzinfo=UTC)) == 0


def test_the_worker_deletes_them_every_hour_but_not_in_demonstration(
    app: Flask, session: Session, clock: FixedClock
) -> None:
    clock.set(datetime(2020, 6, 1, tzinfo=UTC))
    config: Config = app.extensions["regapp"].config
    session.commit()
    for demo, left in ((True, 1), (False, 0)):
        with app.app_context():
            for chore in chores(replace(config, demo=demo)):
                assert chore.every <= timedelta(hours=1)
                chore.run()
        session.commit()
        assert len(session.scalars(select(NeedsAnswer)).all()) == left
        # Emptying SQLite's log would wait for this reader.
        session.commit()
