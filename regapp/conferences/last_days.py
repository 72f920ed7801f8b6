"""Every last day and date that follows a conference when it is moved, in words. Pure but for reading."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import AccessCode, Conference, Option, PriceRow
from regapp.conferences.price_texts import last_day
from regapp.kernel.dates import day_month
from regapp.kernel.i18n import translator

# What it is the last day of, and that day. The first tells one row from another.
LastDay = tuple[str, str, str]


def list_last_days(session: Session, conference: Conference, language: str) -> list[LastDay]:
    """A key, words and a day for each, in the order of a conference's life. Loaded: prices."""
    tr = translator(language)
    own = (
        ("closes_at", tr.gettext("Sista anmälningsdag")),
        ("kitchen_freezes_on", tr.gettext("Kost och måltider kan ändras till och med")),
        ("changes_until", tr.gettext("Övriga uppgifter kan ändras till och med")),
        ("late_from_at", tr.gettext("Kostnadsfri avanmälan till och med")),
        ("transfer_closes_at", tr.gettext("Överlåtelse till och med")),
    )
    found = [(name, words, _day(getattr(conference, name), conference, language)) for name, words in own]
    found += _prices(conference, language)
    found += _options(session, conference, language)
    found += _codes(session, conference, language)
    return [one for one in found if one[2]]


def _prices(conference: Conference, language: str) -> list[LastDay]:
    """The early ones that stand."""
    tr = translator(language)
    return [
        (
            f"price {row.purpose.value} {row.category_id} {row.option_id} {row.label} {row.amount_minor}",
            tr.gettext("Priset %(label)s gäller till och med") % {"label": _label(row, language)},
            _day(row.valid_until, conference, language),
        )
        for row in sorted(conference.prices, key=lambda row: row.id)
        if row.withdrawn_at is None
    ]


def _options(session: Session, conference: Conference, language: str) -> list[LastDay]:
    tr = translator(language)
    rows = session.scalars(
        select(Option)
        .where(Option.conference_id == conference.id, Option.withdrawn_at.is_(None))
        .order_by(Option.position, Option.id)
    )
    found: list[LastDay] = []
    for row in rows:
        label = {"label": _label(row, language)}
        found.append((f"on {row.id}", tr.gettext("%(label)s är") % label, _day(row.on, conference, language)))
        closes = _day(row.closes_at, conference, language)
        found.append((f"closes {row.id}", tr.gettext("Sista dag att välja %(label)s") % label, closes))
    return found


def _codes(session: Session, conference: Conference, language: str) -> list[LastDay]:
    words = translator(language).gettext("Koden %(code)s gäller till och med")
    rows = session.scalars(
        select(AccessCode)
        .where(AccessCode.conference_id == conference.id, AccessCode.withdrawn_at.is_(None))
        .order_by(AccessCode.id)
    )
    return [
        (f"code {row.id}", words % {"code": row.code}, _day(row.valid_until, conference, language))
        for row in rows
    ]


def _label(row: Option | PriceRow, language: str) -> str:
    return (row.label_en if language == "en" else "") or row.label


def _day(value: date | datetime | None, conference: Conference, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return last_day(value, conference.zone, language)
    return day_month(value, language)
