"""Invitations by mail as they leave, read by the standard library and by icalendar."""

from collections.abc import Callable
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.models import OutboxMessage
from regapp.mailing.render import render
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands import cancel_participants
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.queries import open_link
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

Sent = list[tuple[str, EmailMessage]]


@pytest.fixture
def varberg(session: Session) -> Conference:
    days = (date(2020, 3, 27), date(2020, 3, 28))
    return make_conference(session, make_organizer(session), capacity=1, days=days)


@pytest.fixture
def leave(app: Flask, session: Session) -> Callable[[], Sent]:
    """Every promised letter as the mail server would get it, parsed again."""

    def leave() -> Sent:
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        session.rollback()
        session.expire_all()
        found: Sent = []
        for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all():
            written = renderers()[row.kind](session, row, context)
            if written is None:
                continue
            envelope, letter = written
            out = render(envelope, [letter], config=config, message_id=f"m{row.id}", sent_at=NOW)
            parsed = message_from_bytes(out.as_bytes(), policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            found.append((row.kind.removeprefix("registrations."), parsed))
        return found

    return leave


def data(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def invitation(message: EmailMessage) -> Any:
    """The part that acts on a calendar, with the METHOD of its type equal to the one inside."""
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"][:1]
    found = Calendar.from_ical(data(part))
    assert part.get_param("method") == found["METHOD"]
    return found


def save(app: Flask, conference_id: int, days: list[DayPlan] | None = None, **values: Any) -> None:
    with app.app_context(), transaction() as rows:
        fresh = get_conference(rows, conference_id)
        plans = [DayPlan(day.on, day.starts_at, day.ends_at) for day in fresh.days] if days is None else days
        edit = ConferenceEdit(fresh.version, values, plans)
        edit_conference(rows, fresh, edit, capacity=None, by=SYSTEM, now=NOW)


def test_row_19_the_tree_of_a_confirmation(
    varberg: Conference, send: Send, leave: Callable[[], Sent]
) -> None:
    send(varberg, a_sign_up())
    ((_kind, message),) = leave()
    assert message.get_content_type() == "multipart/mixed"
    alternative, attached = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert attached.get_content_type() == "application/ics"
    (calendar,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert data(calendar) == data(attached)
    assert b"\r\n" in data(calendar)


def test_row_20_one_attendee_and_the_organizer_that_it_is_from(
    varberg: Conference, send: Send, leave: Callable[[], Sent]
) -> None:
    send(varberg, a_sign_up())
    ((_kind, message),) = leave()
    for entry in invitation(message).walk("VEVENT"):
        assert str(entry["ORGANIZER"]) == f"mailto:{message['From'].addresses[0].addr_spec}"
        assert str(entry["ATTENDEE"]) == "mailto:asa.oberg@exempel.se"
        told = {name: entry["ATTENDEE"].params[name] for name in ("CUTYPE", "ROLE", "PARTSTAT", "RSVP")}
        assert told == {
            "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("mailbox", "sender", "answers"),
    [
        ("svar@lansstyrelsen.se", "svar@lansstyrelsen.se", ("NEEDS-ACTION", "TRUE")),
        # A domain that the installation may not write for: nobody would read an answer.
        ("svar@annan.exempel.se", "regapp@localhost", ("ACCEPTED", "FALSE")),
    ],
)
def test_row_20_an_answer_is_asked_for_where_the_letter_comes_from_who_reads_it(
    app: Flask, session: Session, varberg: Conference, send: Send, leave: Callable[[], Sent],
    mailbox: str, sender: str, answers: tuple[str, str],
) -> None:  # fmt: skip
    save(app, varberg.id, reply_mailbox=mailbox)
    send(varberg, a_sign_up())
    ((_kind, message),) = leave()
    assert message["From"].addresses[0].addr_spec == sender
    for entry in invitation(message).walk("VEVENT"):
        assert str(entry["ORGANIZER"]) == f"mailto:{sender}"
        assert (entry["ATTENDEE"].params["PARTSTAT"], entry["ATTENDEE"].params["RSVP"]) == answers


def test_row_21_a_change_is_a_request_with_a_higher_sequence_and_takes_back_the_day_that_went(
    app: Flask, varberg: Conference, send: Send, leave: Callable[[], Sent]
) -> None:
    first, second = (day.uid for day in varberg.days)
    send(varberg, a_sign_up())
    save(app, varberg.id, days=[DayPlan(date(2020, 4, 3))])
    (_kind, _confirmed), (kind, message) = leave()
    assert kind == "changed"
    (entry,) = invitation(message).walk("VEVENT")
    assert (entry["UID"], entry["SEQUENCE"]) == (first, 1)
    parts = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert [one.get_param("method") for one in parts] == ["REQUEST", "CANCEL"]
    (gone,) = Calendar.from_ical(data(parts[1])).walk("VEVENT")
    assert (gone["UID"], gone["SEQUENCE"], gone["STATUS"]) == (second, 1, "CANCELLED")


def test_row_21_who_cancels_or_is_cancelled_gets_a_cancel_with_a_higher_sequence(
    app: Flask, varberg: Conference, send: Send, leave: Callable[[], Sent]
) -> None:
    uids = {day.uid for day in varberg.days}
    token = send(varberg, a_sign_up()).token
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        people = [person.id for person in opened.participants]
        fresh = get_conference(rows, varberg.id)
        cancel_participants(rows, opened.registration, fresh, people, now=NOW)
    (_kind, _confirmed), (kind, message) = leave()
    assert kind == "cancelled"
    found = invitation(message)
    assert found["METHOD"] == "CANCEL"
    told = {(str(one["UID"]), one["SEQUENCE"], one["STATUS"]) for one in found.walk("VEVENT")}
    assert told == {(uid, 1, "CANCELLED") for uid in uids}


def test_row_22_who_waits_gets_nothing_for_a_calendar_also_when_it_is_called_off(
    app: Flask, varberg: Conference, send: Send, leave: Callable[[], Sent]
) -> None:
    send(varberg, a_sign_up())
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    waiting = "person1@exempel.se"
    letters = [message for _kind, message in leave() if message["To"].addresses[0].addr_spec == waiting]
    assert len(letters) == 2
    assert not [one for message in letters for one in message.walk() if "calendar" in one.get_content_type()]
