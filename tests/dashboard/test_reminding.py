"""What organizers send by a button: for missing references, and afterwards; reminders off and on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.audit.models import Event
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.organizers.models import Role
from regapp.registrations.commands.references import ask_for_references
from regapp.registrations.models import BookerRole, Registration
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import resubmit
from tests.world import a_buyer, a_person, a_sign_up, make_conference, make_organizer

NO_REFERENCE = a_buyer(reference="")
ReadAsked = Callable[[], list[tuple[Envelope, Letter]]]


@pytest.fixture
def varberg(session: Session, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    sign_in(client, CARIN)
    return make_conference(session, halland)


@pytest.fixture
def asked(app: Flask, session: Session) -> ReadAsked:
    """The letters that ask for a reference, as they would leave now."""

    def read() -> list[tuple[Envelope, Letter]]:
        config = app.extensions["regapp"].config
        session.rollback()
        session.expire_all()
        kind = "registrations.missing_reference_to_booker"
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all()
        context = LetterContext(config, Addresses(config.base_url), NOW)
        return [one for row in rows if (one := renderers()[kind](session, row, context))]

    return read


def at(conference: Conference) -> str:
    return f"/arrangor/konferens/{conference.id}"


def ask(client: FlaskClient, conference: Conference) -> str:
    """Press the button of the overview's task; what the page says then."""
    page = client.get(at(conference))
    answer = resubmit(client, at(conference), page, action=f"{at(conference)}/paminn-om-referens")
    assert answer.status_code == 303
    return client.get(answer.location).text


@pytest.mark.both_databases
def test_who_signed_up_without_a_reference_is_asked_once_a_week(
    client: FlaskClient,
    session: Session,
    varberg: Conference,
    send: Send,
    asked: ReadAsked,
    clock: FixedClock,
) -> None:
    token = send(varberg, a_sign_up(2, buyer=NO_REFERENCE)).token
    others = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    send(varberg, a_sign_up([a_person(5)], buyer=NO_REFERENCE, **others))
    send(varberg, a_sign_up([a_person(7, is_booker=True)]))
    assert "2 mejl är på väg." in ask(client, varberg)
    assert [envelope.to_email for envelope, _letter in asked()] == ["asa.oberg@exempel.se", "bo@exempel.se"]
    envelope, letter = asked()[0]
    assert envelope.reply_to_email == "konferens@exempel.se"
    assert letter.subject == "Vi behöver en fakturareferens för att kunna fakturera"
    ((words, link),) = letter.actions
    assert words == "Fyll i referensen"
    assert link.startswith("http://localhost/referens/")
    assert token not in str(letter)
    assert dict(letter.facts)["Faktura till"] == "Varbergs kommun"
    assert "Alla har redan fått en påminnelse den senaste veckan." in ask(client, varberg)
    clock.set(NOW + timedelta(days=7, seconds=1))
    assert "2 mejl är på väg." in ask(client, varberg)
    session.rollback()
    told = session.scalars(select(Event).where(Event.action == "reference_asked")).all()
    assert len(told) == 6
    assert all(event.fields == [] for event in told)


@pytest.mark.both_databases
def test_two_that_press_at_once_ask_once(
    app: Flask, session: Session, varberg: Conference, send: Send, asked: ReadAsked
) -> None:
    for number in range(3):
        send(varberg, a_sign_up([a_person(number, is_booker=True)], buyer=NO_REFERENCE))

    def press(_number: int) -> int:
        with app.app_context(), transaction() as rows:
            return ask_for_references(rows, [varberg.id], by=SYSTEM, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(4))) == 3
    assert len(asked()) == 3


def test_who_gave_the_reference_meanwhile_is_not_asked(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, asked: ReadAsked
) -> None:
    send(varberg, a_sign_up(buyer=NO_REFERENCE))
    ask(client, varberg)
    session.rollback()
    session.scalars(select(Registration)).one().buyer_reference = "ZZABC123"
    session.commit()
    assert asked() == []


def test_what_is_called_off_asks_nobody(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(buyer=NO_REFERENCE))
    page = client.get(at(varberg))
    session.rollback()
    session.get_one(Conference, varberg.id).status = ConferenceStatus.CANCELLED
    session.commit()
    resubmit(client, at(varberg), page, action=f"{at(varberg)}/paminn-om-referens")
    assert "Alla har redan" in client.get(at(varberg)).text


@pytest.mark.parametrize("role", [Role.READER, Role.FINANCE])
def test_who_may_not_write_to_participants_has_no_button(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, role: Role
) -> None:
    make_person(session, "eva@halland.exempel.se", organizer=varberg.owner, role=role)
    send(varberg, a_sign_up(buyer=NO_REFERENCE))
    other = client.application.test_client()
    sign_in(other, "eva@halland.exempel.se")
    assert "paminn-om-referens" not in other.get(at(varberg)).text
    assert other.post(f"{at(varberg)}/paminn-om-referens").status_code == 404
    assert client.post(f"{at(varberg)}/paminn-om-referens").status_code == 400


def test_thanks_are_sent_from_the_letters_page_once_it_is_over(
    client: FlaskClient, varberg: Conference, send: Send, clock: FixedClock
) -> None:
    send(varberg, a_sign_up(2))
    path = f"{at(varberg)}/brev"
    assert "Skicka till" not in client.get(path).text
    clock.set(datetime(2020, 3, 28, 8, 0, tzinfo=UTC))
    page = client.get(path)
    assert "Skicka till 2 deltagare" in page.text
    answer = resubmit(client, path, page, action=f"{path}/efterat/skicka")
    assert "Brevet skickas till 2 deltagare." in client.get(answer.location).text
    assert "Skicka till" not in client.get(path).text


def test_thanks_before_the_end_are_refused_in_words(client: FlaskClient, varberg: Conference) -> None:
    page = client.get(f"{at(varberg)}/brev/bekraftelse")
    token = page.text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    answer = client.post(f"{at(varberg)}/brev/efterat/skicka", data={"csrf_token": token})
    assert "när konferensen är genomförd" in client.get(answer.location).text


def test_a_reminder_is_turned_off_and_on_from_the_letters_page(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    path = f"{at(varberg)}/brev"
    button = f"{path}/paminnelse-dagen-fore/skicka-sjalv"
    answer = resubmit(client, path, client.get(path), action=button)
    page = client.get(answer.location)
    assert "Påminnelsen är avstängd." in page.text
    assert page.text.count("Avstängd") == 2, "here and far away"
    resubmit(client, path, page, action=button)
    assert "Avstängd" not in client.get(path).text
    session.rollback()
    actions = session.scalars(select(Event.action).order_by(Event.id)).all()
    assert actions == ["letter_turned_off", "letter_turned_on"]
    assert client.post(button).status_code == 400
    assert client.post(f"{path}/bekraftelse/skicka-sjalv").status_code == 404


def test_the_letters_of_a_cancelled_conference_can_still_be_read(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    session.get_one(Conference, varberg.id).status = ConferenceStatus.CANCELLED
    session.commit()
    for slug in ("paminnelse-dagen-fore", "efterat", "saknad-referens", "installd"):
        assert client.get(f"{at(varberg)}/brev/{slug}").status_code == 200
