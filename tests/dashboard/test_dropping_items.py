"""A programme item that people chose is taken out: they are told, and nothing of it is left taken."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.programme.models import ProgrammeItem
from regapp.registrations.models import Participant
from tests.choosing import add_item, choose, seats_of
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

HOURS = (datetime(2020, 3, 27, 12, tzinfo=UTC), datetime(2020, 3, 27, 13, tzinfo=UTC))


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    return make_conference(session, halland)


@pytest.fixture
def forest(session: Session, varberg: Conference) -> ProgrammeItem:
    return add_item(session, varberg, "Hälsa och skog", seats=1, hours=HOURS)


@pytest.fixture
def chosen(session: Session, varberg: Conference, forest: ProgrammeItem, send: Send) -> list[str]:
    """One has the seat, one wishes for it, a third has left; their tokens."""
    first = send(varberg, a_sign_up([a_person(0, choices=(choose(session, forest),))]))
    wish = (choose(session, forest, wish=True),)
    others = [send(varberg, a_sign_up([a_person(number, is_booker=True, choices=wish)])) for number in (1, 2)]
    return [first.token, *(one.token for one in others)]


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


def path(conference: Conference, item: ProgrammeItem) -> str:
    return f"/arrangor/konferens/{conference.id}/program/{item.id}/ta-bort"


def test_how_many_chose_it_is_said_before_and_each_of_them_is_told(
    app: Flask,
    carin: FlaskClient,
    session: Session,
    varberg: Conference,
    forest: ProgrammeItem,
    chosen: list[str],
) -> None:
    assert submit(carin, f"/a/{chosen[2]}/avanmal").status_code == 303
    programme = carin.get(f"/arrangor/konferens/{varberg.id}/program").text
    assert f'href="{path(varberg, forest)}"' in programme
    assert f'action="{path(varberg, forest)}"' not in programme
    assert "2 personer har valt eller önskat programpunkten." in carin.get(path(varberg, forest)).text
    assert submit(carin, path(varberg, forest)).status_code == 303
    assert "2 personer hade valt den." in carin.get(f"/arrangor/konferens/{varberg.id}/program").text
    assert seats_of(session, forest) == (0, 0)
    told = select(OutboxMessage).where(OutboxMessage.kind == "registrations.item_removed")
    rows = session.scalars(told).all()
    assert len(rows) == 2
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), NOW)
    with app.app_context():
        done = renderers()[rows[0].kind](session, rows[0], context)
    assert done is not None
    assert done[1].subject == "Utgår: Hälsa och skog"
    assert "Du hade valt det till Smartare, grönare Sverige" in str(done[1].paragraphs)
    changed = select(Event.subject_id).where(Event.action == "choices_changed")
    assert len(session.scalars(changed).all()) == 2


def test_their_own_calendar_cancels_it_and_their_form_asks_about_it_no_longer(
    carin: FlaskClient, session: Session, varberg: Conference, forest: ProgrammeItem, chosen: list[str]
) -> None:
    person = session.scalars(select(Participant).order_by(Participant.id)).first()
    assert person is not None
    feed = f"/a/{person.feed_token}.ics"
    assert f"UID:{forest.uid}" in carin.get(feed).text.replace("\r\n ", "")
    assert submit(carin, path(varberg, forest)).status_code == 303
    events = carin.get(feed).text.replace("\r\n ", "").split("BEGIN:VEVENT")
    (cancelled,) = [event for event in events if f"UID:{forest.uid}" in event]
    assert "STATUS:CANCELLED" in cancelled
    assert "Hälsa och skog" not in carin.get(f"/a/{chosen[0]}").text
    session.commit()
    before = len(session.scalars(select(OutboxMessage)).all())
    assert submit(carin, f"/a/{chosen[0]}/andra").status_code == 303
    session.commit()
    assert len(session.scalars(select(OutboxMessage)).all()) == before
    assert submit(carin, f"/a/{chosen[0]}/avanmal").status_code == 303
    assert submit(carin, f"/a/{chosen[0]}", action=f"/a/{chosen[0]}/aterkom").status_code == 303
    assert seats_of(session, forest) == (0, 0)


def test_what_nobody_chose_goes_at_once_and_what_is_over_is_told_to_nobody(
    carin: FlaskClient,
    session: Session,
    varberg: Conference,
    forest: ProgrammeItem,
    chosen: list[str],
    clock: FixedClock,
) -> None:
    talk = add_item(session, varberg, "Inledning", number=2, seats=None)
    programme = f"/arrangor/konferens/{varberg.id}/program"
    assert submit(carin, programme, action=path(varberg, talk)).status_code == 303
    clock.set(datetime(2020, 4, 2, 9, tzinfo=UTC))
    assert "De får ett mejl" not in carin.get(path(varberg, forest)).text
    assert submit(carin, path(varberg, forest)).status_code == 303
    session.commit()
    kinds = session.scalars(select(OutboxMessage.kind)).all()
    assert "registrations.item_removed" not in kinds
