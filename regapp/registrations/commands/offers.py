"""Offers: answered, run out, made by hand, taken back. Each with seat, charge, letter and history."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, SYSTEM, By, record
from regapp.billing.commands import reverse_charges
from regapp.choices.commands.seats import settle_choices
from regapp.conferences.commands.seats import put_back, release
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, LetInMode, PoolKind, SeatPool
from regapp.conferences.rules import GROUP_LIMIT, pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import charge_seats, free_extras, take_wishes
from regapp.registrations.commands.letters import OFFER_EXPIRED, promise, promise_all
from regapp.registrations.commands.line import (
    give_seats,
    let_in,
    lock_groups,
    lock_pool,
    set_people,
)
from regapp.registrations.commands.seminars import leave_choices
from regapp.registrations.commands.sign_up import CONFIRMATION
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.queries import conference_again, list_line
from regapp.registrations.rules import (
    answer_by_hand,
    check_may_get_seat,
    is_open_offer,
    next_in_line,
)


def accept_offers(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_ids: Collection[int],
    *,
    now: datetime,
    by: By = PARTICIPANT,
) -> int:
    """Say yes for those of `participant_ids` who are offered a seat; how many they were.

    Charged at the price of `now`. Saying yes twice is saying it once: then 0. Refuses
    offer_late, offer_gone and what cancelling refuses. Loaded: pools; participants.
    """
    people, conference = _asked(session, registration, conference, participant_ids, now)
    offered = [person for person in people if person.status is Status.OFFERED]
    if not offered:
        if any(person.status is Status.CONFIRMED for person in people):
            return 0
        raise Refusal("offer_gone")
    if not all(is_open_offer(person, now) for person in offered):
        raise Refusal("offer_late")
    ids = [person.id for person in offered]
    values = {"status": Status.CONFIRMED, "status_at": now, "queue_ticket": None, "offered_until": None}
    # They said yes to what it costs now, whatever the form said when they lined up.
    set_people(session, ids, values | {"priced_at": now})
    take_wishes(session, conference, offered, now=now)
    settle_choices(session, ids)
    # What a late cancellation cost is not owed by somebody who comes after all.
    reverse_charges(session, ids, now=now)
    charge_seats(session, conference, registration, ids, now=now)
    _record(session, "offer_accepted", ids, conference.id, by=by, now=now)
    promise(session, CONFIRMATION, registration, offered, now=now)
    return len(offered)


def expire_offers(session: Session, conference_id: int, *, now: datetime) -> int:
    """End the offers at a conference that are over at `now`; how many they were.

    Their people leave the line and are told, the next in line are offered the seats. Exactly
    once, whatever the number of workers: the second one finds nobody.
    """
    own = SeatPool.kind == PoolKind.CONFERENCE
    pool = select(SeatPool.id).where(SeatPool.conference_id == conference_id, own)
    pool_id = session.scalars(pool).one()
    lock_pool(session, pool_id)
    over = (Participant.status == Status.OFFERED, Participant.offered_until <= now)
    ids = session.scalars(
        select(Participant.id).where(Participant.conference_id == conference_id, *over)
    ).all()
    if not ids:
        return 0
    groups = lock_groups(session, ids)
    values = {"status": Status.CANCELLED, "status_at": now, "queue_ticket": None, "offered_until": None}
    set_people(session, ids, values)
    release(session, pool_id, len(ids))
    free_extras(session, [person for _, people in groups for person in people])
    leave_choices(session, ids, now=now, keep=True)
    _record(session, "offer_expired", ids, conference_id, by=SYSTEM, now=now)
    promise_all(session, OFFER_EXPIRED, groups, now=now)
    let_in(session, conference_again(session, conference_id), now=now)
    return len(ids)


def offer_by_hand(
    session: Session, conference: Conference, *, now: datetime, by: By, ticket: int | None = None
) -> list[int]:
    """Offer free seats: to the head of the line, or out of turn to the group with `ticket`.

    Refuses no_free_seat, head_does_not_fit, group_does_not_fit, not_in_line, offer_too_late
    and what cancelling refuses. Returns who is offered one. Loaded: pools.
    """
    seats = lock_pool(session, _pool_id(conference))
    conference = conference_again(session, conference.id)
    check_may_get_seat(conference, now)
    until = answer_by_hand(conference, now)
    if until is None:
        raise Refusal("offer_too_late")
    if seats.free <= 0:
        raise Refusal("no_free_seat")
    line = list_line(session, conference.id, seats.free + GROUP_LIMIT, ticket=ticket)
    if not line:
        raise Refusal("not_in_line")
    chosen = next_in_line(line, seats.free)
    if not chosen:
        needed = sum(one.ticket == line[0].ticket for one in line)
        raise _does_not_fit(ticket is None, free=seats.free, needed=needed)
    (head,) = list_line(session, conference.id, 1)
    action = "offered" if ticket in {None, head.ticket} else "offered_out_of_turn"
    return give_seats(
        session, conference, seats.id, chosen, until=until, now=now, by=by, action=action
    )  # fmt: skip


def withdraw_offers(session: Session, conference: Conference, *, by: By, now: datetime) -> list[int]:
    """Take back every open offer: its people stand in line where they stood. The pool is locked.

    Who hears of it, and how, is the caller's business.
    """
    here = (Participant.conference_id == conference.id, Participant.status == Status.OFFERED)
    ids = session.scalars(select(Participant.id).where(*here).order_by(Participant.id)).all()
    if ids:
        lock_groups(session, ids)
        set_people(session, ids, {"status": Status.WAITING, "status_at": now, "offered_until": None})
        put_back(session, _pool_id(conference), len(ids))
        _record(session, "offer_withdrawn", ids, conference.id, by=by, now=now)
    return list(ids)


def choose_let_in_mode(
    session: Session,
    conference: Conference,
    mode: LetInMode | None,
    *,
    by: By,
    now: datetime,
    version: int | None = None,
) -> None:
    """Offer, let in at once or by hand; None leaves it to the fee. Open offers stay open.

    Refuses edited_meanwhile where `version`, that of the page, is not the conference's.
    """
    lock_pool(session, _pool_id(conference))
    claim_version(session, conference, conference.version if version is None else version)
    conference.let_in_mode = mode
    session.flush()
    record(
        session, "conference_saved", by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=("let_in_mode",),
    )  # fmt: skip
    let_in(session, conference, now=now, by=by)


def choose_fewer(
    session: Session,
    registration: Registration,
    conference: Conference,
    accepts: bool,
    *,
    now: datetime,
    by: By = PARTICIPANT,
) -> None:
    """Whether the group takes what seats there are, and the rest of it waits on at the head."""
    if registration.accepts_fewer is accepts:
        return
    registration.accepts_fewer = accepts
    session.flush()
    here = [one for one in registration.participants if one.conference_id == conference.id]
    waiting = [one for one in here if one.status is Status.WAITING]
    record(
        session, "edited", by=by, subject_type="participant", subject_ids=[one.id for one in waiting],
        now=now, conference_id=conference.id, fields=("accepts_fewer",),
    )  # fmt: skip
    let_in(session, conference, now=now)


def _asked(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_ids: Collection[int],
    now: datetime,
) -> tuple[Sequence[Participant], Conference]:
    """Those asked about and the conference, as they stand behind the pool's lock."""
    lock_pool(session, _pool_id(conference))
    fresh = conference_again(session, conference.id)
    check_may_get_seat(fresh, now)
    found = (
        select(Participant)
        .where(Participant.registration_id == registration.id, Participant.id.in_(participant_ids))
        .where(Participant.conference_id == conference.id)
        .order_by(Participant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).all(), fresh


def _does_not_fit(is_head: bool, *, free: int, needed: int) -> Refusal:
    return Refusal("head_does_not_fit" if is_head else "group_does_not_fit", free=free, needed=needed)


def _pool_id(conference: Conference) -> int:
    pool = pool_of(conference)
    if pool is None:
        raise Refusal("signup_none")
    return pool.id


def _record(
    session: Session, action: str, ids: Sequence[int], conference_id: int, *, by: By, now: datetime
) -> None:
    record(
        session, action, by=by, subject_type="participant", subject_ids=ids, now=now,
        conference_id=conference_id,
    )  # fmt: skip
