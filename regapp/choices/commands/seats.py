"""Seats in items that are chosen, and their lines: first come, first served, each for themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from regapp.choices.models import ChoiceState, ParticipantChoice
from regapp.choices.rules import Chosen
from regapp.conferences.commands.seats import leave_line, let_head_in, lock_pools, queue, release, take
from regapp.conferences.models import PoolKind, SeatPool
from regapp.kernel.refusal import Refusal
from regapp.programme.models import ProgrammeItem

_choices: Table = ParticipantChoice.__table__  # type: ignore[assignment]  # declared as FromClause
_insert = insert(_choices)
_settled = (
    update(_choices)
    .where(_choices.c.participant_id == bindparam("of"), _choices.c.item_id == bindparam("at"))
    .values(state=bindparam("now_state"), ticket=bindparam("now_ticket"))
)
# Which participants' choices: by id.
Wanted = Mapping[int, Sequence[Chosen]]


@dataclass(frozen=True)
class Seated:
    """A wish that became a seat."""

    participant_id: int
    item_id: int


@dataclass(frozen=True)
class _Held:
    """A kept choice and the pool of its item, if it has one."""

    participant_id: int
    item_id: int
    state: ChoiceState
    pool_id: int | None


def take_choices(session: Session, wanted: Wanted) -> None:
    """Keep what these participants chose: a seat for each, or a place in line for each wish.

    All or nothing: refuses seminar_full (with item_id, free) when the seats of an item do not
    suffice. One UPDATE for each pool, one INSERT.
    """
    asked = [(person, chosen) for person, some in wanted.items() for chosen in some]
    rows = _in_order(asked, _take_seats(session, asked))
    if rows:
        session.execute(_insert, rows)
    wishing = Counter(chosen.pool_id for _person, chosen in asked if chosen.wish)
    # Several wished at once, and some of them fit.
    seat_wishes(session, [pool_id for pool_id, count in wishing.items() if pool_id and count > 1])


def hold_choices(session: Session, wanted: Wanted) -> None:
    """Keep what these participants chose until they have a seat at the conference itself."""
    rows = [
        _row(person, chosen.item_id, ChoiceState.HELD, None)
        for person, some in wanted.items()
        for chosen in some
    ]
    if rows:
        session.execute(_insert, rows)


def settle_choices(session: Session, participant_ids: Sequence[int]) -> None:
    """Give what is held a seat where one is free, else a place in line, in the order of the ids."""
    held = [one for one in _kept(session, participant_ids) if one.state is ChoiceState.HELD]
    if not held:
        return
    lock_pools(session, _pool_ids(held))
    rank = {number: place for place, number in enumerate(participant_ids)}
    for one in sorted(held, key=lambda one: (one.pool_id or 0, rank[one.participant_id])):
        if one.pool_id is None or take(session, one.pool_id, 1):
            _put(session, one, ChoiceState.SEATED, None)
        else:
            _put(session, one, ChoiceState.WISHED, queue(session, one.pool_id, 1))


def free_choices(session: Session, participant_ids: Sequence[int], *, keep: bool) -> list[int]:
    """Give back their seats and leave the lines; the pools that were left, by id.

    keep  hold the choices, in case they return; else they are forgotten
    """
    kept = _kept(session, participant_ids)
    if not kept:
        return []
    left = _let_go(session, kept)
    mine = ParticipantChoice.participant_id.in_(participant_ids)
    silent = {"synchronize_session": False}
    if keep:
        held = update(ParticipantChoice).where(mine).values(state=ChoiceState.HELD, ticket=None)
        session.execute(held, execution_options=silent)
    else:
        session.execute(delete(ParticipantChoice).where(mine), execution_options=silent)
    return left


def drop_choices(session: Session, participant_id: int, item_ids: Iterable[int]) -> list[int]:
    """Give up some of one participant's choices; the pools that were left, by id."""
    gone = set(item_ids)
    kept = [one for one in _kept(session, [participant_id]) if one.item_id in gone]
    left = _let_go(session, kept)
    if kept:
        rows = delete(ParticipantChoice).where(
            ParticipantChoice.participant_id == participant_id, ParticipantChoice.item_id.in_(gone)
        )
        session.execute(rows, execution_options={"synchronize_session": False})
    return left


def seat_wishes(session: Session, pool_ids: Sequence[int]) -> list[Seated]:
    """Give free seats to those who wished, in their order; whom that was."""
    found: list[Seated] = []
    for pool_id in sorted(pool_ids):
        pool = session.execute(
            select(SeatPool.subject_id, SeatPool.capacity - SeatPool.taken, SeatPool.waiting).where(
                SeatPool.id == pool_id
            )
        ).one()
        item_id, free, waiting = pool
        for person in _first_in_line(session, item_id, min(free, waiting)):
            if not let_head_in(session, pool_id, 1):
                break
            _put(session, _Held(person, item_id, ChoiceState.WISHED, pool_id), ChoiceState.SEATED, None)
            found.append(Seated(person, item_id))
    return found


def forget_seats(session: Session, conference_id: int) -> None:
    """Nobody has a seat in an item of a conference that is not held; what was chosen is kept."""
    items = select(SeatPool.subject_id).where(
        SeatPool.conference_id == conference_id, SeatPool.kind == PoolKind.SEMINAR
    )
    silent = {"synchronize_session": False}
    held = update(ParticipantChoice).where(ParticipantChoice.item_id.in_(items))
    session.execute(held.values(state=ChoiceState.HELD, ticket=None), execution_options=silent)
    pools = update(SeatPool).where(SeatPool.conference_id == conference_id, SeatPool.kind == PoolKind.SEMINAR)
    session.execute(pools.values(taken=0, waiting=0), execution_options=silent)


def forget_item(session: Session, item_id: int) -> None:
    """Nobody has a seat in an item that was taken out, or waits for one. That they chose it is kept:
    their own calendars say that it is cancelled."""
    silent = {"synchronize_session": False}
    held = update(ParticipantChoice).where(ParticipantChoice.item_id == item_id)
    session.execute(held.values(state=ChoiceState.HELD, ticket=None), execution_options=silent)
    pool = update(SeatPool).where(SeatPool.kind == PoolKind.SEMINAR, SeatPool.subject_id == item_id)
    session.execute(pool.values(taken=0, waiting=0), execution_options=silent)


def _take_seats(
    session: Session, asked: Sequence[tuple[int, Chosen]]
) -> dict[tuple[int, bool], list[int | None]]:
    """One UPDATE for each pool and kind of asking; the tickets by item, None for a seat."""
    counts = Counter((chosen.pool_id, chosen.item_id, chosen.wish) for _person, chosen in asked)
    found: dict[tuple[int, bool], list[int | None]] = {}
    for (pool_id, item_id, wish), count in sorted(
        counts.items(), key=lambda one: (one[0][0] or 0, one[0][2])
    ):
        if pool_id is None or take(session, pool_id, count):
            found[item_id, wish] = [None] * count
        elif wish:
            last = queue(session, pool_id, count)
            found[item_id, wish] = list(range(last - count + 1, last + 1))
        else:
            raise Refusal("seminar_full", item_id=item_id, free=_free(session, pool_id))
    return found


def _in_order(
    asked: Sequence[tuple[int, Chosen]], tickets: dict[tuple[int, bool], list[int | None]]
) -> list[dict[str, Any]]:
    """Rows to insert; those of one form draw their tickets in its order."""
    rows = []
    for person, chosen in asked:
        ticket = tickets[chosen.item_id, chosen.wish].pop(0)
        state = ChoiceState.SEATED if ticket is None else ChoiceState.WISHED
        rows.append(_row(person, chosen.item_id, state, ticket))
    return rows


def _row(person: int, item_id: int, state: ChoiceState, ticket: int | None) -> dict[str, Any]:
    return {"participant_id": person, "item_id": item_id, "state": state, "ticket": ticket}


def _kept(session: Session, participant_ids: Sequence[int]) -> list[_Held]:
    """Their choices as they are, with the pools of the items; not what was taken out."""
    pool = (SeatPool.subject_id == ParticipantChoice.item_id) & (SeatPool.kind == PoolKind.SEMINAR)
    rows = (
        select(
            ParticipantChoice.participant_id, ParticipantChoice.item_id, ParticipantChoice.state, SeatPool.id
        )
        .join(ProgrammeItem, ProgrammeItem.id == ParticipantChoice.item_id)
        .outerjoin(SeatPool, pool)
        .where(ParticipantChoice.participant_id.in_(participant_ids), ProgrammeItem.removed_at.is_(None))
    )
    return [_Held(*row) for row in session.execute(rows)]


def _let_go(session: Session, kept: Sequence[_Held]) -> list[int]:
    """Give back what they hold in the pools; these, by id."""
    counts: dict[int, Counter[ChoiceState]] = defaultdict(Counter)
    for one in kept:
        if one.pool_id is not None and one.state is not ChoiceState.HELD:
            counts[one.pool_id][one.state] += 1
    left = sorted(counts)
    for pool_id in left:
        if seated := counts[pool_id][ChoiceState.SEATED]:
            release(session, pool_id, seated)
        if waiting := counts[pool_id][ChoiceState.WISHED]:
            leave_line(session, pool_id, waiting)
    return left


def _first_in_line(session: Session, item_id: int, count: int) -> Sequence[int]:
    if count <= 0:
        return []
    first = (
        select(ParticipantChoice.participant_id)
        .where(ParticipantChoice.item_id == item_id, ParticipantChoice.state == ChoiceState.WISHED)
        .order_by(ParticipantChoice.ticket)
        .limit(count)
    )
    return session.scalars(first).all()


def _put(session: Session, one: _Held, state: ChoiceState, ticket: int | None) -> None:
    values = {"of": one.participant_id, "at": one.item_id, "now_state": state, "now_ticket": ticket}
    session.execute(_settled, values)


def _pool_ids(kept: Iterable[_Held]) -> list[int]:
    return sorted({one.pool_id for one in kept if one.pool_id is not None})


def _free(session: Session, pool_id: int) -> int:
    pool = session.execute(
        select(SeatPool.capacity - SeatPool.taken, SeatPool.waiting).where(SeatPool.id == pool_id)
    ).one()
    return 0 if pool[1] else max(int(pool[0]), 0)
