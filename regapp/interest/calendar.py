"""The opening of sign-up as a calendar entry of a quarter of an hour."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from regapp.calendars.entry import CalendarEntry
from regapp.conferences.models import Conference, Series
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.conferences.texts import localized, title_of, when
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator

LASTS = timedelta(minutes=15)


def announced(conferences: Sequence[Conference], now: datetime) -> list[Conference]:
    """Those whose opening is ahead, the first to open first. Loaded: days."""
    found = [one for one in conferences if sign_up_state(one, now) is SignUpState.ANNOUNCED]
    return sorted(found, key=lambda one: (one.opens_at or now, one.id))


def opening_entries(
    conferences: Sequence[Conference],
    series: Series | None,
    path: str,
    addresses: Addresses,
    now: datetime,
    language: str = "sv",
) -> list[CalendarEntry]:
    """One entry for all that open at the same instant.

    path  of the page that they are asked for at
    """
    ahead = announced(conferences, now)
    instants = sorted({one.opens_at for one in ahead if one.opens_at})
    return [
        _entry([one for one in ahead if one.opens_at == at], series, path, addresses, at, language)
        for at in instants
    ]


def _entry(
    opening: Sequence[Conference],
    series: Series | None,
    path: str,
    addresses: Addresses,
    at: datetime,
    language: str,
) -> CalendarEntry:
    first = opening[0]
    title = localized(series, "title", language) if series else title_of(first, language)
    summary = translator(language).gettext("Anmälan öppnar: %(title)s") % {"title": title}
    form = form_url(first, addresses) if series is None else addresses.url(f"{path}/anmalan")
    lines = [f"{one.place or title}: {when(one, language)}" for one in opening]
    return CalendarEntry(
        # Stored nowhere and yet the same for ever: a row's number and birth never change.
        uid=str(uuid.uuid5(uuid.NAMESPACE_OID, f"opening {first.id} {first.created_at.isoformat()}")),
        summary=summary,
        on=at.astimezone(ZoneInfo(first.zone)).date(),
        starts_at=at,
        ends_at=at + LASTS,
        zone=first.zone,
        # It only rises, with every save.
        sequence=first.version,
        created_at=first.created_at,
        changed_at=first.changed_at,
        description="\n".join([*lines, form]),
        url=form,
        organizer_name=first.owner.name,
        organizer_email=first.contact_email or first.owner.email,
    )


def form_url(conference: Conference, addresses: Addresses) -> str:
    """Where one signs up: a place has its series' form. Loaded: address."""
    path = conference.address.path
    series, _, place = path.rpartition("/")
    return addresses.url(f"{series}/anmalan?ort={place}" if series else f"{path}/anmalan")
