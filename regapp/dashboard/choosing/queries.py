"""Figures of what was chosen, for organizers: how many, never who."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.choices.models import ChoiceState, Meal, ParticipantChoice, ParticipantDay, ParticipantMeal
from regapp.conferences.models import Conference, ConferenceOrganizer, PoolKind, SeatPool
from regapp.conferences.rules import UNLIMITED
from regapp.organizers.models import Member
from regapp.registrations.models import Attendance, Participant, Status


@dataclass(frozen=True)
class ItemCount:
    """How an item stands. `capacity` None: no limit."""

    seated: int = 0
    wished: int = 0
    capacity: int | None = None


def count_items(session: Session, conference_id: int, item_ids: Sequence[int]) -> Mapping[int, ItemCount]:
    """Seats and wishes by item; two statements."""
    counted = (
        select(ParticipantChoice.item_id, ParticipantChoice.state, func.count())
        .where(ParticipantChoice.item_id.in_(item_ids))
        .group_by(ParticipantChoice.item_id, ParticipantChoice.state)
    )
    counts = {(item, state): count for item, state, count in session.execute(counted)}
    limits = list_limits(session, conference_id)
    return {
        item: ItemCount(
            counts.get((item, ChoiceState.SEATED), 0),
            counts.get((item, ChoiceState.WISHED), 0),
            limits.get(item),
        )
        for item in item_ids
    }


def list_limits(session: Session, conference_id: int) -> dict[int, int]:
    """The seats of each item that has a limit."""
    pools = select(SeatPool.subject_id, SeatPool.capacity).where(
        SeatPool.conference_id == conference_id,
        SeatPool.kind == PoolKind.SEMINAR,
        SeatPool.capacity < UNLIMITED,
    )
    return {item: capacity for item, capacity in session.execute(pools)}


def count_meals(session: Session, conference_id: int) -> Mapping[int, int]:
    """How many of those who come eat each meal."""
    counted = (
        select(ParticipantMeal.meal_id, func.count())
        .join(Meal, Meal.id == ParticipantMeal.meal_id)
        .join(Participant, Participant.id == ParticipantMeal.participant_id)
        .where(Meal.conference_id == conference_id, *_coming(conference_id))
        .group_by(ParticipantMeal.meal_id)
    )
    return {meal: count for meal, count in session.execute(counted)}


def count_per_day(session: Session, conference_id: int) -> Mapping[int, int]:
    """How many of those with a seat come each day, on site and from a distance."""
    counted = (
        select(ParticipantDay.day_id, func.count())
        .join(Participant, Participant.id == ParticipantDay.participant_id)
        .where(Participant.conference_id == conference_id, Participant.status == Status.CONFIRMED)
        .group_by(ParticipantDay.day_id)
    )
    return {day: count for day, count in session.execute(counted)}


def count_attendance(session: Session, conference_id: int) -> Mapping[Attendance, int]:
    """How many with a seat take part in each way."""
    counted = (
        select(Participant.attendance, func.count())
        .where(Participant.conference_id == conference_id, Participant.status == Status.CONFIRMED)
        .group_by(Participant.attendance)
    )
    return {attendance: count for attendance, count in session.execute(counted)}


def list_contacts(session: Session, conference: Conference) -> dict[int, str]:
    """Everybody with a role at the conference's owner or co-organizers, by name."""
    shared = select(ConferenceOrganizer.organizer_id).where(
        ConferenceOrganizer.conference_id == conference.id
    )
    found = (
        select(Person.id, Person.name)
        .join(Member, Member.person_id == Person.id)
        .where((Member.organizer_id == conference.owner_id) | Member.organizer_id.in_(shared))
        .order_by(Person.name, Person.id)
        .distinct()
    )
    return {number: name for number, name in session.execute(found)}


def _coming(conference_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Participant.conference_id == conference_id,
        Participant.status == Status.CONFIRMED,
        Participant.attendance == Attendance.ONSITE,
    )
