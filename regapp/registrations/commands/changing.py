"""A participant's choices changed later, by the same rules as on the form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.choices.commands.answers import forget_answers, keep_answers
from regapp.choices.commands.seats import (
    drop_choices,
    hold_choices,
    seat_wishes,
    settle_choices,
    take_choices,
)
from regapp.choices.offers import Choices
from regapp.choices.queries import list_chosen, list_meals, list_rounds
from regapp.choices.rules import Answers, Chosen, check_together, eaten
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import charge_seats, take_wishes
from regapp.registrations.commands.letters import CHOICES_CHANGED, promise
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.seats import give_back, take_seat
from regapp.registrations.commands.seminars import tell_seated
from regapp.registrations.commands.sign_up import CONFIRMATION
from regapp.registrations.models import Attendance, Participant, Registration, Status
from regapp.registrations.rules import ACTIVE, attendance_at, check_may_cancel


@dataclass(frozen=True)
class NewChoices:
    """How it shall be from now on. `choices`: pools are looked up, `wish` as on the form."""

    attendance: Attendance = Attendance.ONSITE
    choices: tuple[Chosen, ...] = ()
    days: tuple[int, ...] = ()
    meals: tuple[int, ...] = ()


def change_choices(
    session: Session,
    registration: Registration,
    participant: Participant,
    conference: Conference,
    wanted: NewChoices,
    *,
    by: By,
    now: datetime,
    tell: bool = True,
) -> list[str]:
    """Make `participant`'s choices what is wanted; the names of what changed, none for nothing.

    All or nothing: what is given up is freed and goes to the first wish, what is new is taken or
    wished for. Who waits for a seat on site, or was offered one, has one at once by taking part
    from a distance.
    Loaded on `conference`: days, pools, prices, owner; on `registration`: participants.
    `tell`: with a letter; whoever got a seat by it has the confirmation all the same.

    Refuses what cancelling refuses, already_cancelled, day_missing, what `check_together` refuses,
    seminar_full, remote_full, no_seat_here.
    """
    check_may_cancel(conference, now)
    lock_pools(session, [pool.id for pool in conference.pools])
    _read_again(session, participant, conference)
    wanted = _checked(session, conference, wanted, by_organizer=by is not PARTICIPANT)
    before = list_chosen(session, [participant.id])[participant.id]
    changed = []
    was_pending = participant.status is not Status.CONFIRMED
    if _switch(session, registration, participant, conference, wanted.attendance, now):
        changed.append("attendance")
    if _change_items(session, participant, before, wanted.choices, now):
        changed.append("choices")
    changed += _change_answers(session, participant, before, wanted)
    if not changed:
        return []
    record(
        session, "choices_changed", by=by, subject_type="participant", subject_ids=[participant.id],
        now=now, conference_id=conference.id, fields=changed,
    )  # fmt: skip
    got_in = was_pending and participant.status is Status.CONFIRMED
    if got_in or tell:
        promise(session, CONFIRMATION if got_in else CHOICES_CHANGED, registration, [participant], now=now)
    if "attendance" in changed:
        let_in(session, conference, now=now)
    return changed


def _read_again(session: Session, participant: Participant, conference: Conference) -> None:
    """As it stands now, and locked; its relationships stay loaded."""
    session.execute(select(Participant.id).where(Participant.id == participant.id).with_for_update()).one()
    names = ["status", "conference_id", "attendance", "queue_ticket", "offered_until", "rising"]
    session.refresh(participant, names)
    if participant.status not in ACTIVE or participant.conference_id != conference.id:
        raise Refusal("already_cancelled")


def _checked(
    session: Session, conference: Conference, wanted: NewChoices, *, by_organizer: bool
) -> NewChoices:
    """What is wanted as far as it is offered here. No seminar is demanded of an organizer."""
    rounds = list_rounds(session, [conference.id]).get(conference.id, ())
    if by_organizer:
        rounds = tuple(replace(one, required=False) for one in rounds)
    meals = list_meals(session, [conference.id]).get(conference.id, ())
    known = {day.id for day in held_days(conference)}
    asked = conference.asks_days and len(known) > 1
    days = tuple(dict.fromkeys(day for day in wanted.days if day in known)) if asked else ()
    if asked and not days:
        raise Refusal("day_missing")
    coming = days if asked else None
    check_together(rounds, [one.item_id for one in wanted.choices], coming)
    pools = {item.id: item.pool_id for one in rounds for item in one.items}
    attendance = attendance_at(conference, wanted.attendance)
    ticked = wanted.meals if attendance is Attendance.ONSITE else ()
    return NewChoices(
        attendance=attendance,
        choices=tuple(Chosen(one.item_id, pools[one.item_id], one.wish) for one in wanted.choices),
        days=days,
        meals=eaten(meals, ticked, coming),
    )


def _switch(
    session: Session,
    registration: Registration,
    participant: Participant,
    conference: Conference,
    attendance: Attendance,
    now: datetime,
) -> bool:
    """Another way to take part: a seat there, then the old one given back."""
    if participant.attendance is attendance:
        return False
    if not take_seat(session, conference, attendance):
        raise Refusal("remote_full" if attendance is Attendance.REMOTE else "no_seat_here")
    pending = participant.status is not Status.CONFIRMED
    if participant.status is Status.WAITING:
        give_back(session, conference, waiting=[participant])
    else:
        give_back(session, conference, seated=[participant])
    participant.attendance = attendance
    participant.rising += 1
    if pending:
        participant.status, participant.status_at, participant.queue_ticket = Status.CONFIRMED, now, None
        participant.offered_until = None
    session.flush()
    if pending:
        take_wishes(session, conference, [participant], now=now)
        settle_choices(session, [participant.id])
        charge_seats(session, conference, registration, [participant.id], now=now)
    return True


def _change_items(
    session: Session,
    participant: Participant,
    before: Choices,
    wanted: Sequence[Chosen],
    now: datetime,
) -> bool:
    """Give up first: a seat may be given and taken within one round. Wishes keep their place."""
    kept = {one.item_id for one in before.items}
    new = [one for one in wanted if one.item_id not in kept]
    gone = kept - {one.item_id for one in wanted}
    if not new and not gone:
        return False
    left = drop_choices(session, participant.id, gone)
    seated = participant.status is Status.CONFIRMED
    (take_choices if seated else hold_choices)(session, {participant.id: new})
    if left:
        tell_seated(session, seat_wishes(session, left), now=now)
    return True


def _change_answers(
    session: Session, participant: Participant, before: Choices, wanted: NewChoices
) -> list[str]:
    pairs = (("days", before.days, wanted.days), ("meals", before.meals, wanted.meals))
    changed = [name for name, old, new in pairs if set(old) != set(new)]
    if changed:
        forget_answers(session, [participant.id])
        keep_answers(session, {participant.id: Answers(days=wanted.days, meals=wanted.meals)})
    return changed
