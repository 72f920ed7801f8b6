"""Conference days as calendar entries: the same in feeds, downloads and letters."""

from regapp.calendars.entry import CalendarEntry
from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.conferences.rules import held_days
from regapp.conferences.texts import COUNTY_NAMES, arrival, price_facts, title_of, where
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator


def entry_for(
    conference: Conference, day: ConferenceDay, addresses: Addresses, language: str = "sv"
) -> CalendarEntry:
    """One day as an entry. Loaded: address, owner, series.

    Created, changed and sequence come from the stored day, so equal rows give equal bytes.
    """
    tr = translator(language)
    cancelled = day.removed_at is not None or conference.status is ConferenceStatus.CANCELLED
    title = title_of(conference, language)
    url = addresses.conference(conference.address.path)
    facts = [arrival(conference, language), price_facts(conference, language), url]
    return CalendarEntry(
        uid=day.uid,
        summary=tr.gettext("INSTÄLLT: ") + title if cancelled else title,
        on=day.on,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        zone=conference.zone,
        sequence=day.sequence,
        created_at=day.created_at,
        changed_at=day.changed_at,
        status="CANCELLED" if cancelled else "CONFIRMED",
        location=where(conference),
        description="\n".join(fact for fact in facts if fact),
        url=url,
        organizer_name=conference.owner.name,
        organizer_email=conference.contact_email or conference.owner.email,
        categories=tuple(filter(None, (conference.theme, _county(conference)))),
        contact=_contact(conference),
    )


def held_entries(conference: Conference, addresses: Addresses, language: str = "sv") -> list[CalendarEntry]:
    """The days that are still to be held, in order; for letters."""
    return [entry_for(conference, day, addresses, language) for day in held_days(conference)]


def _county(conference: Conference) -> str:
    return COUNTY_NAMES[conference.county] if conference.county else ""


def _contact(conference: Conference) -> str:
    parts = (conference.contact_name, conference.contact_email, conference.contact_phone)
    return ", ".join(part for part in parts if part)
