"""On Varberg's morning some have come: by the clock, once, not where it was called off."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.checkin.models import CheckIn, DoorLink
from regapp.database.session import transaction
from regapp.demo.moments import MARCH, START
from regapp.demo.people import add_people
from tests.support.forms import submit

pytestmark = pytest.mark.slow


@pytest.fixture
def crowd(demo: Flask, season: None, visitor: FlaskClient) -> FlaskClient:
    with demo.app_context(), transaction() as rows:
        add_people(rows, now=START)
    return visitor


def go(visitor: FlaskClient, to: str) -> None:
    assert submit(visitor, "/demo/brev", {"to": to}, action="/demo/klocka").status_code == 303


def came(session: Session) -> list[CheckIn]:
    session.rollback()
    return list(session.scalars(select(CheckIn)))


def test_a_part_has_come_by_half_past_nine_and_everybody_once(crowd: FlaskClient, session: Session) -> None:
    go(crowd, "kvallen-fore")
    assert came(session) == []
    go(crowd, "varberg")
    morning = came(session)
    assert 60 < len(morning) < 116
    assert len(session.scalars(select(DoorLink)).all()) == 2
    go(crowd, "kvallen-fore")
    go(crowd, "varberg")
    assert len(came(session)) == len(morning)


def test_nobody_comes_to_what_was_called_off(crowd: FlaskClient, session: Session) -> None:
    go(crowd, MARCH)
    go(crowd, "varberg")
    assert came(session) == []
