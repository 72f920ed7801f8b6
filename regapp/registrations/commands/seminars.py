"""What participants choose at a conference, as they come, go and change their minds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.choices.commands.answers import forget_answers, keep_answers
from regapp.choices.commands.seats import (
    Seated,
    free_choices,
    hold_choices,
    seat_wishes,
    take_choices,
)
from regapp.choices.queries import list_chosen, list_meals
from regapp.choices.rules import Answers, eaten_elsewhere
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days
from regapp.registrations.commands.letters import SEMINAR_SEAT, promise
from regapp.registrations.commands.values import NewParticipant
from regapp.registrations.models import Attendance, Participant, Registration


def keep_choices(session: Session, people: Mapping[int, NewParticipant], *, seated: bool) -> None:
    """Keep what these new participants chose, by id; those who wait hold it until they have a seat.

    Asks the database nothing where nothing is chosen. Refuses seminar_full.
    """
    wanted = {number: person.choices for number, person in people.items()}
    if seated:
        take_choices(session, wanted)
    else:
        hold_choices(session, wanted)
    keep_answers(session, {number: Answers(days=one.days, meals=one.meals) for number, one in people.items()})


def _answers(person: NewParticipant) -> Answers:
    """Those who take part from a distance eat nothing."""
    comes = person.attendance is Attendance.ONSITE
    return Answers(days=person.days, meals=person.meals if comes else ())


def answers_there(
    session: Session, participant: Participant, origin: Conference, target: Conference
) -> Answers:
    """What somebody who is moved from `origin` eats at `target`, and when: every day that is asked for,
    and its meals but those they said no to. To be asked before they leave. Loaded: days."""
    meals = list_meals(session, [origin.id, target.id])
    # Whoever took part from a distance said no to nothing.
    asked = participant.attendance is Attendance.ONSITE
    here, there = meals.get(origin.id, ()) if asked else (), meals.get(target.id, ())
    ate = list_chosen(session, [participant.id])[participant.id].meals if here and there else ()
    days = held_days(target)
    return Answers(
        days=tuple(day.id for day in days) if target.asks_days and len(days) > 1 else (),
        meals=eaten_elsewhere(here, ate, there) if there else (),
    )


def leave_choices(session: Session, participant_ids: Sequence[int], *, now: datetime, keep: bool) -> None:
    """Free what these people hold who leave, and give it to those who wish for it.

    keep  they may return, and have it again as far as there is room
    """
    left = free_choices(session, participant_ids, keep=keep)
    if not keep:
        forget_answers(session, participant_ids)
    if left:
        tell_seated(session, seat_wishes(session, left), now=now)


def tell_seated(session: Session, seated: Sequence[Seated], *, now: datetime) -> None:
    """A letter to each whose wish became a seat."""
    for one in seated:
        person = session.scalars(
            select(Participant)
            .where(Participant.id == one.participant_id)
            .options(selectinload(Participant.registration).selectinload(Registration.participants))
        ).one()
        details = {"item_id": one.item_id}
        promise(session, SEMINAR_SEAT, person.registration, [person], now=now, details=details)
