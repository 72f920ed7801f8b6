"""Cancelling and returning: seats, charges, letters and the line in one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.billing.commands import reverse_charges
from regapp.choices.commands.seats import settle_choices
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import charge_seats, free_extras, take_code_again, take_wishes
from regapp.registrations.commands.leaving import settle_leaving
from regapp.registrations.commands.letters import CANCELLED, promise
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.seats import give_back, take_seat
from regapp.registrations.commands.seminars import leave_choices
from regapp.registrations.commands.sign_up import CONFIRMATION
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.rules import ACTIVE, check_may_cancel, check_may_return


def cancel_participants(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_ids: Collection[int],
    *,
    now: datetime,
    by: By = PARTICIPANT,
    waive: bool = False,
) -> int:
    """Cancel those of `participant_ids` who still come to `conference`; how many they were.

    Frees their seats or places in line and what they chose, reverses their charges (but for what
    a late cancellation costs, unless an organizer waives it), promises letters and lets the line
    in. Cancelling twice frees nothing twice: the second time finds nobody. Loaded on
    `conference`: days, pools, prices, owner; on `registration`: participants.
    """
    check_may_cancel(conference, now)
    if pool_of(conference) is None:
        raise Refusal("signup_none")
    lock_pools(session, [pool.id for pool in conference.pools])
    leaving = _leaving(session, registration.id, conference.id, participant_ids)
    if not leaving:
        return 0
    seated = [person for person in leaving if person.status is not Status.WAITING]
    waiting = [person for person in leaving if person.status is Status.WAITING]
    for person in leaving:
        person.status, person.status_at, person.queue_ticket = Status.CANCELLED, now, None
        person.rising += 1
    session.flush()
    kept = 0
    give_back(session, conference, seated=seated, waiting=waiting)
    if seated:
        ids = [person.id for person in seated]
        kept = settle_leaving(session, registration, conference, ids, now=now, waive=waive)
    free_extras(session, leaving)
    leave_choices(session, [person.id for person in leaving], now=now, keep=True)
    record(
        session, "cancelled", by=by, subject_type="participant",
        subject_ids=[person.id for person in leaving], now=now, conference_id=conference.id,
    )  # fmt: skip
    told = {"had_seat": bool(seated), "kept": kept}
    promise(session, CANCELLED, registration, leaving, now=now, details=told)
    let_in(session, conference, now=now)
    return len(leaving)


def return_participant(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_id: int,
    *,
    now: datetime,
    by: By = PARTICIPANT,
) -> None:
    """Take a cancelled participant back, while there is a free seat nobody waits for.

    Refuses: signup_…, no_room_to_return, code_used_up. Returning twice changes nothing the second time.
    """
    check_may_return(conference, now)
    if pool_of(conference) is None:
        raise Refusal("signup_none")
    lock_pools(session, [pool.id for pool in conference.pools])
    person = _one(session, registration.id, participant_id)
    if person is None or person.status is not Status.CANCELLED or person.conference_id != conference.id:
        return
    if not take_seat(session, conference, person.attendance):
        raise Refusal("no_room_to_return")
    take_code_again(session, person)
    person.status, person.status_at, person.priced_at = Status.CONFIRMED, now, now
    person.rising += 1
    session.flush()
    take_wishes(session, conference, [person], now=now)
    settle_choices(session, [person.id])
    # What the late cancellation cost is not owed by somebody who comes after all.
    reverse_charges(session, [person.id], now=now)
    charge_seats(session, conference, registration, [person.id], now=now)
    record(
        session, "returned", by=by, subject_type="participant", subject_ids=[person.id], now=now,
        conference_id=conference.id,
    )  # fmt: skip
    promise(session, CONFIRMATION, registration, [person], now=now)


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
