"""Asking, telling, staying, leaving and forgetting, on both databases."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.audit.models import Event
from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus, Series
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.interest.commands import forget_old, forget_told, leave, stay
from regapp.interest.models import Interest, Stage, Wish
from regapp.interest.rules import ANSWER_WITHIN, KEPT
from regapp.mailing.models import LetterState, Priority
from regapp.organizers.models import Organizer
from regapp.registrations.commands.turns import cancel_conference
from tests.interest.wishes import ANNA, BEFORE, BO, OPENED, promised, rows, tell_all, wish
from tests.sending import Send
from tests.world import MADE_AT, a_sign_up, make_conference, make_organizer, make_series

pytestmark = pytest.mark.both_databases


@pytest.fixture
def series(session: Session) -> Series:
    return make_series(session, make_organizer(session))


@pytest.fixture
def varberg(session: Session, series: Series) -> Conference:
    return make_conference(session, series_owner(session, series), path="smartare/varberg", series=series)


def series_owner(session: Session, series: Series) -> Organizer:
    return session.get_one(Organizer, series.owner_id)


def test_an_address_stands_on_a_list_once(session: Session, varberg: Conference, series: Series) -> None:
    for email in (ANNA, ANNA.upper(), ANNA):
        wish(session, email, conference_id=varberg.id)
        wish(session, email, series_id=series.id)
        wish(session, email)
    wish(session, ANNA, Wish.NEXT, conference_id=varberg.id)
    assert len(rows(session)) == 4


def test_one_letter_at_the_opening_and_then_the_address_is_gone(
    app: Flask, session: Session, varberg: Conference
) -> None:
    number = wish(session, conference_id=varberg.id).id
    assert tell_all(app, OPENED - timedelta(seconds=1)) == 0
    assert tell_all(app, OPENED) == 1
    assert tell_all(app, OPENED) == 0
    (letter,) = promised(session)
    assert (letter.kind, letter.subject_id) == ("interest.opened", number)
    assert letter.priority == Priority.MASS
    assert "@" not in str(letter.details)
    with app.app_context(), transaction() as one:
        assert forget_told(one) == 0
    assert [row.stage for row in rows(session)] == [Stage.TOLD]
    letter = promised(session)[0]
    letter.state = LetterState.FAILED
    session.commit()
    with app.app_context(), transaction() as one:
        assert forget_told(one) == 1
    assert rows(session) == []


def test_who_is_on_three_lists_gets_one_letter(
    app: Flask, session: Session, varberg: Conference, series: Series
) -> None:
    wish(session)
    wish(session, series_id=series.id)
    nearest = wish(session, conference_id=varberg.id).id
    wish(session, BO)
    assert tell_all(app, OPENED, limit=1) == 4
    assert [row.email for row in rows(session)] == [ANNA, BO]
    assert nearest in {letter.subject_id for letter in promised(session)}


def test_two_workers_at_once_tell_everybody_once(
    app: Flask, session: Session, varberg: Conference, series: Series
) -> None:
    for number in range(120):
        wish(session, f"person{number}@exempel.se", conference_id=varberg.id)
        wish(session, f"person{number}@exempel.se", series_id=series.id)
    start = Barrier(3)

    def work() -> None:
        start.wait()
        tell_all(app, OPENED, limit=7)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    start.wait()
    for worker in workers:
        worker.join(60)
    letters = promised(session)
    assert len(letters) == 120
    assert {letter.subject_id for letter in letters} == {row.id for row in rows(session)}
    assert {row.stage for row in rows(session)} == {Stage.TOLD}


def test_a_date_is_told_once_and_the_opening_after_it(app: Flask, session: Session, series: Series) -> None:
    owner = series_owner(session, series)
    lulea = make_conference(session, owner, path="lulea", days=(), opens_at=None, closes_at=None)
    wish(session, conference_id=lulea.id, awaits_date=True)
    wish(session, BO, conference_id=lulea.id)
    assert tell_all(app, BEFORE) == 0
    row = session.get_one(Conference, lulea.id)
    day = OPENED.date() + timedelta(days=90)
    session.add(ConferenceDay(conference_id=row.id, on=day, uid="x", created_at=MADE_AT, changed_at=MADE_AT))
    row.opens_at = OPENED
    session.commit()
    assert tell_all(app, BEFORE) == 1
    assert tell_all(app, BEFORE) == 0
    assert tell_all(app, OPENED) == 2
    kinds = [(letter.kind, letter.details["first"]) for letter in promised(session)]
    assert kinds == [("interest.dated", True), ("interest.opened", True), ("interest.opened", False)]


def test_after_a_cancellation_one_may_stay_for_the_next_edition(
    app: Flask, session: Session, varberg: Conference
) -> None:
    token = wish(session, conference_id=varberg.id).token
    wish(session, BO, conference_id=varberg.id)
    # She had asked for the next one already: then she stands there once.
    wish(session, ANNA, Wish.NEXT, conference_id=varberg.id)
    with app.app_context(), transaction() as one:
        cancel_conference(one, get_conference(one, varberg.id), "Smittläget.", by=SYSTEM, now=BEFORE)
    assert tell_all(app, BEFORE) == 2
    assert tell_all(app, BEFORE) == 0
    with app.app_context(), transaction() as one:
        assert stay(one, token, now=BEFORE)
    with app.app_context(), transaction() as one:
        assert stay(one, token, now=BEFORE)
    assert [(row.email, row.wish, row.stage) for row in rows(session)] == [
        (ANNA, Wish.NEXT, Stage.WAITING),
        (BO, Wish.OPENING, Stage.ASKED),
    ]
    with app.app_context(), transaction() as one:
        assert forget_old(one, now=BEFORE + ANSWER_WITHIN + timedelta(seconds=1)) == 1
    assert [row.email for row in rows(session)] == [ANNA]
    owner = session.get_one(Organizer, varberg.owner_id)
    later = make_conference(session, owner, path="varberg-2021", previous_id=varberg.id)
    assert tell_all(app, OPENED) == 1
    assert promised(session)[-1].details["conference_id"] == later.id


def test_the_tick_on_the_form_puts_the_booker_on_the_list_of_the_next_edition(
    session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    assert rows(session) == []
    send(varberg, a_sign_up(2, next_time=True, once_more=True))
    (row,) = rows(session)
    assert (row.email, row.wish, row.conference_id) == ("asa.oberg@exempel.se", Wish.NEXT, varberg.id)


def test_leaving_is_done_once_and_for_ever(app: Flask, session: Session, varberg: Conference) -> None:
    token = wish(session, conference_id=varberg.id).token
    tell_all(app, OPENED)
    for _time in range(2):
        with app.app_context(), transaction() as one:
            leave(one, token)
    assert rows(session) == []
    with app.app_context(), transaction() as one:
        assert not stay(one, token, now=OPENED)
    # A number is not used again: the promised letter must not reach the next one who asks.
    assert wish(session, BO, conference_id=varberg.id).id not in {
        letter.subject_id for letter in promised(session)
    }


def test_nobody_waits_longer_than_two_years(app: Flask, session: Session, varberg: Conference) -> None:
    wish(session, conference_id=varberg.id)
    wish(session, BO, now=BEFORE + timedelta(days=1))
    with app.app_context(), transaction() as one:
        assert forget_old(one, now=BEFORE + KEPT) == 0
    with app.app_context(), transaction() as one:
        assert forget_old(one, now=BEFORE + KEPT + timedelta(seconds=1)) == 1
    assert [row.email for row in rows(session)] == [BO]


def test_history_names_the_conference_and_no_address(
    app: Flask, session: Session, varberg: Conference
) -> None:
    wish(session, conference_id=varberg.id)
    tell_all(app, OPENED)
    session.rollback()
    event = session.scalars(select(Event).where(Event.action == "interest_opened")).one()
    assert (event.subject_type, event.subject_id, event.fields) == ("conference", varberg.id, [])


def test_a_draft_tells_nobody(app: Flask, session: Session, series: Series) -> None:
    owner = series_owner(session, series)
    draft = make_conference(session, owner, path="utkast", series=None, status=ConferenceStatus.DRAFT)
    wish(session, conference_id=draft.id)
    wish(session)
    assert tell_all(app, OPENED) == 0
    assert [row.stage for row in session.scalars(select(Interest))] == [Stage.WAITING] * 2
