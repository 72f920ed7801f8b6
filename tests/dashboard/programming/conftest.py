"""Varberg with somebody at its desk, and somebody of another organizer."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.world import KALMAR, make_conference, make_organizer


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar", org_number=KALMAR))
    return make_conference(session, halland, path="varberg")


@pytest.fixture
def at(varberg: Conference) -> str:
    """The desk's address of the programme in Varberg."""
    return f"/arrangor/konferens/{varberg.id}/program"


@pytest.fixture
def carin(client: FlaskClient, at: str) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client
