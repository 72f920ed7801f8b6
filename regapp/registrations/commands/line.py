"""The waiting list: strict order, whole groups, nobody passes the head.

A free seat is offered with a deadline or given at once, as the conference chose. However many
seats, the number of statements is the same.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import SYSTEM, By, record
from regapp.billing.commands import reverse_charges
from regapp.choices.commands.seats import settle_choices
from regapp.conferences.commands.seats import let_head_in
from regapp.conferences.models import Conference, LetInMode, SeatPool
from regapp.conferences.rules import GROUP_LIMIT, pool_of
from regapp.registrations.commands.fees import charge_groups, take_wishes
from regapp.registrations.commands.letters import LET_IN, OFFERED, Group, promise_all
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.queries import conference_again, list_line
from regapp.registrations.rules import answer_by, let_in_mode, may_get_seat, next_in_line

# Below what SQLite takes as values of one statement.
_BATCH = 5000


def let_in(session: Session, conference: Conference, *, now: datetime, by: By = SYSTEM) -> list[int]:
    """Give or offer free seats to the head of the line; runs after every departure.

    Stops at the first group that does not fit, even if a seat stays empty; does nothing where
    an organizer offers by hand, nor in the last two days. Returns who got or was offered one.
    Loaded: pools.
    """
    pool = pool_of(conference)
    if pool is None:
        return []
    seats = lock_pool(session, pool.id)
    if not seats.waiting or seats.free <= 0:
        return []
    # Whoever held the lock may have called it off, or chosen another way.
    conference = conference_again(session, conference.id)
    mode = let_in_mode(conference, now)
    until = answer_by(conference, now) if mode is LetInMode.OFFER else None
    if not may_get_seat(conference, now) or (until is None and mode is not LetInMode.DIRECT):
        return []
    line = list_line(session, conference.id, seats.free + GROUP_LIMIT)
    chosen = next_in_line(line, seats.free)
    return give_seats(session, conference, seats.id, chosen, until=until, now=now, by=by)


def give_seats(
    session: Session,
    conference: Conference,
    pool_id: int,
    participant_ids: Sequence[int],
    *,
    until: datetime | None,
    now: datetime,
    by: By,
    action: str = "",
) -> list[int]:
    """Move these from the line to seats: offered until `until`, or theirs if that is None.

    A seat that is theirs is charged. The pool is locked. `action` is what the history says.
    Loaded: prices, owner.
    """
    if not participant_ids or not let_head_in(session, pool_id, len(participant_ids)):
        return []
    groups = lock_groups(session, participant_ids)
    values: dict[str, Any] = {"status": Status.OFFERED, "status_at": now, "offered_until": until}
    if until is None:
        values |= {"status": Status.CONFIRMED, "queue_ticket": None}
    set_people(session, participant_ids, values)
    if until is None:
        take_wishes(session, conference, [one for _, people in groups for one in people], now=now)
        settle_choices(session, participant_ids)
        for ids in batches(participant_ids):
            # What a late cancellation cost is not owed by somebody who comes after all.
            reverse_charges(session, ids, now=now)
        charge_groups(session, conference, groups, now=now)
    record(
        session, action or ("let_in" if until is None else "offered"), by=by, subject_type="participant",
        subject_ids=participant_ids, now=now, conference_id=conference.id,
    )  # fmt: skip
    promise_all(session, LET_IN if until is None else OFFERED, groups, now=now)
    return list(participant_ids)


def lock_pool(session: Session, pool_id: int) -> SeatPool:
    """The pool as it stands, and nobody else's until the transaction ends."""
    found = select(SeatPool).where(SeatPool.id == pool_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def lock_groups(session: Session, participant_ids: Sequence[int]) -> list[Group]:
    """These as they stand, locked by id, under their registrations; with all who came with them."""
    wanted = set(participant_ids)
    groups: list[Group] = []
    for ids in batches(sorted(wanted)):
        rows = select(Participant.registration_id).where(Participant.id.in_(ids)).order_by(Participant.id)
        numbers = set(session.scalars(rows.with_for_update()))
        found = (
            select(Registration)
            .where(Registration.id.in_(numbers))
            .options(selectinload(Registration.participants))
            .order_by(Registration.id)
            .execution_options(populate_existing=True)
        )
        for registration in session.scalars(found):
            people = [person for person in registration.participants if person.id in wanted]
            groups.append((registration, people))
    return groups


def set_people(session: Session, participant_ids: Sequence[int], values: dict[str, Any]) -> None:
    """The same values for all of these, also in the rows that are loaded."""
    for ids in batches(participant_ids):
        session.execute(update(Participant).where(Participant.id.in_(ids)).values(**values))


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
