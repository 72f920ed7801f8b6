"""Who asked to hear is told that a conference is put off, moved or digital, and stays on the list."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.interest.models import Stage
from tests.interest.wishes import BEFORE, OPENED, promised, rows, tell_all, wish, written
from tests.registrations.desk import Desk
from tests.registrations.turning import Turns, day
from tests.world import make_conference, make_organizer

pytestmark = pytest.mark.both_databases


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


@pytest.fixture
def turns(app: Flask, session: Session, varberg: Conference) -> Turns:
    return Turns(Desk(app, session, varberg))


def test_put_off_is_told_and_the_new_date_too(
    app: Flask, session: Session, varberg: Conference, turns: Turns
) -> None:
    token = wish(session, conference_id=varberg.id).token
    turns.postpone(now=BEFORE)
    ((_envelope, letter),) = written(app, session, BEFORE)
    assert letter.subject == "Skjuts upp: Smartare, grönare Sverige"
    assert letter.paragraphs[0] == "Smittläget i landet."
    assert letter.unsubscribe == f"http://localhost/pamin/{token}"
    (row,) = rows(session)
    assert (row.stage, row.awaits_date) == (Stage.WAITING, True)
    assert tell_all(app, BEFORE) == 0
    turns.move(day(date(2020, 9, 3)), now=BEFORE)
    assert tell_all(app, BEFORE) == 1
    assert written(app, session, BEFORE)[-1][1].subject == "Nu finns ett datum: Smartare, grönare Sverige"
    # What was said of the putting off is not true any longer.
    assert len(written(app, session, BEFORE)) == 1
    assert tell_all(app, OPENED) == 1
    assert len(promised(session)) == 3


def test_moved_tells_old_and_new_and_digital_where(
    app: Flask, session: Session, varberg: Conference, turns: Turns
) -> None:
    wish(session, conference_id=varberg.id, language="en")
    turns.move(venue="Stadshotellet", now=BEFORE)
    ((_envelope, letter),) = written(app, session, BEFORE)
    assert letter.subject == "Moved: Smartare, grönare Sverige"
    assert letter.paragraphs[0] == "The infection situation."
    assert letter.changes == (("Where", "Varberg", "Stadshotellet, Varberg"),)
    turns.digital(0, now=BEFORE)
    letter = written(app, session, BEFORE)[-1][1]
    assert letter.subject == "Remote: Smartare, grönare Sverige"
    assert dict(letter.facts)["Where"] == "Remote"
