"""From a promised letter to its text: reads the rows, asks `messages`. One function per kind."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.conferences.rules import is_off
from regapp.conferences.texts import title_of, when
from regapp.mailing.letters import CalendarPart, Envelope, Letter
from regapp.mailing.models import OutboxMessage, Priority
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.registrations import messages
from regapp.registrations.calendar import file_of, invitation, removed_days, withdrawal
from regapp.registrations.commands.needs import NEEDS_NEW
from regapp.registrations.models import LinkRequest, Participant, Registration, Status
from regapp.registrations.needs_letter import render_needs_new
from regapp.registrations.occasions import find_booked, find_reader, occasion_for
from regapp.registrations.queries import (
    list_conferences_of,
)
from regapp.registrations.rules import ACTIVE
from regapp.registrations.writers import CHANGES, LETTERS, ONLY_WHILE, Write

Rendered = tuple[Envelope, Letter] | None


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    found: dict[str, Any] = {NEEDS_NEW: render_needs_new, "registrations.new_link": _new_link}
    for kind, (write, calendar) in LETTERS.items():
        found[f"registrations.{kind}"] = _to_participant(write, calendar, ONLY_WHILE.get(kind))
        found[f"registrations.{kind}_to_booker"] = _to_booker(write, calendar, ONLY_WHILE.get(kind))
    return found


def _to_participant(write: Write, calendar: str, only: Status | None) -> Any:
    def render(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
        person = find_reader(session, row.subject_id)
        if person is None or not person.email:
            return None
        registration = person.registration
        people = [one for one in _covered(session, row, person) if only in {None, one.status}]
        if not people:
            return None
        conference = _conference(session, row, person)
        whole = person.is_booker
        occasion = occasion_for(
            session, registration, conference, people,
            reader=person, token=registration.token if whole else person.token, context=context,
            calendar=_part(calendar, person, conference, registration.language, row, context),
        )  # fmt: skip
        letter = write(occasion, row.details)
        if letter is None:
            return None
        gone = _removed(row.kind, person, conference, registration.language, context)
        return messages.envelope(occasion), replace(letter, files=(*letter.files, *gone))

    return render


def _to_booker(write: Write, calendar: str, only: Status | None) -> Any:
    def render(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
        registration = find_booked(session, row.subject_id)
        if registration is None or not registration.booker_email:
            return None
        concerned = [person for person in registration.participants if _concerns(row, person)]
        people = [person for person in concerned if only in {None, person.status}]
        if not people:
            return None
        conference = _conference(session, row, people[0])
        # In line there is nothing for a calendar yet; what is called off says so in the file.
        told = calendar == "REQUEST" or is_off(conference)
        seated = any(person.status is Status.CONFIRMED for person in people)
        part = (
            file_of(conference, context.addresses, language=registration.language)
            if told and seated
            else None
        )
        occasion = occasion_for(
            session, registration, conference, people,
            reader=None, token=registration.token, context=context, calendar=part,
        )  # fmt: skip
        letter = write(occasion, row.details)
        return (messages.envelope(occasion), letter) if letter else None

    return render


def _covered(session: Session, row: OutboxMessage, person: Participant) -> Sequence[Participant]:
    """The booker's letter covers everybody it happened to; the others' only themselves."""
    if not person.is_booker:
        return [person]
    everybody = person.registration.participants
    return [other for other in everybody if other.id == person.id or _concerns(row, other)]


def _concerns(row: OutboxMessage, person: Participant) -> bool:
    """Named in the letter's row; in a mass letter whoever is still at its conference."""
    if row.priority == Priority.MASS:
        return person.conference_id == row.details["conference_id"] and person.status in ACTIVE
    ids = row.details.get("participant_ids")
    return ids is None or person.id in ids


def _conference(session: Session, row: OutboxMessage, person: Participant) -> Conference:
    """The conference it happened at: the participant's own, unless they have moved since."""
    wanted = row.details.get("conference_id", person.conference_id)
    holder = person if wanted == person.conference_id else Participant(conference_id=wanted)
    return list_conferences_of(session, [holder])[wanted]


def _part(
    method: str,
    person: Participant,
    conference: Conference,
    language: str,
    row: OutboxMessage,
    context: LetterContext,
) -> Any:
    if not row.details.get("calendar", True):
        return None
    sender = sent_from(conference, context)
    rising = row.details.get("rising", {}).get(str(person.id))
    if method == "CANCEL" and row.details.get("had_seat", person.status is Status.CONFIRMED):
        write = withdrawal
    elif method == "REQUEST" and person.status is Status.CONFIRMED:
        write = invitation
    else:
        return None
    return write(person, conference, context.addresses, sent_from=sender, language=language, rising=rising)


def sent_from(conference: Conference, context: LetterContext) -> str:
    """The letter's own From, as the envelope wishes it."""
    return context.from_address(conference.reply_mailbox or conference.sender_email or None)


def _removed(
    kind: str, person: Participant, conference: Conference, language: str, context: LetterContext
) -> tuple[CalendarPart, ...]:
    """With a change: the days that are held no longer, for calendars that took them in."""
    if kind not in CHANGES or person.status is not Status.CONFIRMED:
        return ()
    sender = sent_from(conference, context)
    part = removed_days(
        person, conference, context.addresses, sent_from=sender, language=language, now=context.now
    )
    return (part,) if part else ()


def _new_link(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    """Every registration of an address that is still ahead, or nothing at all."""
    request = session.get(LinkRequest, row.subject_id)
    if request is None or not request.email:
        return None
    links: list[tuple[str, str]] = []
    for token, person in _live_links(session, request.email.casefold()):
        conference = list_conferences_of(session, [person])[person.conference_id]
        text = f"{title_of(conference, request.language)}, {when(conference, request.language)}"
        links.append((text, context.addresses.registration(token)))
    if not links:
        return None
    envelope = Envelope(to_name="", to_email=request.email, sender_name=context.addresses.host)
    return envelope, messages.new_link(list(dict.fromkeys(links)), request.language)


def _live_links(session: Session, email_key: str) -> Sequence[tuple[str, Participant]]:
    """Whole registrations the address booked, and its own part of the others'."""
    booked = (
        select(func.coalesce(Registration.next_token, Registration.token), Participant)
        .join(Participant, Participant.registration_id == Registration.id)
        .where(Registration.booker_email_key == email_key, Participant.position == 0)
    )
    own = (
        select(func.coalesce(Participant.next_token, Participant.token), Participant)
        .join(Registration, Participant.registration_id == Registration.id)
        .where(Participant.email_key == email_key, Registration.booker_email_key != email_key)
    )
    rows = [*session.execute(booked).all(), *session.execute(own).all()]
    return [(token, person) for token, person in rows]
