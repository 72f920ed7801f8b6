"""Entries to iCalendar bytes: the same entries always give the same bytes.

The library escapes, folds (RFC 5545 sections 3.1, 3.3.11) and orders; what goes in, and the
time zone, is ours.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from regapp.calendars.entry import CalendarEntry
from regapp.calendars.vtimezone import STOCKHOLM, VTIMEZONE

# Without a version: the bytes of a feed must not change with an upgrade.
PRODID = "-//regapp//conferences//SV"
_END = b"END:VCALENDAR\r\n"


def calendar_bytes(
    entries: Sequence[CalendarEntry],
    *,
    method: str = "PUBLISH",
    name: str | None = None,
    description: str | None = None,
    source_url: str | None = None,
    page_url: str | None = None,
    language: str = "sv",
) -> bytes:
    """A whole iCalendar stream, CRLF, physical lines of at most 75 octets.

    method      PUBLISH, REQUEST or CANCEL (RFC 5546)
    source_url  where the stream is kept; with it come the refresh hints (RFC 7986 section 5.7)
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", vText(name), parameters={"LANGUAGE": language})
        calendar.add("x-wr-calname", vText(name))
        calendar.add("x-wr-timezone", vText(STOCKHOLM))
    if description:
        calendar.add("description", vText(description))
        calendar.add("x-wr-caldesc", vText(description))
    if source_url:
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vText("PT1H"))
        calendar.add("source", vUri(source_url), parameters={"VALUE": "URI"})
    if page_url:
        calendar.add("url", vUri(page_url))
    head = calendar.to_ical(sorted=False).removesuffix(_END)
    zoned = any(entry.starts_at and entry.zone == STOCKHOLM for entry in entries)
    parts = [head, VTIMEZONE if zoned else b"", *(component_bytes(entry) for entry in entries), _END]
    return b"".join(parts)


@lru_cache(maxsize=4096)
def component_bytes(entry: CalendarEntry) -> bytes:
    """One VEVENT. Kept for as long as the entry is asked for: a feed is a join of bytes."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _utc(entry.changed_at))
    event.add("created", _utc(entry.created_at))
    event.add("last-modified", _utc(entry.changed_at))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    _add_time(event, entry)
    event.add("summary", vText(entry.summary))
    for name in ("location", "description", "contact"):
        if getattr(entry, name):
            event.add(name, vText(getattr(entry, name)))
    if entry.description_html:
        html = {"FMTTYPE": "text/html"}
        event.add("x-alt-desc", vText(entry.description_html), parameters=html)
    if entry.url:
        event.add("url", vUri(entry.url))
    if entry.categories:
        event.add("categories", list(entry.categories))
    _add_people(event, entry)
    event.add("transp", "TRANSPARENT" if entry.transparent else "OPAQUE")
    if entry.private:
        event.add("class", "PRIVATE")
    return bytes(event.to_ical(sorted=False))


def _add_time(event: Event, entry: CalendarEntry) -> None:
    if entry.starts_at is None or entry.ends_at is None:
        event.add("dtstart", entry.on)
        # Exclusive (RFC 5545 section 3.6.1): the day after the last.
        event.add("dtend", (entry.last_on or entry.on) + timedelta(days=1))
        return
    # A zone we declare no rules for is written in UTC, which nobody misreads.
    zone = ZoneInfo(STOCKHOLM) if entry.zone == STOCKHOLM else UTC
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))


def _add_people(event: Event, entry: CalendarEntry) -> None:
    if entry.organizer_email:
        organizer = vCalAddress(f"mailto:{entry.organizer_email}")
        if entry.organizer_name:
            organizer.params["CN"] = _parameter(entry.organizer_name)
        event.add("organizer", organizer)
    if entry.attendee is not None:
        attendee = vCalAddress(f"mailto:{entry.attendee.email}")
        attendee.params["CUTYPE"] = "INDIVIDUAL"
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = entry.attendee.partstat
        attendee.params["RSVP"] = "TRUE" if entry.attendee.rsvp else "FALSE"
        attendee.params["CN"] = _parameter(entry.attendee.name)
        event.add("attendee", attendee)


def _parameter(text: str) -> str:
    """A parameter value can hold neither quotation marks nor controls (RFC 5545 section 3.2)."""
    kept = "".join(letter for letter in text if letter >= " " and letter != "\x7f")
    return kept.replace('"', "'")


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
