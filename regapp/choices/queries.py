"""Reading what is offered and what was chosen: one statement each, for many at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from regapp.choices.models import (
    ChoiceState,
    Meal,
    ParticipantChoice,
    ParticipantDay,
    ParticipantMeal,
    Round,
)
from regapp.choices.offers import Choices, ChosenItem, ItemOffer, MealOffer, RoundOffer
from regapp.conferences.models import Conference, ConferenceDay, PoolKind, SeatPool
from regapp.programme.models import ProgrammeItem

_of_item = (SeatPool.subject_id == ProgrammeItem.id) & (SeatPool.kind == PoolKind.SEMINAR)
_of_round = (Round.day_id == ProgrammeItem.day_id) & (Round.number == ProgrammeItem.round)


def list_rounds(session: Session, conference_ids: Sequence[int]) -> Mapping[int, tuple[RoundOffer, ...]]:
    """The rounds of each conference that has any, in order of time."""
    rows = session.execute(
        select(ProgrammeItem, ConferenceDay.on, SeatPool.id, Round.required, Conference.zone)
        .join(ConferenceDay, ConferenceDay.id == ProgrammeItem.day_id)
        .join(Conference, Conference.id == ProgrammeItem.conference_id)
        .outerjoin(SeatPool, _of_item)
        .outerjoin(Round, _of_round)
        .where(
            ProgrammeItem.conference_id.in_(conference_ids),
            ProgrammeItem.round.is_not(None),
            ProgrammeItem.removed_at.is_(None),
            ConferenceDay.removed_at.is_(None),
        )
        .order_by(ConferenceDay.on, ProgrammeItem.round, ProgrammeItem.position, ProgrammeItem.id)
    ).all()
    grouped: dict[tuple[int, int, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        item = row[0]
        grouped[item.conference_id, item.day_id, item.round].append(row)
    found: dict[int, list[RoundOffer]] = defaultdict(list)
    for (conference_id, day_id, number), some in grouped.items():
        items = tuple(_item(item, pool_id) for item, _on, pool_id, _required, _zone in some)
        _first, on, _pool_id, required, zone = some[0]
        found[conference_id].append(RoundOffer(day_id, on, number or 0, bool(required), zone, items))
    return {number: tuple(rounds) for number, rounds in found.items()}


def list_meals(session: Session, conference_ids: Sequence[int]) -> Mapping[int, tuple[MealOffer, ...]]:
    """The meals of each conference that has any, in order of time."""
    rows = session.execute(
        select(Meal, ConferenceDay.on)
        .join(ConferenceDay, ConferenceDay.id == Meal.day_id)
        .where(
            Meal.conference_id.in_(conference_ids),
            Meal.removed.is_(False),
            ConferenceDay.removed_at.is_(None),
        )
        .order_by(ConferenceDay.on, Meal.position, Meal.id)
    )
    found: dict[int, list[MealOffer]] = defaultdict(list)
    for meal, on in rows:
        offer = MealOffer(meal.id, meal.day_id, on, meal.label, meal.label_en)
        found[meal.conference_id].append(offer)
    return {number: tuple(meals) for number, meals in found.items()}


def list_chosen(
    session: Session, participant_ids: Sequence[int], *, removed: bool = False
) -> Mapping[int, Choices]:
    """What each of these participants chose; those who chose nothing are there too.

    removed  with items that were taken out of the programme since
    """
    found = {number: Choices() for number in participant_ids}
    ahead = (
        select(func.count())
        .where(
            _other.c.item_id == ParticipantChoice.item_id,
            _other.c.state == ChoiceState.WISHED,
            _other.c.ticket <= ParticipantChoice.ticket,
        )
        .scalar_subquery()
    )
    rows: Any = session.execute(
        select(ParticipantChoice.participant_id, ParticipantChoice.item_id, ParticipantChoice.state, ahead)
        .join(ProgrammeItem, ProgrammeItem.id == ParticipantChoice.item_id)
        .where(
            ParticipantChoice.participant_id.in_(participant_ids),
            true() if removed else ProgrammeItem.removed_at.is_(None),
        )
        .order_by(ParticipantChoice.item_id)
    )
    for person, item_id, state, place in rows:
        found[person].items.append(ChosenItem(item_id, state, place if state is ChoiceState.WISHED else 0))
    days = select(ParticipantDay.participant_id, ParticipantDay.day_id)
    for person, day_id in session.execute(days.where(ParticipantDay.participant_id.in_(participant_ids))):
        found[person].days.append(day_id)
    meals = select(ParticipantMeal.participant_id, ParticipantMeal.meal_id)
    for person, meal_id in session.execute(meals.where(ParticipantMeal.participant_id.in_(participant_ids))):
        found[person].meals.append(meal_id)
    return found


def _item(item: ProgrammeItem, pool_id: int | None) -> ItemOffer:
    return ItemOffer(
        id=item.id,
        day_id=item.day_id,
        title=item.title,
        title_en=item.title_en,
        room=item.room,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        pool_id=pool_id,
    )


_other = ParticipantChoice.__table__.alias("ahead")
