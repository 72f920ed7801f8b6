"""What somebody who walks in may still say: the days that are left, their meals, what they do not eat."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.checkin.forms import WalkInAsks
from regapp.checkin.rules import day_at, list_ends_at
from regapp.conferences.models import Conference, ConferenceMode
from regapp.conferences.rules import held_days
from regapp.registrations.choosing import days_parts


def walk_in_asks(session: Session, conference: Conference, now: datetime) -> WalkInAsks:
    """Nothing once the last day is over: then nobody eats, and what was told of food is soon deleted."""
    today, ends = day_at(conference, now), list_ends_at(conference)
    if today is None or ends is None or now >= ends or conference.mode is ConferenceMode.REMOTE:
        return WalkInAsks()
    part = days_parts(session, [conference]).get(conference.id)
    if part is None:
        return WalkInAsks(food=True)
    left = {day.id for day in held_days(conference) if day.on >= today}
    days = tuple(day for day in part.days if day[0] in left)
    meals = tuple(meal for meal in part.meals if meal.on >= today)
    asked = replace(part, days=days if len(days) > 1 else (), meals=meals)
    return WalkInAsks(
        part=asked if asked.days or meals else None,
        days=() if asked.days else tuple(day[0] for day in days),
        food=bool(meals) or not part.meals,
    )
