"""What goes with the house when a conference is held from a distance instead: meals, and seats in rooms."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from regapp.choices.models import Meal, ParticipantMeal
from regapp.conferences.models import PoolKind, SeatPool
from regapp.conferences.rules import UNLIMITED

_SILENT = {"synchronize_session": False}


def drop_meals(session: Session, conference_id: int) -> None:
    """Nothing is served, and nobody eats."""
    meals = select(Meal.id).where(Meal.conference_id == conference_id)
    eaten = delete(ParticipantMeal).where(ParticipantMeal.meal_id.in_(meals))
    session.execute(eaten, execution_options=_SILENT)
    served = update(Meal).where(Meal.conference_id == conference_id)
    session.execute(served.values(removed=True), execution_options=_SILENT)


def open_rooms(session: Session, conference_id: int) -> Sequence[int]:
    """No room limits an item any longer; the pools of those that had seats."""
    here = (SeatPool.conference_id == conference_id, SeatPool.kind == PoolKind.SEMINAR)
    numbers = session.scalars(select(SeatPool.id).where(*here).order_by(SeatPool.id)).all()
    if numbers:
        rows = update(SeatPool).where(SeatPool.id.in_(numbers)).values(capacity=UNLIMITED)
        session.execute(rows, execution_options=_SILENT)
    return numbers
