"""Which edits of a published conference are a move: another day or place goes through the preview."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import held_days, local_date
from regapp.registrations.rules import may_cancel

_PLACE = ("place", "venue")


def is_moved(conference: Conference, edit: ConferenceEdit, now: datetime) -> bool:
    """Whether people who count on it must hear of another day or place. Other hours are told as
    before; what has no day yet gets its first one without a preview. Loaded: days."""
    held = [day.on for day in held_days(conference)]
    if conference.status is not ConferenceStatus.PUBLISHED or not held or not may_cancel(conference, now):
        return False
    other_place = any(edit.values.get(name, "") != getattr(conference, name) for name in _PLACE)
    return other_place or [plan.on for plan in edit.days] != held


def without_move(conference: Conference, edit: ConferenceEdit) -> ConferenceEdit:
    """All of it but days and place, and a last day of sign-up that suits only the new days."""
    names = [name for name in (*_PLACE, "street") if name in edit.values]
    place: dict[str, Any] = {name: getattr(conference, name) for name in names}
    days = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(conference)]
    closes = edit.values.get("closes_at")
    if closes and days and local_date(closes, conference.zone) > days[-1].on + timedelta(days=1):
        place["closes_at"] = conference.closes_at
    return replace(edit, values={**edit.values, **place}, days=days)
