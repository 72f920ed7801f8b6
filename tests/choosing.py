"""A conference with something to choose: items in rounds with seats, meals, two ways to take part."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.choices.models import ChoiceState, Meal, ParticipantChoice, Round
from regapp.choices.rules import Chosen
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.kernel.tokens import new_uid
from regapp.programme.models import ItemKind, ProgrammeItem
from tests.world import MADE_AT

THEMES = ("Hälsa och skog", "Skogen och samhället", "Innovation med skog", "Skog och utveckling")


def add_item(
    session: Session,
    conference: Conference,
    title: str,
    *,
    number: int = 1,
    seats: int | None = 2,
    hours: tuple[datetime, datetime] | None = None,
    **values: Any,
) -> ProgrammeItem:
    """A seminar of a round on the conference's first day; `seats` None: without limit."""
    defaults: dict[str, Any] = {
        "day_id": conference.days[0].id,
        "kind": ItemKind.SEMINAR,
        "round": number,
        "starts_at": hours[0] if hours else None,
        "ends_at": hours[1] if hours else None,
        "created_at": MADE_AT,
        "changed_at": MADE_AT,
    }
    # What was read before a request wrote is not to be written upon.
    session.commit()
    item = ProgrammeItem(conference_id=conference.id, title=title, uid=new_uid(), **defaults | values)
    session.add(item)
    session.flush()
    if seats is not None:
        session.add(
            SeatPool(conference_id=conference.id, kind=PoolKind.SEMINAR, subject_id=item.id, capacity=seats)
        )
    session.commit()
    return item


def add_round(
    session: Session,
    conference: Conference,
    *,
    number: int = 1,
    seats: int | None = 2,
    required: bool = False,
) -> list[ProgrammeItem]:
    """The four themes of Varberg's seminars, as one round."""
    session.commit()
    session.add(Round(day_id=conference.days[0].id, number=number, required=required))
    return [add_item(session, conference, title, number=number, seats=seats) for title in THEMES]


def add_meal(session: Session, conference: Conference, label: str = "Lunch", *, day: int = 0) -> Meal:
    session.commit()
    meal = Meal(conference_id=conference.id, day_id=conference.days[day].id, label=label)
    session.add(meal)
    session.commit()
    return meal


def seats_of(session: Session, item: ProgrammeItem) -> tuple[int, int]:
    """Taken and waiting."""
    pool = _pool(session, item)
    return pool.taken, pool.waiting


def choose(session: Session, item: ProgrammeItem, *, wish: bool = False) -> Chosen:
    """What the form makes of a choice of `item`."""
    return Chosen(item.id, _pool(session, item).id, wish)


def chosen(session: Session) -> list[tuple[int, int, ChoiceState]]:
    """Participant, item and state of every choice."""
    session.commit()
    rows = select(ParticipantChoice).order_by(ParticipantChoice.participant_id, ParticipantChoice.item_id)
    found = session.scalars(rows.execution_options(populate_existing=True))
    return [(row.participant_id, row.item_id, row.state) for row in found]


def _pool(session: Session, item: ProgrammeItem) -> SeatPool:
    session.commit()
    return session.scalars(
        select(SeatPool)
        .where(SeatPool.kind == PoolKind.SEMINAR, SeatPool.subject_id == item.id)
        .execution_options(populate_existing=True)
    ).one()
