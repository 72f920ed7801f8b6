"""Rows as the plain values that the paper templates print; every word of theirs is here."""

import io
from collections.abc import Sequence
from typing import Any

import segno

from regapp.conferences.models import Conference, ConferenceDay
from regapp.conferences.rules import held_days, hours_of
from regapp.conferences.texts import localized, title_of, when, where
from regapp.kernel.dates import date_text, hours
from regapp.printing.queries import Attendee
from regapp.printing.rules import Badge, Stock
from regapp.registrations.models import Participant
from regapp.web.i18n import _, language


def badges_paper(
    conference: Conference,
    badges: Sequence[Badge],
    stock: Stock,
    *,
    offset_mm: tuple[float, float],
    code_url: str | None,
) -> dict[str, Any]:
    """offset_mm  how far right and down the printer is to be corrected
    code_url   what comes before the ticket code in the square to scan; None: no square
    """  # fmt: skip
    return {
        "title": _("Namnbrickor, %(title)s", title=title_of(conference, language())),
        "stock": _stock(stock, offset_mm),
        "conference": title_of(conference, language()),
        "no_photo": _("Ingen bild"),
        "badges": [
            {
                "name": badge.name,
                "line": badge.line,
                "organization": badge.organization,
                "no_photo": badge.no_photo,
                # Upper case keeps it in alphanumeric mode, with fewer and larger squares.
                "code": _square((code_url + badge.ticket_code).upper()) if code_url else [],
            }
            for badge in badges
        ],
    }


def trial_paper(stock: Stock, offset_mm: tuple[float, float]) -> dict[str, Any]:
    """The outlines of every badge of a sheet, to hold against the real one."""
    return {
        "title": _("Provsida för %(stock)s", stock=stock.sold_as),
        "stock": _stock(stock, offset_mm),
        "words": _(
            "Skriv ut i full storlek (100 procent). Lägg sidan över arket mot ljuset och mät hur "
            "många millimeter ramarna ligger fel. Skriv måtten i rutorna för justering."
        ),
    }


def signing_paper(conference: Conference, people: Sequence[Attendee]) -> dict[str, Any]:
    """A line for each to sign."""
    return {
        "title": _("Lista för avprickning"),
        "conference": title_of(conference, language()),
        "when": when(conference, language()),
        "where": where(conference, language()),
        "heads": [_("Namn"), _("Organisation"), _("Underskrift")],
        "rows": [[one.name, one.organization] for one in people],
        "empty": 6,
    }


def listed_paper(conference: Conference, people: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Who comes, of those who said that they may be listed."""
    return {
        "title": _("Deltagarlista"),
        "conference": title_of(conference, language()),
        "when": when(conference, language()),
        "where": where(conference, language()),
        "words": _("De som har sagt ja till att stå i listan."),
        "heads": [_("Namn"), _("Organisation")],
        "rows": [list(one) for one in people],
    }


def sign_paper(conference: Conference, url: str) -> dict[str, Any]:
    """For the door of the house: what, when, and a square that leads to the page."""
    return {
        "title": title_of(conference, language()),
        "subtitle": localized(conference, "subtitle", language()),
        "when": when(conference, language()),
        "where": where(conference, language()),
        "welcome": _("Välkommen"),
        "scan": _("Program och praktisk information"),
        "url": url.removeprefix("https://").removeprefix("http://"),
        "code": _square(url),
        "organizer": localized(conference.owner, "name", language()),
    }


def certificate_paper(conference: Conference, people: Sequence[Participant]) -> dict[str, Any]:
    """One page each: who took part in what, when, and for how long."""
    return {
        "title": _("Intyg om deltagande"),
        "words": _("har deltagit i"),
        "conference": title_of(conference, language()),
        "subtitle": localized(conference, "subtitle", language()),
        "when": when(conference, language()),
        "where": where(conference, language()),
        "days": [_day(day, conference.zone) for day in held_days(conference)],
        "issuer": localized(conference.owner, "name", language()),
        "issued": _("Utfärdat av"),
        "signature": _("Underskrift"),
        "people": [
            {"name": person.name, "organization": person.organization} for person in people
        ],
    }  # fmt: skip


def _stock(stock: Stock, offset_mm: tuple[float, float]) -> dict[str, float]:
    right, down = offset_mm
    return {
        "width": stock.width_mm,
        "height": stock.height_mm,
        "columns": stock.columns,
        "rows": stock.rows,
        "left": stock.left_mm + right,
        "top": stock.top_mm + down,
    }


def _day(day: ConferenceDay, zone: str) -> str:
    span, on = hours_of(day, zone), date_text(day.on, language())
    return f"{on} {hours(span.local_start(), span.local_end(), language())}" if span else on


def _square(url: str) -> list[int]:
    """A QR code as the bytes of a PNG, which is set three times as fast as SVG."""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="png", border=2)
    return list(out.getvalue())
