"""What participants need: to one contact, seen to or not, and nowhere else."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.organizers.models import Organizer, Role
from regapp.registrations.models import NeedsAnswer, Participant
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import read_form
from tests.world import a_person, a_sign_up, make_conference, make_organizer

NEED = "Hörslinga i salen"


@pytest.fixture
def halland(session: Session) -> Organizer:
    return make_organizer(session)


@pytest.fixture
def carin(session: Session, halland: Organizer) -> Person:
    """The named contact, who may otherwise only read."""
    return make_person(session, CARIN, organizer=halland, role=Role.READER)


@pytest.fixture
def varberg(session: Session, halland: Organizer, carin: Person) -> Conference:
    return make_conference(session, halland, needs_contact_id=carin.id)


def page(conference: Conference) -> str:
    return f"/arrangor/konferens/{conference.id}/behov"


def mark(client: FlaskClient, conference: Conference, participant_id: int, value: str) -> int:
    form = read_form(client.get(page(conference)).text, action=f"{page(conference)}/{participant_id}")
    sent = dict(form.form_values()) | {"ordnat": value}
    return client.post(f"{page(conference)}/{participant_id}", data=sent).status_code


def test_the_contact_sees_the_need_and_marks_it_as_seen_to(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, access_needs=NEED), a_person(1)]))
    sign_in(client, CARIN)
    shown = client.get(page(varberg)).text
    assert NEED in shown
    assert "1 behov är inte ordnat." in shown
    assert "1 behov är inte ordnat i Varberg." in client.get(f"/arrangor/konferens/{varberg.id}").text
    session.commit()
    number = session.scalars(select(NeedsAnswer.participant_id)).one()
    assert mark(client, varberg, number, "1") == 303
    shown = client.get(page(varberg)).text
    assert "Ordnat av Carin Holm" in shown
    assert "inte ordnat i Varberg" not in client.get(f"/arrangor/konferens/{varberg.id}").text
    assert mark(client, varberg, number, "0") == 303
    assert "1 behov är inte ordnat." in client.get(page(varberg)).text


def test_a_new_need_writes_to_the_contact_without_a_word_of_it(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, access_needs=NEED)]))
    session.commit()
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "registrations.needs_new")).one()
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), NOW)
    written = renderers()[row.kind](session, row, context)
    assert written is not None
    envelope, letter = written
    assert envelope.to_email == CARIN
    assert "1 behov är inte ordnat än." in letter.paragraphs
    assert f"arrangor/konferens/{varberg.id}/behov" in letter.actions[0][1]
    assert NEED not in str(letter)
    assert "Öberg" not in str(letter)
    session.execute(update(NeedsAnswer).values(arranged_at=NOW))
    assert renderers()[row.kind](session, row, context) is None


def test_who_needs_nothing_costs_nobody_a_letter(session: Session, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up([a_person(0, diet=("vegan",))]))
    session.commit()
    assert "registrations.needs_new" not in session.scalars(select(OutboxMessage.kind)).all()


def test_others_find_no_such_page(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, access_needs=NEED)]))
    session.commit()
    number = session.scalars(select(Participant.id)).one()
    session.commit()
    make_person(session, DAVID, organizer=halland, role=Role.EDITOR)
    sign_in(client, DAVID)
    assert client.get(page(varberg)).status_code == 404
    assert client.post(f"{page(varberg)}/{number}", data={"ordnat": "1"}).status_code == 404
    for path in ("", "/deltagare", f"/deltagare/{number}", "/deltagare.csv"):
        shown = client.get(f"/arrangor/konferens/{varberg.id}{path}")
        assert shown.status_code == 200
        assert NEED not in shown.text


def test_nobody_without_a_need_and_nobody_elsewhere_can_be_marked(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, access_needs=NEED), a_person(1)]))
    session.commit()
    elsewhere = make_conference(session, make_organizer(session, "kalmar"), path="kalmar")
    send(elsewhere, a_sign_up([a_person(2, is_booker=True, access_needs=NEED)]))
    sign_in(client, CARIN)
    form = dict(read_form(client.get(page(varberg)).text).form_values())
    for number in (*list(session.scalars(select(Participant.id)))[1:], 2**40):
        assert client.post(f"{page(varberg)}/{number}", data=form).status_code == 404


def test_what_is_called_off_or_over_has_no_needs_to_see_to(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, access_needs=NEED)]))
    sign_in(client, CARIN)
    session.commit()
    overview = f"/arrangor/konferens/{varberg.id}"
    session.execute(update(Conference).values(status=ConferenceStatus.CANCELLED))
    session.commit()
    assert "inte ordnat" not in client.get(overview).text
    session.execute(update(Conference).values(status=ConferenceStatus.PUBLISHED))
    session.execute(update(ConferenceDay).values(on=date(2020, 2, 10)))
    session.commit()
    assert "inte ordnat" not in client.get(overview).text
