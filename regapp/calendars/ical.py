"""Entries to iCalendar bytes: the same entries always give the same bytes.

Nothing is taken from a clock, a host or a library's version. Which texts are shown, and the
prefix of a cancelled entry, is the caller's.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from regapp.calendars.entry import Attendee, CalendarEntry
from regapp.calendars.lines import line, quoted, text, uri
from regapp.calendars.vtimezone import STOCKHOLM, VTIMEZONE

# Without a version: the bytes of a feed must not change with an upgrade.
PRODID = "-//regapp//conferences//SV"
# Raise when the way entries are written changes, so that kept bytes are made anew and clients
# fetch them.
RENDERING = 3
# ORGANIZER must be in a published entry (RFC 5546 section 3.2.1), also where nobody gave an address.
_NO_ADDRESS = "invalid:nomail"
_ZONE = ZoneInfo(STOCKHOLM)
_ZONED = f";TZID={STOCKHOLM}".encode()


# Between the leaf and the night of the pages; a name, since RFC 7986 section 5.9 takes no code.
_COLOR = "darkgreen"


def calendar_bytes(entries: Sequence[CalendarEntry], **head: Any) -> bytes:
    """A whole iCalendar stream of entries; `head` as in `stream_bytes`."""
    return stream_bytes([component_bytes(entry) for entry in entries], **head)


def stream_bytes(
    components: Sequence[bytes],
    *,
    method: str = "PUBLISH",
    name: str | None = None,
    description: str | None = None,
    source_url: str | None = None,
    page_url: str | None = None,
    language: str = "sv",
) -> bytes:
    """A whole iCalendar stream, CRLF, physical lines of at most 75 octets.

    components  each a whole VEVENT, see `component_bytes`
    method      PUBLISH, REQUEST or CANCEL (RFC 5546)
    source_url  where the stream is kept; with it come the refresh hints (RFC 7986 section 5.7)
    """
    lines = [
        b"BEGIN:VCALENDAR\r\n",
        line("VERSION", "2.0"),
        line("PRODID", PRODID),
        line("CALSCALE", "GREGORIAN"),
        line("METHOD", method),
    ]
    if name:
        lines += [line(f"NAME;LANGUAGE={language}", text(name)), line("X-WR-CALNAME", text(name))]
        lines += [line("X-WR-TIMEZONE", STOCKHOLM), line("COLOR", _COLOR)]
    if description:
        lines += [line("DESCRIPTION", text(description)), line("X-WR-CALDESC", text(description))]
    if source_url:
        lines += [line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"), line("X-PUBLISHED-TTL", "PT1H")]
        lines.append(line("SOURCE;VALUE=URI", uri(source_url)))
    if page_url:
        lines.append(line("URL", uri(page_url)))
    # A calendar without any component is none (RFC 5545 section 3.6), so an empty one has the zone.
    if not components or any(_ZONED in one for one in components):
        lines.append(VTIMEZONE)
    return b"".join([*lines, *components, b"END:VCALENDAR\r\n"])


def component_bytes(entry: CalendarEntry) -> bytes:
    """One VEVENT. A time in Swedish local time needs `VTIMEZONE` in the stream around it."""
    changed = _utc(entry.changed_at)
    lines = [
        b"BEGIN:VEVENT\r\n",
        line("UID", text(entry.uid)),
        line("DTSTAMP", changed),
        line("CREATED", _utc(entry.created_at)),
        line("LAST-MODIFIED", changed),
        line("SEQUENCE", str(entry.sequence)),
        line("STATUS", entry.status),
        *_times(entry),
        line("SUMMARY", text(entry.summary)),
        *_facts(entry),
        *_people(entry),
        line("TRANSP", "TRANSPARENT" if entry.transparent else "OPAQUE"),
        line("CLASS", "PRIVATE") if entry.private else b"",
        _link(entry),
        _alarm(entry),
        b"END:VEVENT\r\n",
    ]
    return b"".join(lines)


def _times(entry: CalendarEntry) -> list[bytes]:
    if entry.starts_at is None or entry.ends_at is None:
        # Exclusive (RFC 5545 section 3.6.1): the day after the last.
        end = (entry.last_on or entry.on) + timedelta(days=1)
        return [line("DTSTART;VALUE=DATE", _day(entry.on)), line("DTEND;VALUE=DATE", _day(end))]
    if not _in_local_time(entry):
        return [line("DTSTART", _utc(entry.starts_at)), line("DTEND", _utc(entry.ends_at))]
    zoned = f";TZID={STOCKHOLM}"
    return [
        line(f"{name}{zoned}", f"{at.astimezone(_ZONE):%Y%m%dT%H%M%S}")
        for name, at in (("DTSTART", entry.starts_at), ("DTEND", entry.ends_at))
    ]


def _in_local_time(entry: CalendarEntry) -> bool:
    """Whether the hours are written in Swedish time; else in UTC, which nobody misreads.

    UTC for a zone that we declare no rules for, and for the hour that comes twice in October: a
    local time means the first one (RFC 5545 section 3.3.5), but libical and ical.js read the second.
    """
    if entry.zone != STOCKHOLM or entry.starts_at is None or entry.ends_at is None:
        return False
    return not (_comes_twice(entry.starts_at) or _comes_twice(entry.ends_at))


def _comes_twice(at: datetime) -> bool:
    local = at.astimezone(_ZONE)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _facts(entry: CalendarEntry) -> list[bytes]:
    lines = [
        line(name, text(value))
        for name, value in (
            ("LOCATION", entry.location),
            ("DESCRIPTION", entry.description),
            ("CONTACT", entry.contact),
            ("X-ALT-DESC;FMTTYPE=text/html", entry.description_html),
        )
        if value
    ]
    if entry.coordinates:
        lines.append(line("GEO", uri(entry.coordinates.replace(",", ";", 1))))
    if entry.url:
        lines.append(line("URL", uri(entry.url)))
    if entry.categories:
        lines.append(line("CATEGORIES", ",".join(map(text, entry.categories))))
    return lines


def _link(entry: CalendarEntry) -> bytes:
    """Where to join (RFC 7986 section 5.11)."""
    if not entry.link:
        return b""
    label = f";LABEL={quoted(entry.link_label)}" if entry.link_label else ""
    return line(f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO{label}", uri(entry.link))


def _alarm(entry: CalendarEntry) -> bytes:
    """The day before at the same local hour: a day is no number of hours (RFC 5545 section 3.8.6.3)."""
    if not entry.alarm:
        return b""
    lines = (
        b"BEGIN:VALARM\r\n",
        line("ACTION", "DISPLAY"),
        line("TRIGGER", "-P1D"),
        line("DESCRIPTION", text(entry.alarm)),
        b"END:VALARM\r\n",
    )
    return b"".join(lines)


def _people(entry: CalendarEntry) -> list[bytes]:
    lines = []
    if entry.organizer_name or entry.organizer_email:
        lines.append(_person("ORGANIZER", entry.organizer_name, entry.organizer_email))
    if entry.attendee is not None:
        lines.append(_attendee(entry.attendee))
    return lines


def _attendee(attendee: Attendee) -> bytes:
    rsvp = "TRUE" if attendee.rsvp else "FALSE"
    role = f"CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={attendee.partstat};RSVP={rsvp}"
    return _person(f"ATTENDEE;{role}", attendee.name, attendee.email)


def _person(start: str, name: str, email: str) -> bytes:
    named = f"{start};CN={quoted(name)}" if name else start
    address = uri(email)
    return line(named, f"mailto:{address}" if address else _NO_ADDRESS)


def _day(on: date) -> str:
    return f"{on:%Y%m%d}"


def _utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a calendar time without a zone")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
