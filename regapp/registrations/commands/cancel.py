"""Cancelling and returning: seats, charges, letters and the line in one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.billing.commands import reverse_charges
from regapp.choices.commands.seats import settle_choices
from regapp.conferences.commands.seats import SeatResult, lock_pools, take_or_wait
from regapp.conferences.models import Conference
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import (
    charge_seats,
    forget_consents,
    free_extras,
    take_code_again,
    take_wishes,
)
from regapp.registrations.commands.leaving import settle_leaving
from regapp.registrations.commands.letters import CANCELLED, OFFER_DECLINED, promise
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.seats import give_back, take_seat
from regapp.registrations.commands.seminars import leave_choices
from regapp.registrations.commands.sign_up import CONFIRMATION, WAITING
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.rules import (
    ACTIVE,
    check_may_cancel,
    check_may_get_seat,
    check_may_return,
    pool_for,
)


def cancel_participants(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_ids: Collection[int],
    *,
    now: datetime,
    by: By = PARTICIPANT,
    waive: bool = False,
    only: Collection[Status] = ACTIVE,
    line: bool = True,
) -> int:
    """Cancel those of `participant_ids` who still come to `conference`; how many they were.

    Frees their seats or places in line and what they chose, reverses their charges (but for what
    a late cancellation costs, unless an organizer waives it), promises letters and lets the line
    in. Cancelling twice frees nothing twice: the second time finds nobody. `only` those who stand
    so: who says no to an offer does not cancel a seat that is theirs. Without `line` whoever calls
    lets the line in, when many leave at once. Loaded on `conference`: days, pools, prices, owner;
    on `registration`: participants.
    """
    check_may_cancel(conference, now)
    if pool_of(conference) is None:
        raise Refusal("signup_none")
    lock_pools(session, [pool.id for pool in conference.pools])
    found = _leaving(session, registration.id, conference.id, participant_ids)
    leaving = [person for person in found if person.status in only]
    if not leaving:
        return 0
    before = {status: [one for one in leaving if one.status is status] for status in ACTIVE}
    for person in leaving:
        person.status, person.status_at, person.queue_ticket = Status.CANCELLED, now, None
        person.offered_until = None
        person.rising += 1
    session.flush()
    waiting, kept = before[Status.WAITING], 0
    seated = [*before[Status.CONFIRMED], *before[Status.OFFERED]]
    give_back(session, conference, seated=seated, waiting=waiting)
    if before[Status.CONFIRMED]:
        ids = [person.id for person in before[Status.CONFIRMED]]
        kept = settle_leaving(session, registration, conference, ids, now=now, waive=waive)
    if conference.turned_digital_at is not None:
        forget_consents(session, [person.id for person in leaving])
    free_extras(session, leaving)
    leave_choices(session, [person.id for person in leaving], now=now, keep=True)
    for status, people in before.items():
        _tell(session, registration, conference, people, status, kept=kept, by=by, now=now)
    if line:
        let_in(session, conference, now=now)
    return len(leaving)


def check_tickets(session: Session, participant_ids: Collection[int], tickets: Collection[str]) -> None:
    """Refuse place_handed_over unless each still has one of the `tickets` that the page was drawn
    with: whoever was given the place since then is not to lose it. The registration is held."""
    theirs = select(Participant.ticket_code).where(Participant.id.in_(participant_ids))
    if tickets and not set(session.scalars(theirs)) <= set(tickets):
        raise Refusal("place_handed_over")


def return_participant(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_id: int,
    *,
    now: datetime,
    by: By = PARTICIPANT,
    always_open: bool = False,
) -> bool:
    """Take a cancelled participant back: a free seat nobody waits for, or the end of the line.

    Whether it was a seat. `always_open` lets an organizer do it outside the sign-up's window. Refuses:
    signup_…, no_room_to_return, code_used_up, changed_meanwhile. Returning twice changes nothing the
    second time.
    """
    if always_open:
        check_may_get_seat(conference, now)
    else:
        check_may_return(conference, now)
    if pool_of(conference) is None:
        raise Refusal("signup_none")
    lock_pools(session, [pool.id for pool in conference.pools])
    person = _one(session, registration.id, participant_id)
    if person is None or person.status is not Status.CANCELLED or person.conference_id != conference.id:
        return person is not None and person.status is Status.CONFIRMED
    seats = _seat_again(session, conference, person)
    take_code_again(session, person)
    person.status, person.status_at = Status.CONFIRMED if seats.seated else Status.WAITING, now
    person.queue_ticket, person.priced_at = seats.ticket, now
    person.rising += 1
    session.flush()
    if seats.seated:
        take_wishes(session, conference, [person], now=now)
        settle_choices(session, [person.id])
        # What the late cancellation cost is not owed by somebody who comes after all.
        reverse_charges(session, [person.id], now=now)
        charge_seats(session, conference, registration, [person.id], now=now)
    record(
        session, "returned" if seats.seated else "joined_line", by=by, subject_type="participant",
        subject_ids=[person.id], now=now, conference_id=conference.id,
    )  # fmt: skip
    promise(session, CONFIRMATION if seats.seated else WAITING, registration, [person], now=now)
    return seats.seated


def _seat_again(session: Session, conference: Conference, person: Participant) -> SeatResult:
    """A seat nobody waits for, or a place at the end of the line. Nobody waits from a distance."""
    pool, own = pool_for(conference, person.attendance), pool_of(conference)
    if pool is None or own is None or pool.id != own.id:
        if not take_seat(session, conference, person.attendance):
            raise Refusal("no_room_to_return")
        return SeatResult(None)
    seats = take_or_wait(session, pool.id, 1, version=conference.version)
    if seats is None:
        raise Refusal("changed_meanwhile")
    if not seats.seated and not conference.has_waiting_list:
        raise Refusal("no_room_to_return")
    return seats


def _tell(
    session: Session,
    registration: Registration,
    conference: Conference,
    people: Sequence[Participant],
    before: Status,
    *,
    kept: int,
    by: By,
    now: datetime,
) -> None:
    """History and letters of people who left: a seat, the line, or a seat that was offered."""
    if not people:
        return
    offered = before is Status.OFFERED
    record(
        session, "offer_declined" if offered else "cancelled", by=by, subject_type="participant",
        subject_ids=[person.id for person in people], now=now, conference_id=conference.id,
    )  # fmt: skip
    had_seat = before is Status.CONFIRMED
    details = {"had_seat": had_seat, "kept": kept if had_seat else 0}
    kind = OFFER_DECLINED if offered else CANCELLED
    promise(session, kind, registration, people, now=now, details=details)


def _leaving(
    session: Session, registration_id: int, conference_id: int, ids: Collection[int]
) -> Sequence[Participant]:
    found = select(Participant).where(
        Participant.registration_id == registration_id,
        Participant.conference_id == conference_id,
        Participant.id.in_(ids),
        Participant.status.in_(ACTIVE),
    )
    fresh = found.order_by(Participant.id).with_for_update()
    return session.scalars(fresh.execution_options(populate_existing=True)).all()


def _one(session: Session, registration_id: int, participant_id: int) -> Participant | None:
    found = select(Participant).where(
        Participant.id == participant_id, Participant.registration_id == registration_id
    )
    fresh = found.with_for_update().execution_options(populate_existing=True)
    return session.scalars(fresh).one_or_none()
