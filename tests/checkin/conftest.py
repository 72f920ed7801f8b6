"""A place on the day it is held, with people who are expected, and the door's pages as a member sees them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.kernel.clock import FixedClock
from regapp.organizers.models import Organizer, Role
from tests.people import make_person, sign_in
from tests.sending import Send
from tests.support.server import LiveServer
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

if TYPE_CHECKING:
    from tests.checkin.test_helpers import Julia

# 09.30 in Varberg, on the day.
MORNING = datetime(2020, 3, 27, 8, 30, tzinfo=UTC)


class House:
    """Varberg on 27 March and Luleå on 2 April, of one series; three people in Varberg, one in Luleå."""

    def __init__(self, session: Session, send: Send, **values: Any) -> None:
        self.owner: Organizer = make_organizer(session)
        self.series = make_series(session, self.owner)
        self.varberg: Conference = make_conference(session, self.owner, series=self.series, **values)
        north = make_organizer(session, "norrbotten")
        self.lulea: Conference = make_conference(
            session,
            north,
            path="smartare/lulea",
            series=self.series,
            days=[datetime(2020, 4, 2).date()],  # noqa: DTZ001 - a day
        )
        names = [("Anna", "Lindqvist"), ("Karin", "Öberg"), ("Leif", "Abrahamsson")]
        self.tokens = [
            send(self.varberg, a_sign_up([_named(given, family)])).token for given, family in names
        ]
        self.tokens.append(send(self.lulea, a_sign_up([_named("Mats", "Ek")])).token)
        session.commit()

    @property
    def base(self) -> str:
        return f"/arrangor/konferens/{self.varberg.id}/incheckning"


def _named(given: str, family: str) -> Any:
    email = f"{given}.{family}@exempel.se".lower().replace("ö", "o")
    return a_person(given_name=given, family_name=family, email=email, organization="Varbergs kommun")


@pytest.fixture
def house(session: Session, send: Send) -> House:
    return House(session, send)


@pytest.fixture
def morning(clock: FixedClock) -> datetime:
    clock.set(MORNING)
    return MORNING


@pytest.fixture
def keeper(client: FlaskClient, session: Session, house: House, morning: datetime) -> FlaskClient:
    """Signed in as Varberg's owner, on the morning of the day."""
    make_person(session, organizer=house.owner, role=Role.OWNER)
    sign_in(client)
    return client


@pytest.fixture
def helpers(app: Flask, keeper: FlaskClient, house: House) -> "tuple[Julia, Julia]":
    from tests.checkin.test_helpers import Julia  # that file reads this one

    return Julia(app, keeper, house), Julia(app, keeper, house, "Omar vid grinden")


@pytest.fixture
def live(helpers: object, start_server: Callable[..., LiveServer], database_url: str) -> LiveServer:
    """On the same database, on the day."""
    return start_server(REGAPP_DATABASE_URL=database_url, REGAPP_CLOCK="2020-03-27T09:30:00")
