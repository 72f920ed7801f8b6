"""What an organizer lets participants choose: seats, rounds, days, meals, ways to take part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.choices.commands.seats import seat_wishes
from regapp.choices.models import (
    ChoiceState,
    Meal,
    ParticipantChoice,
    ParticipantDay,
    ParticipantMeal,
    Round,
)
from regapp.conferences.commands.seats import lock_pools, resize
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, ConferenceMode, PoolKind, SeatPool
from regapp.conferences.rules import UNLIMITED, held_days, remote_pool_of
from regapp.kernel.refusal import Refusal
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands.seminars import tell_seated
from regapp.registrations.models import Attendance, Participant
from regapp.registrations.rules import ACTIVE, SEATED

SET_UP = "choices_set_up"


@dataclass(frozen=True)
class MealPlan:
    """A meal as it shall be; `id` None for a new one."""

    day_id: int
    label: str
    label_en: str = ""
    id: int | None = None


@dataclass(frozen=True)
class ChoicesPlan:
    """What an organizer saved, drawn from `version`.

    values    columns of the conference
    required  whether one must choose, by day and number of the round
    seats     by item; None: no limit
    meals     those that are served, in order; the others are not any more
    remote_seats  None: no limit
    """

    version: int
    values: Mapping[str, Any] = field(default_factory=dict)
    required: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    seats: Mapping[int, int | None] = field(default_factory=dict)
    meals: Sequence[MealPlan] = ()
    remote_seats: int | None = None


def set_up_choices(
    session: Session, conference: Conference, plan: ChoicesPlan, *, by: By, now: datetime
) -> list[str]:
    """Save it all; what changed. Seats that are added go to those who wished.

    Refuses edited_meanwhile, seats_below_taken (at `seats-<item>` or `remote_seats`). Loaded: days,
    pools.
    """
    lock_pools(session, [pool.id for pool in conference.pools])
    claim_version(session, conference, plan.version)
    changed = [name for name, value in plan.values.items() if getattr(conference, name) != value]
    for name in changed:
        setattr(conference, name, plan.values[name])
    steps = {
        "rounds": _set_rounds(session, conference, plan.required),
        "seats": _set_seats(session, conference, plan.seats, now),
        "meals": _set_meals(session, conference, plan.meals),
        "remote_seats": _set_remote_seats(session, conference, plan.remote_seats),
    }
    changed += [name for name, happened in steps.items() if happened]
    conference.changed_at, conference.changed_by_id = now, by.person_id
    record(
        session, SET_UP, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=changed,
    )  # fmt: skip
    session.flush()
    return changed


def _set_rounds(session: Session, conference: Conference, required: Mapping[tuple[int, int], bool]) -> bool:
    known = {day.id for day in held_days(conference)}
    changed = False
    for (day_id, number), must in required.items():
        if day_id not in known:
            continue
        row = session.get(Round, (day_id, number))
        if row is None:
            row = Round(day_id=day_id, number=number, required=False)
            session.add(row)
        changed = changed or row.required != must
        row.required = must
    session.flush()
    return changed


def _set_seats(
    session: Session, conference: Conference, seats: Mapping[int, int | None], now: datetime
) -> bool:
    pool_of_item = (SeatPool.subject_id == ProgrammeItem.id) & (SeatPool.kind == PoolKind.SEMINAR)
    rows: Sequence[Any] = session.execute(
        select(ProgrammeItem.id, SeatPool)
        .outerjoin(SeatPool, pool_of_item)
        .where(ProgrammeItem.conference_id == conference.id, ProgrammeItem.id.in_(seats))
        .order_by(SeatPool.id)
        .execution_options(populate_existing=True)
    ).all()
    changed: list[int] = []
    for item_id, pool in rows:
        if pool is None:
            _add_pool(
                session, conference, PoolKind.SEMINAR, item_id, seats[item_id], _chosen(session, item_id)
            )
        elif _resized(session, pool, seats[item_id], f"seats-{item_id}"):
            changed.append(pool.id)
    tell_seated(session, seat_wishes(session, changed), now=now)
    return bool(changed) or any(pool is None and seats[item_id] is not None for item_id, pool in rows)


def _set_remote_seats(session: Session, conference: Conference, seats: int | None) -> bool:
    pool = remote_pool_of(conference)
    if conference.mode is not ConferenceMode.HYBRID:
        return False
    if pool is not None:
        return _resized(session, pool, seats, "remote_seats")
    there = select(func.count()).where(
        Participant.conference_id == conference.id,
        Participant.attendance == Attendance.REMOTE,
        Participant.status.in_(SEATED),
    )
    _add_pool(session, conference, PoolKind.REMOTE, 0, seats, session.scalars(there).one())
    return seats is not None


def _set_meals(session: Session, conference: Conference, plans: Sequence[MealPlan]) -> bool:
    """A meal that is not served any more stays as a row: those who ticked it have it. A new one is
    eaten by everybody who comes, as on the form, until they say otherwise."""
    days = {day.id for day in held_days(conference)}
    served = select(Meal).where(Meal.conference_id == conference.id, Meal.removed.is_(False))
    rows = {meal.id: meal for meal in session.scalars(served)}
    wanted = [plan for plan in plans if plan.day_id in days]
    new: list[Meal] = []
    changed = False
    for position, plan in enumerate(wanted):
        meal = rows.get(plan.id or 0)
        if meal is None:
            meal = Meal(conference_id=conference.id, removed=False)
            new.append(meal)
        values = {"day_id": plan.day_id, "position": position, "label": plan.label, "label_en": plan.label_en}
        changed = _write(meal, values) or changed
    gone = rows.keys() - {plan.id for plan in wanted}
    for number in gone:
        rows[number].removed = True
    session.add_all(new)
    session.flush()
    for meal in new:
        _count_on_everybody(session, conference, meal)
    return changed or bool(gone)


def _write(row: object, values: Mapping[str, Any]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _count_on_everybody(session: Session, conference: Conference, meal: Meal) -> None:
    coming = select(Participant.id, literal(meal.id)).where(
        Participant.conference_id == conference.id,
        Participant.status.in_(ACTIVE),
        Participant.attendance == Attendance.ONSITE,
    )
    if conference.asks_days:
        asked = select(ParticipantDay.participant_id)
        that_day = asked.where(ParticipantDay.day_id == meal.day_id)
        # Who signed up before days were asked comes to all of them.
        coming = coming.where(Participant.id.in_(that_day) | Participant.id.not_in(asked))
    session.execute(insert(ParticipantMeal).from_select(["participant_id", "meal_id"], coming))


def _add_pool(
    session: Session, conference: Conference, kind: PoolKind, subject_id: int, seats: int | None, taken: int
) -> None:
    if seats is None:
        return
    if taken > seats:
        name = f"seats-{subject_id}" if subject_id else "remote_seats"
        raise Refusal("seats_below_taken", name, taken=taken)
    session.add(
        SeatPool(conference_id=conference.id, kind=kind, subject_id=subject_id, capacity=seats, taken=taken)
    )
    session.flush()


def _resized(session: Session, pool: SeatPool, seats: int | None, name: str) -> bool:
    capacity = UNLIMITED if seats is None else seats
    if pool.capacity == capacity:
        return False
    if not resize(session, pool.id, capacity):
        raise Refusal("seats_below_taken", name, taken=pool.taken)
    return True


def _chosen(session: Session, item_id: int) -> int:
    counted = select(func.count()).where(
        ParticipantChoice.item_id == item_id, ParticipantChoice.state == ChoiceState.SEATED
    )
    return session.scalars(counted).one()
