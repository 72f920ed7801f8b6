"""What a season file says about money beside the ordinary fee: an early price, categories, options,
terms. Read with the conference and added to it where it has none of that name; what is there
already is the organizers' to change. Codes are secrets and stand in no file.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, record
from regapp.conferences.commands.fees import SAVED
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import (
    Conference,
    FeeCategory,
    LateFee,
    Option,
    PoolKind,
    PricePurpose,
    PriceRow,
    SeatPool,
    VatMode,
)
from regapp.conferences.rules import UNLIMITED
from regapp.season.plan import CategoryPlan, OffersPlan, OptionPlan, PartPrice
from regapp.season.reading import Table

# An instant of a local day, or a problem at its key.
Instant = Callable[[Table, str, datetime], datetime | None]
_TEXTS = {"label": 80, "label_en": 80}


def read_offers(table: Table, instant: Instant) -> OffersPlan:
    """The keys early_price, categories, options and terms of a conference's table."""
    early, terms = table.table("early_price"), table.table("terms")
    values, late = _terms(terms, instant) if terms else (None, None)
    return OffersPlan(
        early=_early(early, instant) if early else None,
        categories=tuple(_category(one) for one in table.tables("categories")),
        options=tuple(_option(one, instant) for one in table.tables("options")),
        terms=values,
        late=late,
    )


def add_offers(session: Session, plan: OffersPlan, row: Conference, now: datetime) -> bool:
    """Add what the conference does not have yet; whether that was anything."""
    new = [
        *_new_categories(session, plan, row, now),
        *_new_options(session, plan, row, now),
        *_new_terms(session, plan, row, now),
    ]
    session.flush()
    return bool(new)


def note_offers(session: Session, row: Conference, now: datetime) -> None:
    """What was added to a conference that was there: sign-ups and forms that read it look again."""
    claim_version(session, row, row.version)
    record(
        session, SAVED, by=SYSTEM, subject_type="conference", subject_ids=[row.id], now=now,
        conference_id=row.id, fields=["price"],
    )  # fmt: skip


def _new_categories(session: Session, plan: OffersPlan, row: Conference, now: datetime) -> list[str]:
    known = _labels(session, FeeCategory, row.id)
    new = [category for category in plan.categories if category.values["label"] not in known]
    for category in new:
        made = FeeCategory(conference_id=row.id, created_at=now, **category.values)
        session.add(made)
        session.flush()
        named = {"label": made.label, "label_en": made.label_en, "category_id": made.id}
        _price(session, row, category.price, now, **named)
    return [str(category.values["label"]) for category in new]


def _new_options(session: Session, plan: OffersPlan, row: Conference, now: datetime) -> list[str]:
    known = _labels(session, Option, row.id)
    new = [(place, one) for place, one in enumerate(plan.options) if one.values["label"] not in known]
    for place, option in new:
        _add_option(session, option, row, now, place)
    return [str(option.values["label"]) for _place, option in new]


def _new_terms(session: Session, plan: OffersPlan, row: Conference, now: datetime) -> list[str]:
    """An early price for another day, and the terms of a conference that has none."""
    new = []
    if plan.early is not None and not _has_until(session, row, plan.early.values["valid_until"]):
        _price(session, row, plan.early, now)
        new.append("early_price")
    if plan.terms is not None and row.late_fee in {None, LateFee.NONE} and row.late_from_at is None:
        for name, value in plan.terms.items():
            setattr(row, name, value)
        if plan.late is not None:
            _price(session, row, plan.late, now, purpose=PricePurpose.LATE)
        new.append("terms")
    return new


def _add_option(session: Session, plan: OptionPlan, row: Conference, now: datetime, position: int) -> None:
    option = Option(conference_id=row.id, created_at=now, position=position, **plan.values)
    session.add(option)
    session.flush()
    seats = UNLIMITED if plan.seats is None else plan.seats
    session.add(SeatPool(conference_id=row.id, kind=PoolKind.OPTION, subject_id=option.id, capacity=seats))
    for price in plan.prices:
        _price(session, row, price, now, purpose=PricePurpose.OPTION, option_id=option.id)


def _price(session: Session, row: Conference, plan: PartPrice, now: datetime, **more: Any) -> None:
    values = {"purpose": PricePurpose.SEAT, **more, **plan.values}
    session.add(PriceRow(conference_id=row.id, seller_id=row.owner_id, created_at=now, **values))


def _labels(session: Session, kind: Any, conference_id: int) -> set[str]:
    return set(session.scalars(select(kind.label).where(kind.conference_id == conference_id)))


def _has_until(session: Session, row: Conference, until: datetime) -> bool:
    found = select(PriceRow.id).where(
        PriceRow.conference_id == row.id,
        PriceRow.purpose == PricePurpose.SEAT,
        PriceRow.category_id.is_(None),
        PriceRow.valid_until == until,
    )
    return session.scalar(found) is not None


def _money(table: Table) -> dict[str, Any]:
    """Amount and VAT of one price."""
    if not table.has("amount"):
        table.problem("amount", "saknas")
    percent = table.whole("vat_percent", most=100)
    return {
        "amount_minor": (table.whole("amount") or 0) * 100,
        "vat_mode": table.choice("vat", VatMode, VatMode.INCLUSIVE, required=True),
        "vat_permille": (25 if percent is None else percent) * 10,
    }


def _early(table: Table, instant: Instant) -> PartPrice:
    values = _money(table) | {
        "label": table.line("label", 120, required=True),
        "label_en": table.line("label_en", 120),
        "included": table.line("included", 160),
        "included_en": table.line("included_en", 160),
        "valid_until": _after(table, "last_day", instant, required=True),
    }
    table.end()
    return PartPrice(values)


def _category(table: Table) -> CategoryPlan:
    values: dict[str, Any] = {name: table.line(name, most) for name, most in _TEXTS.items()}
    if not values["label"]:
        table.problem("label", "saknas")
    values["needs_code"] = table.flag("needs_code", default=False)
    plan = CategoryPlan(values, PartPrice(_money(table)))
    table.end()
    return plan


def _option(table: Table, instant: Instant) -> OptionPlan:
    on, begins, ends = table.day("on"), table.hour("from"), table.hour("to")
    if (begins is None) != (ends is None) or (begins is not None and on is None):
        table.problem("from", "anges med både on, from och to")
        begins = ends = None
    elif begins is not None and ends is not None and ends <= begins:
        table.problem("to", "ska vara senare än from")
    values: dict[str, Any] = {name: table.line(name, most) for name, most in _TEXTS.items()}
    if not values["label"]:
        table.problem("label", "saknas")
    values |= {
        "text": table.text("text"),
        "text_en": table.text("text_en"),
        "on": on,
        "starts_at": _at(table, "from", on, begins, instant),
        "ends_at": _at(table, "to", on, ends, instant),
        "closes_at": _after(table, "last_day", instant),
        "is_meal": table.flag("meal", default=False),
    }
    plan = OptionPlan(values, table.whole("seats"), tuple(_part(one) for one in table.tables("prices")))
    if not plan.prices:
        table.problem("prices", "saknas: ange amount = 0 om det är kostnadsfritt")
    table.end()
    return plan


def _part(table: Table) -> PartPrice:
    values = _money(table) | {
        "label": table.line("label", 120, required=True),
        "label_en": table.line("label_en", 120),
    }
    table.end()
    return PartPrice(values)


def _terms(table: Table, instant: Instant) -> tuple[Mapping[str, Any], PartPrice | None]:
    values = {
        "late_from_at": _after(table, "free_until", instant, required=True),
        "late_fee": table.choice("late_fee", LateFee, LateFee.FULL, required=True),
        "transfer_closes_at": _after(table, "transfer_until", instant),
    }
    late = None
    if values["late_fee"] is LateFee.PART:
        late = PartPrice(_money(table) | {"label": "Sen avanmälan", "label_en": "Late cancellation"})
    table.end()
    return values, late


def _at(table: Table, name: str, on: date | None, hour: time | None, instant: Instant) -> datetime | None:
    return instant(table, name, datetime.combine(on, hour)) if on and hour else None


def _after(table: Table, name: str, instant: Instant, *, required: bool = False) -> datetime | None:
    """The first instant after the last day that stands at `name`."""
    day = table.day(name, required=required)
    return instant(table, name, datetime.combine(day + timedelta(days=1), time())) if day else None
