"""Conferences and series in schema.org's words, for search engines and assistants. Pure.

Nothing is claimed that is not settled: a date that is unknown or preliminary is left out, an
hour that is unknown makes a plain date, a sign-up that is not open offers nothing for sale.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from regapp.conferences.models import (
    Conference,
    ConferenceDay,
    ConferenceMode,
    ConferenceStatus,
    PriceRow,
    Series,
    VatMode,
)
from regapp.conferences.offers import Offer
from regapp.conferences.prices import option_prices
from regapp.conferences.rules import Seats, SignUpState, Standing, held_days, is_off, shown_days
from regapp.conferences.texts import COUNTY_NAMES, localized, title_of
from regapp.kernel.addresses import Addresses
from regapp.organizers.models import Organizer
from regapp.site.prices import OfferedPrice, offered_prices
from regapp.site.rules import Card

Data = dict[str, Any]
_SCHEMA = "https://schema.org"
_MODES = {
    ConferenceMode.ONSITE: "OfflineEventAttendanceMode",
    ConferenceMode.REMOTE: "OnlineEventAttendanceMode",
    ConferenceMode.HYBRID: "MixedEventAttendanceMode",
}
_AVAILABILITY = {Seats.FREE: "InStock", Seats.FEW: "LimitedAvailability", Seats.FULL: "SoldOut"}
# What could end the element, or is a line's end to an older reader of JavaScript.
_UNSAFE = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
_OVER = {SignUpState.PAST, SignUpState.CANCELLED, SignUpState.DRAFT}


def block(data: Data) -> Markup:
    """A data block: no browser runs it, no text inside can end it."""
    text = json.dumps({"@context": _SCHEMA} | data, ensure_ascii=False, separators=(",", ":"))
    safe = text.translate(_UNSAFE)
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704  # no < or & inside


def event(
    conference: Conference,
    stands: Standing,
    addresses: Addresses,
    language: str,
    image: str,
    offer: Offer,
    at: datetime,
) -> Data:
    """One conference. Loaded: days, prices, address, owner, co-organizers, series with its address."""
    series = conference.series
    whole = series_reference(series, addresses, language) if series is not None else None
    return _known(
        _event(conference, stands, addresses, language, offer, at)
        | {
            "organizer": _organizers(conference, language),
            "image": image,
            "superEvent": whole,
            "subEvent": _parts(conference, language),
        }
    )


def event_series(
    series: Series, cards: Sequence[Card], addresses: Addresses, language: str, image: str, at: datetime
) -> Data:
    """A series with its conferences. Loaded: address, named organizers; each card as for a list."""
    names = [localized(one.organizer, "name", language) for one in series.named]
    return _known(
        series_reference(series, addresses, language)
        | {
            "description": localized(series, "subtitle", language),
            "inLanguage": "sv",
            "image": image,
            "organizer": [{"@type": "Organization", "name": name} for name in names],
            "subEvent": [
                _event(one.conference, one.standing, addresses, language, Offer(), at) for one in cards
            ],
        }
    )


def series_reference(series: Series, addresses: Addresses, language: str) -> Data:
    url = addresses.url(series.address.path)
    return {"@type": "EventSeries", "@id": url, "name": localized(series, "title", language), "url": url}


def _event(
    conference: Conference, stands: Standing, addresses: Addresses, language: str, offer: Offer, at: datetime
) -> Data:
    url = addresses.conference(conference.address.path)
    text = localized(conference, "subtitle", language) or localized(conference, "lead", language)
    return _known(
        {
            "@type": "Event",
            "@id": url,
            "name": title_of(conference, language),
            "description": text,
            "url": url,
            "inLanguage": "sv",
            "eventStatus": f"{_SCHEMA}/{_status(conference)}",
            "eventAttendanceMode": f"{_SCHEMA}/{_MODES[conference.mode]}",
            **_times(conference),
            "location": _location(conference, url, language),
            "offers": _offers(conference, stands, url, offer, at),
        }
    )


def _status(conference: Conference) -> str:
    if conference.status is ConferenceStatus.CANCELLED:
        return "EventCancelled"
    if is_off(conference) or (conference.days and not held_days(conference)):
        return "EventPostponed"
    if conference.turned_digital_at is not None:
        return "EventMovedOnline"
    return "EventRescheduled" if conference.moved_from and not conference.preliminary else "EventScheduled"


def _times(conference: Conference) -> Data:
    status = _status(conference)
    if status == "EventPostponed":
        # No new day yet: schema.org wants the one that was.
        had = conference.moved_from or next((day.on for day in conference.days), None)
        return {"previousStartDate": had.isoformat() if had and not conference.preliminary else None}
    days = shown_days(conference)
    if not days or conference.preliminary:
        return {}
    was = conference.moved_from if status == "EventRescheduled" else None
    return {
        "startDate": _start(days[0], conference.zone),
        "endDate": _end(days[-1], conference.zone),
        "previousStartDate": was.isoformat() if was else None,
    }


def _parts(conference: Conference, language: str) -> list[Data]:
    """The days of a conference of several, each with its own hours."""
    days = shown_days(conference)
    if len(days) < 2 or conference.preliminary:
        return []
    return [
        {
            "@type": "Event",
            "name": title_of(conference, language),
            "eventStatus": f"{_SCHEMA}/{_status(conference)}",
            "startDate": _start(day, conference.zone),
            "endDate": _end(day, conference.zone),
        }
        for day in days
    ]


def _start(day: ConferenceDay, zone: str) -> str:
    return _local(day.starts_at, zone) if day.starts_at and day.ends_at else day.on.isoformat()


def _end(day: ConferenceDay, zone: str) -> str:
    return _local(day.ends_at, zone) if day.starts_at and day.ends_at else day.on.isoformat()


def _local(at: datetime, zone: str) -> str:
    """With its offset: "2020-03-27T10:00:00+01:00"."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _location(conference: Conference, url: str, language: str) -> Any:
    online = {"@type": "VirtualLocation", "url": url}
    here = _place(conference)
    if conference.mode is ConferenceMode.REMOTE:
        return online
    return [here, online] if here and conference.mode is ConferenceMode.HYBRID else here


def _place(conference: Conference) -> Data | None:
    """As far as it is known; nothing where not even the town is."""
    name = conference.venue or conference.place
    if not name:
        return None
    address = _known(
        {
            "@type": "PostalAddress",
            "streetAddress": conference.street,
            "addressLocality": conference.place,
            "addressRegion": COUNTY_NAMES[conference.county] if conference.county else None,
            "addressCountry": "SE",
        }
    )
    return {"@type": "Place", "name": name, "address": address}


def _offers(
    conference: Conference, stands: Standing, url: str, offer: Offer, at: datetime
) -> Data | list[Data] | None:
    """What it costs, while one can (or will be able to) sign up: a price for each category and each
    time; what one may add hangs on the first."""
    if not conference.prices or conference.opens_at is None or stands.state in _OVER:
        return None
    found = [_offer(conference, stands, url, one) for one in offered_prices(conference, offer, at)]
    added = [_added(conference, one.id, one.label, at) for one in offer.options if not one.is_closed(at)]
    if found and added:
        found[0]["addOn"] = [one for one in added if one]
    return found[0] if len(found) == 1 else found


def _offer(conference: Conference, stands: Standing, url: str, price: OfferedPrice) -> Data:
    opens, closes = price.begins or conference.opens_at, price.ends or conference.closes_at
    is_open = stands.state is SignUpState.OPEN and stands.capacity
    return _known(
        {
            "@type": "Offer",
            "name": price.label,
            "url": url,
            **_cost(price.row),
            "availability": f"{_SCHEMA}/{_AVAILABILITY[stands.seats]}" if is_open else None,
            "validFrom": _local(opens, conference.zone) if opens else None,
            "validThrough": _local(closes, conference.zone) if closes else None,
        }
    )


def _added(conference: Conference, option_id: int, label: str, at: datetime) -> Data | None:
    """Something one may add, if its VAT is one and the same."""
    rows = option_prices(conference.prices, option_id, at)
    if len(rows) != 1:
        total = sum(row.amount_minor for row in rows)
        same = {(row.vat_mode, row.currency) for row in rows}
        if len(same) != 1:
            return None
        amount = f"{total // 100}.{total % 100:02d}"
        return {"@type": "Offer", "name": label, "price": amount, "priceCurrency": rows[0].currency}
    return _known({"@type": "Offer", "name": label, **_cost(rows[0])})


def _cost(price: PriceRow) -> Data:
    amount = _amount(price)
    taxed = {VatMode.INCLUSIVE: True, VatMode.EXCLUSIVE: False}.get(price.vat_mode)
    detail = {
        "@type": "PriceSpecification",
        "price": amount,
        "priceCurrency": price.currency,
        "valueAddedTaxIncluded": taxed,
    }
    return {
        "price": amount,
        "priceCurrency": price.currency,
        "priceSpecification": _known(detail) if taxed is not None and price.amount_minor else None,
    }


def _amount(price: PriceRow) -> str:
    """A point and no spaces, whatever the language."""
    whole, rest = divmod(price.amount_minor, 100)
    return f"{whole}.{rest:02d}"


def _organizers(conference: Conference, language: str) -> list[Data]:
    """The owner first; never a person's name or address."""
    everybody = [conference.owner, *(one.organizer for one in conference.co_organizers)]
    return [_organization(one, language) for one in everybody]


def _organization(organizer: Organizer, language: str) -> Data:
    name = localized(organizer, "name", language)
    return _known({"@type": "Organization", "name": name, "url": organizer.website or None})


def _known(data: Data) -> Data:
    """Without what is not known."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
