"""Conference days and days of sign-up as calendar entries: the same in feeds, downloads, letters."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from html import escape
from uuid import NAMESPACE_URL, uuid5

from regapp.calendars.entry import CalendarEntry
from regapp.calendars.ical import component_bytes
from regapp.conferences.models import (
    Conference,
    ConferenceDay,
    ConferenceMode,
    ConferenceStatus,
    DateKind,
    SignUpDate,
)
from regapp.conferences.price_texts import price_facts
from regapp.conferences.rules import held_days, is_off
from regapp.conferences.texts import COUNTY_NAMES, arrival, mode_words, title_of, where
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator

_QUARTER = timedelta(minutes=15)


def entry_for(
    conference: Conference, day: ConferenceDay, addresses: Addresses, language: str = "sv"
) -> CalendarEntry:
    """One day as an entry. Loaded: address, owner, series, prices.

    Created, changed and sequence come from the stored day, so equal rows give equal bytes. A
    preliminary day has no hours, even if somebody wrote some: never a false time.
    """
    off = day.removed_at is not None or is_off(conference)
    preliminary = conference.preliminary and not off
    url = addresses.conference(conference.address.path)
    mode = mode_words(conference.mode, language) if conference.mode is not ConferenceMode.ONSITE else ""
    facts = [mode, arrival(conference, language), price_facts(conference, language)]
    return CalendarEntry(
        uid=day.uid,
        summary=_prefix(conference, off, preliminary, language) + title_of(conference, language),
        on=day.on,
        starts_at=None if conference.preliminary else day.starts_at,
        ends_at=None if conference.preliminary else day.ends_at,
        zone=conference.zone,
        sequence=day.sequence,
        created_at=day.created_at,
        changed_at=day.changed_at,
        status="CANCELLED" if off else "TENTATIVE" if preliminary else "CONFIRMED",
        location=where(conference, language),
        description=description([*facts, url]),
        description_html=description_html(facts, url),
        url=url,
        organizer_name=conference.owner.name,
        organizer_email=conference.contact_email or conference.owner.email,
        categories=categories(conference, language),
        contact=_contact(conference),
        coordinates=conference.coordinates if conference.mode is not ConferenceMode.REMOTE else "",
    )


def sign_up_entry(
    conference: Conference, date: SignUpDate, addresses: Addresses, language: str = "sv"
) -> CalendarEntry:
    """The day a sign-up opens, or its last one, as an all-day entry. Loaded: as for `entry_for`."""
    tr = translator(language)
    off = date.removed_at is not None
    opens = date.kind is DateKind.OPENS
    what = tr.gettext("Anmälan öppnar: ") if opens else tr.gettext("Sista anmälningsdag: ")
    url = addresses.conference(conference.address.path)
    return CalendarEntry(
        uid=date.uid,
        summary=_prefix(conference, off, False, language) + what + title_of(conference, language),
        on=date.on,
        sequence=date.sequence,
        created_at=date.created_at,
        changed_at=date.changed_at,
        status="CANCELLED" if off else "CONFIRMED",
        description=description([price_facts(conference, language), url]),
        description_html=description_html([price_facts(conference, language)], url),
        url=url,
        organizer_name=conference.owner.name,
        organizer_email=conference.contact_email or conference.owner.email,
        categories=categories(conference, language),
        contact=_contact(conference),
    )


def opening_entry(
    conference: Conference, date: SignUpDate, addresses: Addresses, language: str = "sv"
) -> CalendarEntry:
    """The quarter of an hour in which a sign-up opens, with the form's address, to be reminded by.

    A file to keep, not a feed's entry: it has a UID of its own beside the all-day one's.
    """
    if conference.opens_at is None:
        raise ValueError("a sign-up that never opens")
    path = conference.address.path.split("/")[0]
    form = addresses.url(f"{path}/anmalan")
    return replace(
        sign_up_entry(conference, date, addresses, language),
        uid=str(uuid5(NAMESPACE_URL, date.uid)),
        starts_at=conference.opens_at,
        ends_at=conference.opens_at + _QUARTER,
        zone=conference.zone,
        url=form,
        description=description([price_facts(conference, language), form]),
        description_html=description_html([price_facts(conference, language)], form),
    )


def components_of(
    conference: Conference,
    rows: Sequence[ConferenceDay] | Sequence[SignUpDate],
    addresses: Addresses,
    language: str,
) -> dict[str, bytes]:
    """The bytes of entries by UID."""
    return {
        row.uid: component_bytes(
            sign_up_entry(conference, row, addresses, language)
            if isinstance(row, SignUpDate)
            else entry_for(conference, row, addresses, language)
        )
        for row in rows
    }


def held_entries(conference: Conference, addresses: Addresses, language: str = "sv") -> list[CalendarEntry]:
    """The days that are still to be held, in order; for letters."""
    return [entry_for(conference, day, addresses, language) for day in held_days(conference)]


def off_prefix(conference: Conference, language: str) -> str:
    """What stands before the title of an entry that is not held."""
    tr = translator(language)
    postponed = conference.status is ConferenceStatus.POSTPONED
    return tr.gettext("SKJUTS UPP: ") if postponed else tr.gettext("INSTÄLLT: ")


def description(facts: Sequence[str]) -> str:
    return "\n".join(fact for fact in facts if fact)


def description_html(facts: Sequence[str], url: str) -> str:
    """The same for Outlook, with a link: text of people is text there, too."""
    lines = [escape(fact).replace("\n", "<br>") for fact in facts if fact]
    lines.append(f'<a href="{escape(url)}">{escape(url)}</a>')
    return f"<html><body><p>{'<br>'.join(lines)}</p></body></html>"


def categories(conference: Conference, language: str) -> tuple[str, ...]:
    county = COUNTY_NAMES[conference.county] if conference.county else ""
    return tuple(filter(None, (conference.theme, county, mode_words(conference.mode, language))))


def _prefix(conference: Conference, off: bool, preliminary: bool, language: str) -> str:
    if off:
        return off_prefix(conference, language)
    return translator(language).gettext("Preliminärt: ") if preliminary else ""


def _contact(conference: Conference) -> str:
    parts = (conference.contact_name, conference.contact_email, conference.contact_phone)
    return ", ".join(part for part in parts if part)
