"""A calendar entry as a value."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Attendee:
    """The one person a letter invites. `partstat` by RFC 5545 section 3.2.12."""

    name: str
    email: str
    partstat: str = "ACCEPTED"
    rsvp: bool = False


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One VEVENT. Equal values give equal bytes, so nothing here comes from a clock.

    on        the day; an all-day entry unless there are hours
    last_on   last day of an all-day entry, inclusive; None for one day
    starts_at, ends_at  aware UTC, both or none; written in `zone`
    status    CONFIRMED, TENTATIVE or CANCELLED
    coordinates  "57.1056,12.2508"
    alarm     what is shown the day before; none if empty
    link      where one takes part from a distance, `link_label` what it is called
    """

    uid: str
    summary: str
    on: date
    created_at: datetime
    changed_at: datetime
    last_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str = "Europe/Stockholm"
    sequence: int = 0
    status: str = "CONFIRMED"
    location: str = ""
    description: str = ""
    description_html: str = ""
    url: str = ""
    organizer_name: str = ""
    organizer_email: str = ""
    categories: tuple[str, ...] = ()
    contact: str = ""
    attendee: Attendee | None = None
    transparent: bool = True
    private: bool = False
    coordinates: str = ""
    alarm: str = ""
    link: str = ""
    link_label: str = ""
