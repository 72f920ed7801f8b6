"""What follows the first day when a conference is moved: last days, early prices, options, codes.

Everything keeps its distance to the first day, by the wall clock. Days that are over move too: an
early price that the new date puts ahead is offered again.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import AccessCode, Conference, Option, PriceRow
from regapp.conferences.rules import shifted

_LAST_DAYS = ("kitchen_freezes_on", "changes_until", "late_from_at", "transfer_closes_at")
_OPTION = ("starts_at", "ends_at", "closes_at")
_CODE = ("valid_from", "valid_until")


def own_days_after(conference: Conference, days: int) -> dict[str, Any]:
    """The conference's own last days, so many days later; by column."""
    found: dict[str, Any] = {}
    for name in _LAST_DAYS:
        value = getattr(conference, name)
        if isinstance(value, datetime):
            found[name] = shifted(value, days, conference.zone)
        elif value is not None:
            found[name] = value + timedelta(days=days)
    return found


def follow_first_day(session: Session, conference: Conference, days: int, now: datetime) -> None:
    """Options, codes and prices with days of their own, so many days later. Loaded: prices."""
    for option in session.scalars(select(Option).where(Option.conference_id == conference.id)):
        _shift(option, _OPTION, days, conference.zone)
        if option.on is not None:
            option.on += timedelta(days=days)
    for code in session.scalars(select(AccessCode).where(AccessCode.conference_id == conference.id)):
        # One that works already goes on working.
        begun = code.valid_from is not None and code.valid_from <= now
        _shift(code, ("valid_until",) if begun else _CODE, days, conference.zone)
    for row in list(conference.prices):
        if row.withdrawn_at is None and (row.valid_until or (row.valid_from and row.valid_from > now)):
            _replace(conference, row, days, now)
    session.flush()


def _replace(conference: Conference, row: PriceRow, days: int, now: datetime) -> None:
    """A price is never another one than it was: the old row counts until now, a new one from now on."""
    ends = shifted(row.valid_until, days, conference.zone) if row.valid_until else None
    later = row.valid_from if row.valid_from and row.valid_from > now else None
    begins = max(shifted(later, days, conference.zone), now) if later else now
    row.withdrawn_at = now
    if ends is not None and ends <= begins:
        return
    values = {column.name: getattr(row, column.name) for column in PriceRow.__table__.columns}
    values |= {"valid_from": begins, "valid_until": ends, "withdrawn_at": None, "created_at": now}
    del values["id"]
    conference.prices.append(PriceRow(**values))


def _shift(row: object, names: tuple[str, ...], days: int, zone: str) -> None:
    for name in names:
        at = getattr(row, name)
        if at is not None:
            setattr(row, name, shifted(at, days, zone))
