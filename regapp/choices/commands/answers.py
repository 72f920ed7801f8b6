"""Days and meals: no limits, only what each participant said."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, delete, insert
from sqlalchemy.orm import Session

from regapp.choices.models import ParticipantDay, ParticipantMeal
from regapp.choices.rules import Answers

_days: Table = ParticipantDay.__table__  # type: ignore[assignment]  # declared as FromClause
_meals: Table = ParticipantMeal.__table__  # type: ignore[assignment]  # declared as FromClause


def keep_answers(session: Session, wanted: Mapping[int, Answers]) -> None:
    """Write down the days and meals of these participants: at most one INSERT for each kind."""
    days = [{"participant_id": person, "day_id": day} for person, one in wanted.items() for day in one.days]
    meals = [
        {"participant_id": person, "meal_id": meal} for person, one in wanted.items() for meal in one.meals
    ]
    if days:
        session.execute(insert(_days), days)
    if meals:
        session.execute(insert(_meals), meals)


def forget_answers(session: Session, participant_ids: Sequence[int]) -> None:
    for table in (_days, _meals):
        session.execute(delete(table).where(table.c.participant_id.in_(participant_ids)))
