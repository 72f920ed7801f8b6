"""The waiting list: strict order, whole groups, nobody passes the head."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import SYSTEM, By, record
from regapp.choices.commands.seats import settle_choices
from regapp.conferences.commands.seats import let_head_in, lock_pools
from regapp.conferences.models import Conference
from regapp.conferences.rules import pool_of
from regapp.registrations.commands.fees import charge_seats, take_wishes
from regapp.registrations.commands.letters import LET_IN, promise
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.rules import may_cancel


def let_in(session: Session, conference: Conference, *, now: datetime, by: By = SYSTEM) -> int:
    """Give free seats to the head of the line, group by group; runs after every departure.

    Confirms, charges, settles what they chose, and promises a letter. Stops at the first group
    that does not fit, even if a seat stays empty. Returns how many people got a seat. Loaded:
    days, pools, prices, owner.
    """
    pool = pool_of(conference)
    if pool is None or not may_cancel(conference, now):
        return 0
    lock_pools(session, [pool.id])
    entered = 0
    while head := _head_of_line(session, conference.id):
        if not let_head_in(session, pool.id, len(head)):
            break
        _confirm(session, conference, _registration(session, head), head, now, by=by)
        entered += len(head)
    return entered


def _head_of_line(session: Session, conference_id: int) -> Sequence[Participant]:
    """The people who share the lowest ticket."""
    waiting = (Participant.conference_id == conference_id, Participant.status == Status.WAITING)
    lowest = select(func.min(Participant.queue_ticket)).where(*waiting).scalar_subquery()
    head = (
        select(Participant)
        .where(*waiting, Participant.queue_ticket == lowest)
        .order_by(Participant.position)
        .execution_options(populate_existing=True)
    )
    return session.scalars(head).all()


def _registration(session: Session, people: Sequence[Participant]) -> Registration:
    found = select(Registration).where(Registration.id == people[0].registration_id)
    return session.scalars(found.options(selectinload(Registration.participants))).one()


def _confirm(
    session: Session,
    conference: Conference,
    registration: Registration,
    people: Sequence[Participant],
    now: datetime,
    *,
    by: By,
) -> None:
    for person in people:
        person.status, person.status_at, person.queue_ticket = Status.CONFIRMED, now, None
    session.flush()
    take_wishes(session, conference, people, now=now)
    settle_choices(session, [person.id for person in people])
    charge_seats(session, conference, registration, [person.id for person in people], now=now)
    record(
        session, "let_in", by=by, subject_type="participant",
        subject_ids=[person.id for person in people], now=now, conference_id=conference.id,
    )  # fmt: skip
    promise(session, LET_IN, registration, people, now=now)
