"""The confirmation once more, asked for on one's own page: to that address alone, and not too often."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.models import Actor, Event
from regapp.conferences.models import Conference
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands import cancel_participants
from regapp.registrations.models import BookerRole, LinkRequest, Participant
from regapp.registrations.queries import list_conferences_of, open_link
from tests.sending import NOW, Send
from tests.support.forms import read_form, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases
ASA = "asa.oberg@exempel.se"
Newest = Callable[[int], list[tuple[str, str, str]]]


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=2)


@pytest.fixture
def letters(app: Flask, session: Session) -> Newest:
    """Kind, address and subject of what was promised from the row with this number on."""

    def newest(after: int) -> list[tuple[str, str, str]]:
        session.rollback()
        session.expire_all()
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        rows: Sequence[OutboxMessage] = session.scalars(
            select(OutboxMessage).where(OutboxMessage.id > after).order_by(OutboxMessage.id)
        ).all()
        written = [
            (row.kind.removeprefix("registrations."), renderers()[row.kind](session, row, context))
            for row in rows
        ]
        return [(kind, one[0].to_email, one[1].subject) for kind, one in written if one]

    return newest


def promised(session: Session) -> int:
    """The number of the latest promise."""
    session.rollback()
    return session.scalar(select(func.max(OutboxMessage.id))) or 0


def companion(session: Session) -> Participant:
    session.rollback()
    return session.scalars(select(Participant).order_by(Participant.id.desc())).all()[0]


def again(client: FlaskClient, token: str, asked: str = "?ny=1") -> str:
    """The page that follows the button."""
    action = f"/a/{token}/skicka-igen{asked}"
    answer = submit(client, f"/a/{token}{asked}", action=action)
    assert answer.status_code == 303
    return client.get(answer.location).text


def test_the_booker_gets_the_confirmation_of_all_once_more_and_nobody_else_does(
    client: FlaskClient, session: Session, send: Send, varberg: Conference, letters: Newest
) -> None:
    token = send(varberg, a_sign_up(2)).token
    before = promised(session)
    assert "Kommer det inget mejl? Titta i skräpposten eller" in client.get(f"/a/{token}?ny=1").text
    page = again(client, token)
    assert f"Klart. Vi skickar mejlet igen till {ASA}." in page
    ((kind, address, subject),) = letters(before)
    assert (kind, address) == ("confirmation", ASA)
    assert "anmäl" in subject
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.id > before)).one()
    people = session.scalars(select(Participant.id).order_by(Participant.id)).all()
    assert row.details["participant_ids"] == people
    events = session.scalars(select(Event).where(Event.action == "resent").order_by(Event.id)).all()
    assert [one.subject_id for one in events] == people
    assert {(one.actor, tuple(one.fields)) for one in events} == {(Actor.PARTICIPANT, ())}
    # No second copy of the address is kept for it.
    assert session.scalars(select(LinkRequest.email)).all() == [""]


def test_whoever_came_along_gets_their_own_by_their_own_link(
    client: FlaskClient, session: Session, send: Send, varberg: Conference, letters: Newest
) -> None:
    send(varberg, a_sign_up(2))
    before = promised(session)
    own = companion(session)
    page = again(client, own.token, "")
    assert "Klart. Vi skickar mejlet igen till person1@exempel.se." in page
    assert [(kind, address) for kind, address, _ in letters(before)] == [
        ("confirmation", "person1@exempel.se")
    ]


def test_a_booker_who_does_not_come_gets_the_booker_s_letter(
    client: FlaskClient, session: Session, send: Send, varberg: Conference, letters: Newest
) -> None:
    form = a_sign_up(
        [a_person(1)], booker_role=BookerRole.OTHERS, booker_name="Bo Ek", booker_email="bo@exempel.se"
    )
    token = send(varberg, form).token
    before = promised(session)
    assert "mejlet igen till bo@exempel.se." in again(client, token)
    assert [(kind, address) for kind, address, _ in letters(before)] == [
        ("confirmation_to_booker", "bo@exempel.se")
    ]


def test_who_waits_is_told_so_once_more(
    client: FlaskClient, session: Session, send: Send, varberg: Conference, letters: Newest
) -> None:
    send(varberg, a_sign_up([a_person(5, is_booker=True), a_person(6)]))
    token = send(varberg, a_sign_up()).token
    before = promised(session)
    page = again(client, token)
    assert "Du står på väntelistan som nummer 1" in page
    assert f"mejlet igen till {ASA}." in page
    ((kind, address, subject),) = letters(before)
    assert (kind, address) == ("waiting", ASA)
    assert "väntelistan" in subject


def test_three_in_an_hour_and_then_it_says_how_long_to_wait(
    client: FlaskClient, session: Session, clock: FixedClock, send: Send, varberg: Conference
) -> None:
    token = send(varberg, a_sign_up()).token
    clock.set(NOW)
    # Links that were asked for to the same address count, however it is written.
    submit(client, "/a/ny-lank", {"email": ASA.upper()})
    clock.set(NOW + timedelta(minutes=20))
    again(client, token)
    again(client, token)
    before = promised(session)
    clock.set(NOW + timedelta(minutes=45))
    refused = submit(client, f"/a/{token}", action=f"/a/{token}/skicka-igen")
    assert refused.status_code == 429
    assert "Vi har redan mejlat adressen flera gånger den senaste timmen." in refused.text
    assert "vänta 15 min och försök igen" in refused.text
    assert "Du är anmäld" in refused.text
    submit(client, "/a/ny-lank", {"email": ASA})
    assert promised(session) == before
    clock.set(NOW + timedelta(minutes=61))
    assert "Klart. Vi skickar mejlet igen" in again(client, token)
    assert promised(session) == before + 1


def test_without_the_form_s_token_or_by_looking_nothing_is_sent(
    client: FlaskClient, session: Session, send: Send, varberg: Conference
) -> None:
    token = send(varberg, a_sign_up()).token
    before = promised(session)
    assert client.post(f"/a/{token}/skicka-igen").status_code == 400
    assert client.get(f"/a/{token}/skicka-igen").status_code == 405
    assert client.post("/a/wrong/skicka-igen").status_code == 404
    assert promised(session) == before


def test_who_left_meanwhile_gets_no_confirmation(
    app: Flask, client: FlaskClient, session: Session, send: Send, varberg: Conference
) -> None:
    token = send(varberg, a_sign_up()).token
    form = read_form(client.get(f"/a/{token}").text, action=f"/a/{token}/skicka-igen")
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        ids = [one.id for one in opened.participants]
        held = list_conferences_of(rows, opened.participants)[varberg.id]
        cancel_participants(rows, opened.registration, held, ids, now=NOW)
    before = promised(session)
    refused = client.post(str(form.action), data=dict(form.form_values()))
    assert refused.status_code == 409
    assert "Bara den som är anmäld kan få bekräftelsen igen." in refused.text
    assert promised(session) == before


def test_the_one_who_has_no_address_is_not_asked(
    client: FlaskClient, session: Session, send: Send, varberg: Conference
) -> None:
    send(varberg, a_sign_up([a_person(), a_person(1, email="")]))
    own = companion(session)
    assert "skicka-igen" not in client.get(f"/a/{own.token}").text
