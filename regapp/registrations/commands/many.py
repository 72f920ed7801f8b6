"""The same for many participants of many registrations: all of it or nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import By
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference, SeatPool
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.cancel import cancel_participants
from regapp.registrations.commands.line import let_in, lock_pool
from regapp.registrations.commands.move import move_participant
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.rules import ACTIVE, is_apart

# By conference: who was chosen there.
Selection = Mapping[int, Sequence[int]]
# Those in line leave first: nobody is given a seat that they are about to give up.
_FIRST = (Status.WAITING, Status.OFFERED, Status.CONFIRMED)


def cancel_many(session: Session, chosen: Selection, *, now: datetime, by: By, waive: bool = False) -> int:
    """Cancel those of the chosen who still come to the conference they were chosen at; how many.

    The line is let in once, when all have left. Refuses what cancelling one refuses.
    """
    registrations, conferences = _locked(session, chosen), _conferences(session, chosen)
    gone = 0
    for status in _FIRST:
        for registration in registrations:
            for conference in conferences.values():
                ids = _standing(registration, conference, chosen, {status})
                if ids:
                    gone += cancel_participants(
                        session, registration, conference, ids, now=now, by=by, waive=waive, only={status},
                        line=False,
                    )  # fmt: skip
    for conference in conferences.values():
        let_in(session, conference, now=now)
    return gone


def move_many(session: Session, chosen: Selection, target_id: int, *, now: datetime, by: By) -> int:
    """Give those of the chosen who still come a seat at `target_id`: all of them or nobody; how many.

    Refuses too_few_seats and what moving one refuses.
    """
    chosen = {number: ids for number, ids in chosen.items() if number != target_id}
    registrations = _locked(session, chosen)
    conferences = _conferences(session, [*chosen, target_id])
    target = conferences.pop(target_id)
    moving = [
        (registration, conference, number)
        for registration in registrations
        for conference in conferences.values()
        for number in _standing(registration, conference, chosen, ACTIVE)
    ]
    _check_room(session, target, [_one(one, number) for one, _conference, number in moving])
    for registration, conference, number in moving:
        move_participant(
            session, registration, _one(registration, number), origin=conference, target=target, now=now,
            by=by, line=False,
        )  # fmt: skip
    for conference in conferences.values():
        let_in(session, conference, now=now)
    return len(moving)


def check_room_for(session: Session, chosen: Selection, target_id: int) -> None:
    """Whether all who are to be moved, part by part, would find a seat now. Locks nothing, since each
    part looks again. Refuses too_few_seats."""
    ids = [one for number, some in chosen.items() if number != target_id for one in some]
    people = select(Participant).where(Participant.id.in_(ids), Participant.status.in_(ACTIVE))
    moving = [one for one in session.scalars(people) if one.id in set(chosen.get(one.conference_id, ()))]
    target = get_conference(session, target_id)
    pool = pool_of(target)
    if pool is None:
        raise Refusal("signup_none")
    _refuse_without_room(target, session.get_one(SeatPool, pool.id, populate_existing=True), moving)


def _check_room(session: Session, target: Conference, people: Sequence[Participant]) -> None:
    """Say how many are missing, rather than that the last of them found no seat."""
    pool = pool_of(target)
    if pool is None:
        raise Refusal("signup_none")
    _refuse_without_room(target, lock_pool(session, pool.id), people)


def _refuse_without_room(target: Conference, seats: SeatPool, people: Sequence[Participant]) -> None:
    needed = sum(not is_apart(target, person.attendance) for person in people)
    free = 0 if seats.waiting else max(seats.capacity - seats.taken, 0)
    if needed > free:
        raise Refusal("too_few_seats", place=target.place or target.title, free=free, needed=needed)


def _locked(session: Session, chosen: Selection) -> list[Registration]:
    """Their registrations with everybody on them, locked by id as the order of locks has it."""
    ids = [number for some in chosen.values() for number in some]
    rows = select(Participant.registration_id).where(Participant.id.in_(ids)).distinct()
    numbers = sorted(session.scalars(rows))
    lock = select(Registration.id).where(Registration.id.in_(numbers)).order_by(Registration.id)
    session.execute(lock.with_for_update()).all()
    found = (
        select(Registration)
        .where(Registration.id.in_(numbers))
        .options(selectinload(Registration.participants))
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(found))


def _conferences(session: Session, ids: Selection | Sequence[int]) -> dict[int, Conference]:
    """By id, with all their pools locked at once: later ones find them theirs."""
    found = {number: get_conference(session, number) for number in sorted(set(ids))}
    lock_pools(session, [pool.id for one in found.values() for pool in one.pools])
    return found


def _standing(
    registration: Registration, conference: Conference, chosen: Selection, statuses: Collection[Status]
) -> list[int]:
    wanted = frozenset(chosen.get(conference.id, ()))
    return [
        person.id
        for person in registration.participants
        if person.id in wanted and person.conference_id == conference.id and person.status in statuses
    ]


def _one(registration: Registration, number: int) -> Participant:
    return next(person for person in registration.participants if person.id == number)
