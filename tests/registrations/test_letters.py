"""What each letter says, to whom, and what its calendar part does; for every row promised."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference, LetInMode
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands import cancel_participants
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.link import request_link
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import BookerRole
from regapp.registrations.queries import open_link
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

Written = list[tuple[str, Envelope, Letter]]


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=3)


@pytest.fixture
def write(app: Flask, session: Session) -> Callable[[], Written]:
    """Every promised letter, written as the worker would."""

    def write() -> Written:
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        session.rollback()
        session.expire_all()
        found: Written = []
        for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all():
            written = renderers()[row.kind](session, row, context)
            if written is not None:
                found.append((row.kind.removeprefix("registrations."), *written))
        return found

    return write


def change(app: Flask, command: Callable[[Session], Any]) -> None:
    with app.app_context(), transaction() as rows:
        command(rows)


def entry(letter: Letter) -> Any:
    assert letter.calendar is not None
    (found,) = Calendar.from_ical(letter.calendar.data).walk("VEVENT")
    return found


def test_the_confirmation_has_facts_sum_link_and_an_invitation(
    varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    token = send(varberg, a_sign_up()).token
    ((kind, envelope, letter),) = write()
    assert (kind, envelope.to_email) == ("confirmation", "asa.oberg@exempel.se")
    assert envelope.reply_to_email == "konferens@exempel.se"
    assert letter.subject == "Du är anmäld: Smartare, grönare Sverige 27\N{NO-BREAK SPACE}mars"
    facts = dict(letter.facts)
    assert facts["Att betala"] == "700\N{NO-BREAK SPACE}kr"
    assert facts["Fakturareferens"] == "ZZABC123"
    assert letter.actions == (("Se, ändra eller avanmäl", f"http://localhost/a/{token}"),)
    assert letter.calendar is not None
    assert letter.calendar.method == "REQUEST"
    assert entry(letter)["ATTENDEE"] == "mailto:asa.oberg@exempel.se"
    assert entry(letter)["ORGANIZER"] == "mailto:regapp@localhost"


def test_each_of_a_group_with_an_address_gets_a_letter_and_an_own_link(
    varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    token = send(varberg, a_sign_up(3)).token
    letters = write()
    assert [envelope.to_email for _kind, envelope, _letter in letters] == [
        "asa.oberg@exempel.se",
        "person1@exempel.se",
        "person2@exempel.se",
    ]
    links = [letter.actions[0][1] for _kind, _envelope, letter in letters]
    assert links[0] == f"http://localhost/a/{token}"
    assert len(set(links)) == 3
    assert "Fakturareferens" not in dict(letters[1][2].facts)


def test_a_booker_who_stays_at_home_gets_a_file_and_no_invitation(
    varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    people = [a_person(1), a_person(2, email="")]
    send(
        varberg,
        a_sign_up(people, booker_role=BookerRole.OTHERS, booker_name="Bo Ek", booker_email="bo@exempel.se"),
    )
    (own, booker) = write()
    assert own[1].to_email == "person1@exempel.se"
    assert booker[1].to_email == "bo@exempel.se"
    assert booker[2].calendar is not None
    assert booker[2].calendar.method == "PUBLISH"
    assert "ATTENDEE" not in entry(booker[2])
    assert dict(booker[2].facts)["Gäller"] == "Person Nummer 1, Person Nummer 2"


def test_the_file_of_a_booker_who_stays_at_home_says_that_it_is_called_off(
    app: Flask, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    at_home = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    token = send(varberg, a_sign_up([a_person(1, email=""), a_person(2, email="")], **at_home)).token
    change(app, lambda rows: leave(rows, token, varberg.id, 0))
    change(
        app, lambda rows: cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    )
    (_kind, _envelope, letter) = write()[-1]
    assert letter.calendar is not None
    assert letter.calendar.method == "PUBLISH"
    assert "Nummer 1" not in str(letter.facts), "who left is not written about"
    assert (entry(letter)["STATUS"], entry(letter)["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_booker_whose_people_wait_gets_no_file_even_when_something_changes(
    app: Flask, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    send(varberg, a_sign_up(3))
    at_home = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    send(varberg, a_sign_up([a_person(7, email="")], **at_home))
    change(app, lambda rows: move_to_april(rows, varberg.id))
    letters = [(envelope, letter) for kind, envelope, letter in write() if kind == "changed_to_booker"]
    assert [envelope.to_email for envelope, _letter in letters] == ["bo@exempel.se"]
    assert letters[0][1].calendar is None


def leave(rows: Session, token: str, conference_id: int, number: int) -> None:
    opened = open_link(rows, token)
    assert opened is not None
    held = get_conference(rows, conference_id)
    cancel_participants(rows, opened.registration, held, [opened.participants[number].id], now=NOW)


def move_to_april(rows: Session, conference_id: int) -> None:
    fresh = get_conference(rows, conference_id)
    edit = ConferenceEdit(fresh.version, {"venue": "Teatern"}, [DayPlan(date(2020, 4, 3))])
    edit_conference(rows, fresh, edit, capacity=None, by=SYSTEM, now=NOW)


def test_a_group_that_waits_beside_free_seats_is_not_told_that_all_are_booked(
    varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    send(varberg, a_sign_up())
    send(varberg, a_sign_up([a_person(number, is_booker=number == 5) for number in (5, 6, 7)]))
    by_kind = {kind: letter for kind, _envelope, letter in write()}
    waiting = by_kind["waiting"]
    assert waiting.paragraphs[0].startswith("De lediga platserna räcker inte till er")
    assert waiting.paragraphs[0].endswith("Du är nummer 1 i kön.")


def test_waiting_and_being_let_in(
    app: Flask, session: Session, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    session.get_one(Conference, varberg.id).let_in_mode = LetInMode.DIRECT
    session.commit()
    token = send(varberg, a_sign_up(3)).token
    send(varberg, a_sign_up([a_person(8, is_booker=True)]))
    (_kind, _envelope, waiting) = write()[-1]
    assert waiting.paragraphs[0] == "Alla platser är bokade. Du är nummer 1 i kön."
    assert waiting.calendar is None
    change(app, lambda rows: leave(rows, token, varberg.id, 1))
    by_kind = {kind: (envelope, letter) for kind, envelope, letter in write()}
    envelope, letter = by_kind["let_in"]
    assert envelope.to_email == "person8@exempel.se"
    assert letter.calendar is not None
    assert letter.calendar.method == "REQUEST"
    envelope, letter = by_kind["cancelled"]
    assert envelope.to_email == "person1@exempel.se"
    assert letter.calendar is not None
    assert letter.calendar.method == "CANCEL"
    assert entry(letter)["SEQUENCE"] == 1
    assert entry(letter)["STATUS"] == "CANCELLED"


def test_a_new_time_is_told_with_old_and_new_and_a_higher_sequence(
    app: Flask, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    send(varberg, a_sign_up())
    change(app, lambda rows: move_to_april(rows, varberg.id))
    (kind, _envelope, letter) = write()[-1]
    assert kind == "changed"
    assert [(what, new) for what, _old, new in letter.changes] == [
        ("När", "fredag 3\N{NO-BREAK SPACE}april 2020"),
        ("Var", "Teatern, Varberg"),
    ]
    assert entry(letter)["SEQUENCE"] == 1


def test_a_called_off_conference_is_taken_out_of_calendars(
    app: Flask, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    send(varberg, a_sign_up())
    change(
        app,
        lambda rows: cancel_conference(rows, get_conference(rows, varberg.id), "Storm.", by=SYSTEM, now=NOW),
    )
    (kind, _envelope, letter) = write()[-1]
    assert kind == "conference_cancelled"
    assert "Storm." in letter.paragraphs
    assert letter.subject.startswith("Inställt: ")
    assert letter.calendar is not None
    assert letter.calendar.method == "CANCEL"
    assert entry(letter)["SEQUENCE"] == 1


def test_a_lost_link_goes_to_known_addresses_only(
    app: Flask, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    token = send(varberg, a_sign_up()).token
    for email in ("Asa.Oberg@exempel.se", "okand@exempel.se"):
        change(app, lambda rows, email=email: request_link(rows, email, language="sv", now=NOW))  # type: ignore[misc]
    letters = [letter for kind, _envelope, letter in write() if kind == "new_link"]
    assert len(letters) == 1
    assert letters[0].actions[0][1] == f"http://localhost/a/{token}"


def test_a_letter_with_several_links_says_that_there_are_several(
    app: Flask, varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    send(varberg, a_sign_up())
    send(varberg, a_sign_up(once_more=True))
    change(app, lambda rows: request_link(rows, "asa.oberg@exempel.se", language="sv", now=NOW))
    (letter,) = (letter for kind, _envelope, letter in write() if kind == "new_link")
    assert letter.subject == "Dina länkar till anmälningar"
    assert letter.paragraphs[0].endswith("Här är länkarna.")
    assert len(letter.actions) == 2


def test_a_letter_follows_the_registration_s_language(
    varberg: Conference, send: Send, write: Callable[[], Written]
) -> None:
    send(varberg, a_sign_up(language="en"))
    ((_kind, _envelope, letter),) = write()
    assert letter.language == "en"
    assert "27\N{NO-BREAK SPACE}March" in letter.subject
