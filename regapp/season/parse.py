"""From the text of a season file to plans: shapes and single values, each with its key.

Pure. What depends on other rows (does the owner exist, do the days follow each other) is
`regapp.season.check`.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from regapp.conferences.models import ConferenceKind, ConferenceMode, County, LetInMode, VatMode
from regapp.conferences.rules import COORDINATES, local_instant
from regapp.kernel.refusal import Refusal
from regapp.kernel.text import clean_line
from regapp.organizers.models import OrganizerKind
from regapp.organizers.organization_number import parse as parse_org_number
from regapp.season.choices import parse_meal
from regapp.season.items import parse_item
from regapp.season.offers import read_offers
from regapp.season.plan import (
    ConferencePlan,
    HeldDay,
    OrganizerPlan,
    PackagePlan,
    PricePlan,
    Problem,
    Season,
    SeasonError,
    SeriesPlan,
)
from regapp.season.reading import Table

ZONE = "Europe/Stockholm"
# Longest lines, by column; what is not named here may have several lines.
ORGANIZER_LINES = {
    "name": 160, "name_en": 160, "short_name": 80, "email": 254, "phone": 40, "website": 200,
    "data_protection_email": 254,
}  # fmt: skip
CONTACT_LINES = {"contact_name": 120, "contact_email": 254, "contact_phone": 40}
HEADING_LINES = {"title": 160, "title_en": 160, "subtitle": 300, "subtitle_en": 300, "theme": 80}
SERIES_LINES = HEADING_LINES | CONTACT_LINES
SERIES_TEXTS = ("audience", "audience_en", "about", "about_en")
PACKAGE_LINES = {"title": 160, "title_en": 160} | CONTACT_LINES
PACKAGE_TEXTS = ("lead", "lead_en", "about", "about_en")
CONFERENCE_LINES = {
    **HEADING_LINES, **CONTACT_LINES, "place": 80, "venue": 160, "street": 160, "expected_text": 80,
    "expected_text_en": 80, "arrival": 120, "arrival_en": 120, "sender_email": 254,
    "coordinates": 30, "reply_mailbox": 254,
}  # fmt: skip
CONFERENCE_TEXTS = (
    "lead", "lead_en", "about", "about_en", "programme", "programme_en", "practical", "practical_en",
    "onsite_info", "onsite_info_en", "remote_info", "remote_info_en",
)  # fmt: skip
PRICE_LINES = {"label": 120, "label_en": 120, "included": 160, "included_en": 160}
_REQUIRED = {"name", "short_name", "title"}
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def parse(text: str) -> Season:
    """The season of a file's text. Raises SeasonError with everything that is wrong."""
    problems: list[Problem] = []
    root = Table(_toml(text), "", problems)
    season = Season(
        organizers=tuple(_organizer(table) for table in root.tables("organizers")),
        series=tuple(_series(table) for table in root.tables("series")),
        conferences=tuple(_conference(table) for table in root.tables("conferences")),
        packages=tuple(_package(table, number) for number, table in enumerate(root.tables("packages"))),
    )
    root.end()
    if problems:
        raise SeasonError(problems)
    return season


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).rpartition(" (at ")
        found = re.match(r"line (\d+), column (\d+)", place)
        where = f"rad {found[1]}, tecken {found[2]}" if found else ""
        raise SeasonError([Problem(where, f"filen är inte TOML ({reason or error})")]) from error
    except (RecursionError, ValueError) as error:
        # Brackets within brackets, a number of thousands of digits: tomllib gives up at neither's place.
        raise SeasonError([Problem("", "filen är inte TOML (för djup eller med för långa tal)")]) from error


def _organizer(table: Table) -> OrganizerPlan:
    plan = OrganizerPlan(
        key=table.place,
        slug=_slug(table),
        kind=table.choice("kind", OrganizerKind, OrganizerKind.STATE, required=True),
        org_number=_org_number(table),
        host=table.line("host", 64),
        texts=_texts(table, ORGANIZER_LINES),
    )
    table.end()
    return plan


def _series(table: Table) -> SeriesPlan:
    texts = dict(_texts(table, SERIES_LINES, SERIES_TEXTS))
    texts |= {name: table.lines(name) for name in ("promises", "promises_en")}
    plan = SeriesPlan(
        key=table.place,
        path=_slug(table),
        owner=table.line("owner", 64, required=True),
        named=table.words("named"),
        published=table.flag("published", default=True),
        texts=texts,
    )
    table.end()
    return plan


def _package(table: Table, number: int) -> PackagePlan:
    plan = PackagePlan(
        key=table.place,
        path=_slug(table),
        owner=table.line("owner", 64, required=True),
        position=number,
        published=table.flag("published", default=True),
        texts=_texts(table, PACKAGE_LINES, PACKAGE_TEXTS),
    )
    table.end()
    return plan


def _conference(table: Table) -> ConferencePlan:
    slug, series, zone = _slug(table), table.line("series", 80), _zone(table)
    county = table.choice("county", County, County.AB) if table.has("county") else None
    # Unset it follows the fee.
    let_in = table.choice("let_in", LetInMode, LetInMode.OFFER) if table.has("let_in") else None
    plan = ConferencePlan(
        key=table.place,
        path=f"{series}/{slug}" if series else slug,
        series=series,
        owner=table.line("owner", 64, required=True),
        co_organizers=table.words("co_organizers"),
        related=table.line("related", 160),
        kind=table.choice("kind", ConferenceKind, ConferenceKind.CONFERENCE, required=True),
        published=table.flag("published", default=True),
        texts=_texts(table, CONFERENCE_LINES, CONFERENCE_TEXTS),
        days=tuple(day for one in table.tables("days") if (day := _day(one, zone))),
        opens_at=_opening(table, zone),
        closes_at=_closing(table, zone),
        seats=table.whole("seats"),
        price=_price(table.table("price")),
        offers=read_offers(table, lambda place, name, at: _instant(place, name, at, zone)),
        items=tuple(item for one in table.tables("programme_items") if (item := parse_item(one))),
        seminar_seats=table.whole("seminar_seats"),
        meals=tuple(meal for one in table.tables("meals") if (meal := parse_meal(one))),
        columns={
            "county": county,
            "zone": zone,
            "place_slug": slug if series else "",
            "expected_month": _month(table),
            "has_waiting_list": table.flag("waiting_list", default=True),
            "mode": table.choice("mode", ConferenceMode, ConferenceMode.ONSITE),
            "preliminary": table.flag("preliminary", default=False),
            "let_in_mode": let_in,
        },
        previous=table.line("previous", 160),
    )
    table.end()
    return plan


def _price(table: Table | None) -> PricePlan | None:
    if table is None:
        return None
    texts = _texts(table, PRICE_LINES)
    if not texts["label"]:
        table.problem("label", "saknas")
    if not table.has("amount"):
        table.problem("amount", "saknas")
    percent = table.whole("vat_percent", most=100)
    plan = PricePlan(
        amount=table.whole("amount") or 0,
        vat=table.choice("vat", VatMode, VatMode.UNDECIDED, required=True),
        vat_percent=25 if percent is None else percent,
        state_pays_net=table.flag("state_pays_net", default=False),
        texts=texts,
    )
    table.end()
    return plan


def _day(table: Table, zone: str) -> HeldDay | None:
    on, start, end = table.day("on", required=True), table.hour("from"), table.hour("to")
    table.end()
    if on is None:
        return None
    if (start is None) != (end is None):
        table.problem("to" if end is None else "from", "saknas: ange både from och to, eller ingen av dem")
        return HeldDay(on)
    for name, hour in (("from", start), ("to", end)):
        if hour is not None:
            _instant(table, name, datetime.combine(on, hour), zone)
    if start is not None and end is not None and end <= start:
        table.problem("to", "ska vara senare än from")
    return HeldDay(on, start, end)


def _opening(table: Table, zone: str) -> datetime | None:
    at = table.moment("sign_up_opens")
    return _instant(table, "sign_up_opens", at, zone) if at else None


def _closing(table: Table, zone: str) -> datetime | None:
    """The first instant after the last day: the end of a day is the next one's beginning."""
    last = table.day("last_sign_up_day")
    if last is None:
        return None
    midnight = datetime.combine(last + timedelta(days=1), time())
    return _instant(table, "last_sign_up_day", midnight, zone)


def _instant(table: Table, name: str, at: datetime, zone: str) -> datetime | None:
    if at.second or at.microsecond:
        table.problem(name, "anges i hela minuter")
        return None
    try:
        return local_instant(at.date(), at.hour, at.minute, zone).astimezone(UTC)
    except Refusal:
        table.problem(name, "finns inte: klockan ställs om till sommartid då")
        return None


def _month(table: Table) -> date | None:
    month = table.line("expected_month", 7)
    if not month:
        return None
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        table.problem("expected_month", 'ska vara år och månad, till exempel "2020-09"')
        return None
    return table.in_our_time("expected_month", first)


def _zone(table: Table) -> str:
    zone = table.line("zone", 64) or ZONE
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        table.problem("zone", f"okänd tidszon {zone!r}, till exempel {ZONE}")
        return ZONE
    return zone


def _slug(table: Table) -> str:
    slug = table.line("slug", 80, required=True)
    if slug and not _SLUG.fullmatch(slug):
        table.problem("slug", "får bara ha a-z, 0-9 och bindestreck inuti")
    return slug


def _org_number(table: Table) -> str:
    text = table.line("org_number", 20)
    if not text:
        return ""
    try:
        return parse_org_number(clean_line(text))
    except Refusal as refusal:
        reasons = {
            "org_number_length": "ska ha tio siffror",
            "org_number_personal": "är ett personnummer",
        }
        table.problem("org_number", reasons.get(refusal.code, "kontrollsiffran stämmer inte"))
        return ""


def _texts(table: Table, lines: Mapping[str, int], texts: tuple[str, ...] = ()) -> dict[str, str]:
    found = {name: table.line(name, limit, required=name in _REQUIRED) for name, limit in lines.items()}
    for name in lines:
        if name.endswith(("email", "mailbox")) and found[name] and not _ADDRESS.fullmatch(found[name]):
            table.problem(name, "är ingen e-postadress")
    if found.get("coordinates") and not re.fullmatch(COORDINATES, found["coordinates"]):
        table.problem("coordinates", 'ska skrivas så här: "57.1056, 12.2508"')
    return found | {name: table.text(name) for name in texts}
