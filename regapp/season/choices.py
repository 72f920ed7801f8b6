"""What a season's conference lets participants choose: seats of its seminars, meals.

Made once. From then on they are the organizers', whose page lets the wishes in and keeps what
somebody ticked.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.choices.models import Meal
from regapp.choices.queries import list_rounds
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.conferences.rules import held_days
from regapp.registrations.commands.set_up import ChoicesPlan, MealPlan, set_up_choices
from regapp.season.plan import ConferencePlan, ServedMeal
from regapp.season.reading import Table


def parse_meal(table: Table) -> ServedMeal | None:
    on = table.day("on", required=True)
    label, english = table.line("label", 60), table.line("label_en", 60)
    table.end()
    if not label:
        table.problem("label", "saknas")
    return ServedMeal(on, label, english) if on and label else None


def load_choices(session: Session, conference: Conference, plan: ConferencePlan, now: datetime) -> None:
    """Make what is not there yet. Loaded: days, pools."""
    seats = _seats(session, conference, plan.seminar_seats)
    meals = _meals(session, conference, plan.meals)
    if not seats and not meals:
        return
    choices = ChoicesPlan(conference.version, seats=seats, meals=meals)
    set_up_choices(session, conference, choices, by=SYSTEM, now=now)


def _seats(session: Session, conference: Conference, seats: int | None) -> Mapping[int, int | None]:
    there = select(SeatPool.id).where(
        SeatPool.conference_id == conference.id, SeatPool.kind == PoolKind.SEMINAR
    )
    if seats is None or session.scalars(there.limit(1)).first() is not None:
        return {}
    rounds = list_rounds(session, [conference.id]).get(conference.id, ())
    return {item.id: seats for one in rounds for item in one.items}


def _meals(session: Session, conference: Conference, meals: tuple[ServedMeal, ...]) -> list[MealPlan]:
    there = select(Meal.id).where(Meal.conference_id == conference.id)
    if not meals or session.scalars(there.limit(1)).first() is not None:
        return []
    days = {day.on: day.id for day in held_days(conference)}
    return [MealPlan(days[one.on], one.label, one.label_en) for one in meals if one.on in days]
