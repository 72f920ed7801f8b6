"""What a file says of a row and what the row says of itself, in one form, to be compared.

Plain values only (texts, numbers, lists), so that their digest is the same for ever.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from regapp.conferences.models import (
    Conference,
    ConferenceOrganizer,
    ConferenceStatus,
    PricePurpose,
    PriceRow,
    SeminarPackage,
    Series,
    SeriesOrganizer,
)
from regapp.conferences.rules import held_days, pool_of
from regapp.organizers.models import Organizer
from regapp.season.hours import day_instants
from regapp.season.items import planned_items
from regapp.season.parse import (
    CONFERENCE_LINES,
    CONFERENCE_TEXTS,
    ORGANIZER_LINES,
    PACKAGE_LINES,
    PACKAGE_TEXTS,
    PRICE_LINES,
    SERIES_LINES,
    SERIES_TEXTS,
)
from regapp.season.plan import ConferencePlan, HeldDay, OrganizerPlan, PackagePlan, PricePlan, SeriesPlan

Facts = Mapping[str, Any]
# Slugs by organizer id.
Slugs = Mapping[int, str]
_SERIES = (*SERIES_LINES, *SERIES_TEXTS, "promises", "promises_en")
_PACKAGE = (*PACKAGE_LINES, *PACKAGE_TEXTS)
_CONFERENCE = (
    *CONFERENCE_LINES, *CONFERENCE_TEXTS, "zone", "place_slug", "has_waiting_list", "preliminary",
)  # fmt: skip
# Facts that came later: left out of the digest while they say what was so before, so that a row
# that an older version loaded is still known as untouched.
_LATER = {
    "mode": "onsite", "preliminary": False, "coordinates": "", "programme_items": [],
    "let_in_mode": None, "previous": "",
    "onsite_info": "", "onsite_info_en": "", "remote_info": "", "remote_info_en": "",
}  # fmt: skip


class Verdict(Enum):
    """What is to be done with a row that is there already."""

    SAME = "same"
    CHANGE = "change"
    # Somebody edited it after it was loaded; their work stands.
    KEEP = "keep"


@dataclass(frozen=True)
class Comparison:
    """A verdict and the facts in which row and file differ."""

    verdict: Verdict
    fields: tuple[str, ...]


def compare(row: Facts, file: Facts, *, loaded: str) -> Comparison:
    """`loaded` is the digest of what a file last wrote to the row; "" where none did."""
    fields = tuple(sorted(name for name in file if row[name] != file[name]))
    if not fields:
        return Comparison(Verdict.SAME, ())
    return Comparison(Verdict.CHANGE if loaded == digest(row) else Verdict.KEEP, fields)


def digest(facts: Facts) -> str:
    known = {name: value for name, value in facts.items() if name not in _LATER or value != _LATER[name]}
    text = json.dumps(known, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def planned_organizer(plan: OrganizerPlan) -> Facts:
    return {**plan.texts, "kind": plan.kind.value, "org_number": plan.org_number, "host": plan.host}


def stored_organizer(row: Organizer, slugs: Slugs) -> Facts:
    return {
        **_columns(row, ORGANIZER_LINES),
        "kind": row.kind.value,
        "org_number": row.org_number or "",
        "host": slugs[row.host_id] if row.host_id else "",
    }


def planned_series(plan: SeriesPlan) -> Facts:
    return {
        **plan.texts,
        "owner": plan.owner,
        "named": list(plan.named),
        "published": plan.published,
    }


def stored_series(row: Series, named: Sequence[SeriesOrganizer], slugs: Slugs) -> Facts:
    return {
        **_columns(row, _SERIES),
        "owner": slugs[row.owner_id],
        "named": [slugs[one.organizer_id] for one in named],
        "published": row.published,
    }


def planned_package(plan: PackagePlan) -> Facts:
    return {
        **plan.texts,
        "owner": plan.owner,
        "position": plan.position,
        "published": plan.published,
    }


def stored_package(row: SeminarPackage, slugs: Slugs) -> Facts:
    return {
        **_columns(row, _PACKAGE),
        "owner": slugs[row.owner_id],
        "position": row.position,
        "published": row.published,
    }


def planned_conference(plan: ConferencePlan) -> Facts:
    status = ConferenceStatus.PUBLISHED if plan.published else ConferenceStatus.DRAFT
    return {
        **plan.texts,
        **{name: _plain(value) for name, value in plan.columns.items()},
        "owner": plan.owner,
        "co_organizers": list(plan.co_organizers),
        "related": plan.related,
        "previous": plan.previous,
        "kind": plan.kind.value,
        "status": status.value,
        "days": [_planned_day(day, plan.columns["zone"]) for day in plan.days],
        "opens_at": _plain(plan.opens_at),
        "closes_at": _plain(plan.closes_at),
        "seats": plan.seats,
        "price": _planned_price(plan.price) if plan.price else None,
        "programme_items": planned_items(plan),
    }


def stored_conference(row: Conference, slugs: Slugs) -> Facts:
    """Loaded: everything that `get_conference` loads. Its programme's items and its predecessor stand
    elsewhere."""
    pool = pool_of(row)
    price = newest_price(row.prices)
    return {
        **_columns(row, _CONFERENCE),
        "county": _plain(row.county),
        "mode": _plain(row.mode),
        "expected_month": _plain(row.expected_month),
        "owner": slugs[row.owner_id],
        "co_organizers": [slugs[one.organizer_id] for one in _in_order(row.co_organizers)],
        "related": row.related.address.path if row.related else "",
        "let_in_mode": _plain(row.let_in_mode),
        "kind": row.kind.value,
        "status": row.status.value,
        "days": [[_plain(day.on), _plain(day.starts_at), _plain(day.ends_at)] for day in held_days(row)],
        "opens_at": _plain(row.opens_at),
        "closes_at": _plain(row.closes_at),
        "seats": pool.capacity if pool else None,
        "price": _stored_price(price) if price else None,
    }


def newest_price(prices: Sequence[PriceRow]) -> PriceRow | None:
    """The ordinary fee as it stands without an end."""
    ordinary = [
        row
        for row in prices
        if row.purpose is PricePurpose.SEAT
        and row.category_id is None
        and row.valid_until is None
        and row.withdrawn_at is None
    ]
    return max(ordinary, key=lambda row: row.id, default=None)


def _planned_day(day: HeldDay, zone: str) -> list[Any]:
    return [_plain(day.on), *(_plain(at) for at in day_instants(day, zone))]


def _planned_price(plan: PricePlan) -> Facts:
    return {
        **plan.texts,
        "amount_minor": plan.amount * 100,
        "vat": plan.vat.value,
        "vat_permille": plan.vat_percent * 10,
        "state_pays_net": plan.state_pays_net,
    }


def _stored_price(row: PriceRow) -> Facts:
    return {
        **_columns(row, PRICE_LINES),
        "amount_minor": row.amount_minor,
        "vat": row.vat_mode.value,
        "vat_permille": row.vat_permille,
        "state_pays_net": row.state_pays_net,
    }


def _in_order(rows: Sequence[ConferenceOrganizer]) -> list[ConferenceOrganizer]:
    return sorted(rows, key=lambda one: one.position)


def _columns(row: object, names: Sequence[str] | Mapping[str, int]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
