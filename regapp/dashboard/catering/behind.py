"""Whose kitchen still counts by numbers that hold no longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from regapp.catering.queries import list_kitchens, list_reported
from regapp.catering.rules import is_changed
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days, is_off, local_date

# Before that numbers still change every day, and nobody orders by them.
_NEAR = timedelta(days=30)


def list_behind(session: Session, conferences: Sequence[Conference], now: datetime) -> dict[int, datetime]:
    """When these kitchens were given numbers that are others now. Loaded: days.

    Counted only where numbers were given and the conference is near: elsewhere one statement, or none.
    """
    near = [one for one in conferences if _is_near(one, now)]
    given = list_reported(session, [one.id for one in near]) if near else frozenset()
    if not given:
        return {}
    kitchens = list_kitchens(session, [one for one in near if one.id in given])
    return {
        one.conference.id: one.reported.made_at
        for one in kitchens
        if one.reported is not None and is_changed(one.tables)
    }


def _is_near(conference: Conference, now: datetime) -> bool:
    days = held_days(conference)
    if is_off(conference) or not days:
        return False
    today = local_date(now, conference.zone)
    return days[0].on - _NEAR <= today <= days[-1].on
