"""A participant's calendar entries: the public entry of each day plus who is invited."""

from dataclasses import replace

from regapp.calendars.entry import Attendee, CalendarEntry
from regapp.calendars.ical import calendar_bytes
from regapp.conferences.calendar import entry_for, held_entries
from regapp.conferences.models import Conference
from regapp.conferences.rules import shown_days
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import CalendarPart
from regapp.registrations.models import Participant


def invitation(
    participant: Participant, conference: Conference, addresses: Addresses, *, sent_from: str, language: str
) -> CalendarPart | None:
    """METHOD:REQUEST for the days still to be held; None while there is no day.

    ORGANIZER is the address the letter is sent from (RFC 5546 section 3.2.2), the only
    ATTENDEE the recipient, who has accepted by signing up.
    """
    entries = held_entries(conference, addresses, language)
    return _part(entries, participant, conference, method="REQUEST", sent_from=sent_from, language=language)


def withdrawal(
    participant: Participant, conference: Conference, addresses: Addresses, *, sent_from: str, language: str
) -> CalendarPart | None:
    """METHOD:CANCEL with a higher sequence (RFC 5546 section 3.2.5) for every day."""
    entries = [
        replace(entry_for(conference, day, addresses, language), status="CANCELLED")
        for day in conference.days
    ]
    return _part(entries, participant, conference, method="CANCEL", sent_from=sent_from, language=language)


def file_of(conference: Conference, addresses: Addresses, *, language: str) -> CalendarPart | None:
    """METHOD:PUBLISH: a file for a booker who does not attend; of a called-off conference it says so."""
    entries = [entry_for(conference, day, addresses, language) for day in shown_days(conference)]
    if not entries:
        return None
    data = calendar_bytes(entries, method="PUBLISH", language=language)
    return CalendarPart(data, "PUBLISH", _file_name(conference))


def _part(
    entries: list[CalendarEntry],
    participant: Participant,
    conference: Conference,
    *,
    method: str,
    sent_from: str,
    language: str,
) -> CalendarPart | None:
    if not entries or not participant.email:
        return None
    answers = bool(conference.reply_mailbox)
    attendee = Attendee(
        name=participant.alias if participant.protected else participant.name,
        email=participant.email,
        partstat="NEEDS-ACTION" if answers else "ACCEPTED",
        rsvp=answers,
    )
    own = [
        replace(
            entry,
            attendee=attendee,
            sequence=entry.sequence + participant.rising,
            organizer_email=conference.reply_mailbox or sent_from,
        )
        for entry in entries
    ]
    return CalendarPart(calendar_bytes(own, method=method, language=language), method, _file_name(conference))


def _file_name(conference: Conference) -> str:
    return f"{conference.address.path.replace('/', '-')}.ics"
