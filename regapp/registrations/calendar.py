"""A participant's calendar entries: the public entry of each day plus who is invited, or how they stand.

Letters and the participant's own calendar share UIDs and SEQUENCE: the day's own, plus how often
the participant left and came back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from regapp.calendars.entry import Attendee, CalendarEntry
from regapp.calendars.ical import calendar_bytes
from regapp.conferences.calendar import entry_for, held_entries
from regapp.conferences.models import Conference
from regapp.conferences.rules import CANCELLED_STAYS, in_feed, is_off, shown_days
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import CalendarPart
from regapp.registrations.models import Attendance, Participant, Status


def invitation(
    participant: Participant,
    conference: Conference,
    addresses: Addresses,
    *,
    sent_from: str,
    language: str,
    rising: int | None = None,
) -> CalendarPart | None:
    """METHOD:REQUEST for the days still to be held; None while there is no day.

    ORGANIZER is the address the letter is sent from (RFC 5546 section 3.2.2), the only
    ATTENDEE the recipient, who has accepted by signing up. `rising` as it was when the letter was
    promised: a letter that waited does not speak for what came later.
    """
    entries = held_entries(conference, addresses, language)
    return _part(entries, participant, conference, "REQUEST", sent_from, language, rising)


def withdrawal(
    participant: Participant,
    conference: Conference,
    addresses: Addresses,
    *,
    sent_from: str,
    language: str,
    rising: int | None = None,
) -> CalendarPart | None:
    """METHOD:CANCEL with a higher sequence (RFC 5546 section 3.2.5) for every day."""
    entries = [
        replace(entry_for(conference, day, addresses, language), status="CANCELLED")
        for day in conference.days
    ]
    return _part(entries, participant, conference, "CANCEL", sent_from, language, rising)


def removed_days(
    participant: Participant,
    conference: Conference,
    addresses: Addresses,
    *,
    sent_from: str,
    language: str,
    now: datetime,
) -> CalendarPart | None:
    """METHOD:CANCEL for days that were taken away lately while others are held."""
    gone = [day for day in conference.days if day.removed_at is not None and in_feed(day, now)]
    entries = [entry_for(conference, day, addresses, language) for day in gone]
    return _part(entries, participant, conference, "CANCEL", sent_from, language, None)


def file_of(conference: Conference, addresses: Addresses, *, language: str) -> CalendarPart | None:
    """METHOD:PUBLISH: a file for a booker who does not attend; of one that is off it says so."""
    days = conference.days if is_off(conference) else shown_days(conference)
    entries = [entry_for(conference, day, addresses, language) for day in days]
    if not entries:
        return None
    data = calendar_bytes(entries, method="PUBLISH", language=language)
    return CalendarPart(data, "PUBLISH", _file_name(conference))


def own_entries(
    participant: Participant,
    conference: Conference,
    addresses: Addresses,
    *,
    language: str,
    remote_link: str,
    now: datetime,
) -> list[CalendarEntry]:
    """The conference's days in the participant's own calendar, as they stand.

    A place is CONFIRMED, waiting and an offer TENTATIVE; who has left finds them CANCELLED for
    60 days and then nothing. Only those with a place are reminded, only who attends from a distance
    gets the link.
    """
    left = participant.status is Status.CANCELLED
    if left and now >= participant.status_at + CANCELLED_STAYS:
        return []
    return [
        _own(entry_for(conference, day, addresses, language), participant, language, remote_link)
        for day in sorted(conference.days, key=lambda day: (day.on, day.id))
        if in_feed(day, now)
    ]


def own_item(
    entry: CalendarEntry, participant: Participant, *, seated: bool, language: str, remote_link: str
) -> CalendarEntry:
    """A programme item that the participant chose; without a seat in it as one who waits."""
    own = _own(entry, participant, language, remote_link)
    if seated or own.status != "CONFIRMED":
        return own
    prefix = translator(language).gettext("Väntelista: ")
    return replace(own, summary=prefix + own.summary, status="TENTATIVE", transparent=True, alarm="")


def left_entries(
    conference: Conference,
    addresses: Addresses,
    *,
    language: str,
    rising: int,
    left_at: datetime,
    now: datetime,
) -> list[CalendarEntry]:
    """The days of a conference that the participant moved away from."""
    if now >= left_at + CANCELLED_STAYS:
        return []
    tr = translator(language)
    return [
        _gone(entry_for(conference, day, addresses, language), tr.gettext("Flyttad: "), rising, left_at)
        for day in sorted(conference.days, key=lambda day: (day.on, day.id))
        if in_feed(day, now)
    ]


def _own(entry: CalendarEntry, participant: Participant, language: str, link: str) -> CalendarEntry:
    tr = translator(language)
    if participant.status is Status.CANCELLED:
        return _gone(entry, tr.gettext("Avanmäld: "), participant.rising, participant.status_at)
    own = replace(
        entry,
        sequence=entry.sequence + participant.rising,
        changed_at=max(entry.changed_at, participant.status_at),
        private=True,
    )
    if own.status == "CANCELLED":
        return own
    if participant.status is not Status.CONFIRMED:
        waits = participant.status is Status.WAITING
        prefix = tr.gettext("Väntelista: ") if waits else tr.gettext("Erbjuden plats: ")
        return replace(own, summary=prefix + own.summary, status="TENTATIVE")
    remote = participant.attendance is Attendance.REMOTE
    return replace(
        own,
        transparent=own.starts_at is None,
        alarm=own.summary,
        link=link if remote else "",
        link_label=tr.gettext("Delta på distans") if remote else "",
        location=tr.gettext("På distans") if remote else own.location,
        coordinates="" if remote else own.coordinates,
    )


def _gone(entry: CalendarEntry, prefix: str, rising: int, at: datetime) -> CalendarEntry:
    """What the conference itself called off says so already."""
    told = entry.status == "CANCELLED"
    return replace(
        entry,
        summary=entry.summary if told else prefix + entry.summary,
        sequence=entry.sequence + rising,
        changed_at=max(entry.changed_at, at),
        status="CANCELLED",
        private=True,
    )


def _part(
    entries: Sequence[CalendarEntry],
    participant: Participant,
    conference: Conference,
    method: str,
    sent_from: str,
    language: str,
    rising: int | None,
) -> CalendarPart | None:
    if not entries or not participant.email:
        return None
    # An answer is asked for only where somebody reads it, at the address that the letter is from.
    answers = conference.reply_mailbox == sent_from
    attendee = Attendee(
        # Of somebody whose name is erased nothing but the address is left.
        name=(participant.alias if participant.protected else participant.name).strip() or participant.email,
        email=participant.email,
        partstat="NEEDS-ACTION" if answers else "ACCEPTED",
        rsvp=answers,
    )
    own = [
        replace(
            entry,
            attendee=attendee,
            sequence=entry.sequence + (participant.rising if rising is None else rising),
            organizer_email=sent_from,
            transparent=entry.starts_at is None,
        )
        for entry in entries
    ]
    return CalendarPart(calendar_bytes(own, method=method, language=language), method, _file_name(conference))


def _file_name(conference: Conference) -> str:
    return f"{conference.address.path.replace('/', '-')}.ics"
