"""An item of the programme as a calendar entry."""

from regapp.calendars.entry import CalendarEntry
from regapp.conferences.calendar import categories, description, description_html, off_prefix
from regapp.conferences.models import Conference
from regapp.conferences.rules import is_off
from regapp.conferences.texts import localized, title_of, where
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.programme import rules
from regapp.programme.models import ProgrammeItem


def item_entry(
    conference: Conference, item: ProgrammeItem, addresses: Addresses, language: str = "sv"
) -> CalendarEntry | None:
    """None while its hours are not settled: never a false time.

    The day's SEQUENCE is part of the item's: a moved day or venue moves it as well. Loaded: day; on
    the conference address, owner, series.
    """
    span = rules.span_of(item, conference.zone)
    if span is None or conference.preliminary:
        return None
    off = rules.is_off(item) or is_off(conference)
    tr = translator(language)
    preliminary = item.preliminary and not off
    prefix = off_prefix(conference, language) if off else tr.gettext("Preliminärt: ") if preliminary else ""
    url = f"{addresses.conference(conference.address.path)}#program"
    facts = [title_of(conference, language), item.speakers, localized(item, "text", language)]
    return CalendarEntry(
        uid=item.uid,
        summary=prefix + localized(item, "title", language),
        on=item.day.on,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        zone=conference.zone,
        sequence=item.sequence + item.day.sequence,
        created_at=item.created_at,
        changed_at=max(item.changed_at, item.day.changed_at),
        status="CANCELLED" if off else "TENTATIVE" if preliminary else "CONFIRMED",
        location=", ".join(part for part in (item.room, where(conference, language)) if part),
        description=description([*facts, url]),
        description_html=description_html(facts, url),
        url=url,
        organizer_name=conference.owner.name,
        organizer_email=conference.contact_email or conference.owner.email,
        categories=categories(conference, language),
        coordinates=conference.coordinates,
    )
