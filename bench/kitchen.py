"""Everybody at the largest conference eats two meals, a third of them something else: the kitchen's page."""

from flask import Flask
from sqlalchemy import insert, select

from bench.client import request, run, same
from bench.desk import sign_in
from bench.ground import Ground
from bench.table import Table
from regapp.choices.models import Meal, ParticipantMeal
from regapp.conferences.models import ConferenceDay
from regapp.database.session import transaction
from regapp.registrations.models import Participant

_LARGEST, _TIMES = 1, 30


def measure(table: Table, here: Ground, name: str, *, checked: bool) -> None:
    """`checked`: at the size that the limit is for."""
    eaters = _serve(here.app)
    cookie = sign_in(here.port)
    sent = request("GET", f"/arrangor/konferens/{_LARGEST}/koket", port=here.port, cookie=cookie)
    load = run(here.port, 1, same(_TIMES, sent, (200,)))
    took = load.within(0.5)
    table.say(f"The kitchen's page of {eaters:,} who eat two meals, median: {took:.0f} ms.")
    if checked:
        table.check(f"{name}, the kitchen's page of {eaters:,}, median ms", took, most=50)


def _serve(app: Flask) -> int:
    """Two meals for all; how many eat."""
    with app.app_context(), transaction() as rows:
        days = select(ConferenceDay.id).where(ConferenceDay.conference_id == _LARGEST)
        day = rows.scalars(days.limit(1)).one()
        meals = [Meal(conference_id=_LARGEST, day_id=day, label=label) for label in ("Fika", "Lunch")]
        rows.add_all(meals)
        rows.flush()
        people = select(Participant.id).where(Participant.conference_id == _LARGEST)
        eaters = rows.scalars(people).all()
        eaten = [{"participant_id": one, "meal_id": meal.id} for meal in meals for one in eaters]
        rows.execute(insert(ParticipantMeal), eaten)
        return len(eaters)
