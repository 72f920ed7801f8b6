"""Taking and giving back seats: one conditional UPDATE each, never a read and then a write.

The pool's row is locked by the UPDATE until the transaction ends, so whatever the number of
processes no more than the capacity is ever taken, and the line has one order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Integer, Table, and_, bindparam, case, exists, select, update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, SeatPool
from regapp.database.prepared import Prepared

_pools: Table = SeatPool.__table__  # type: ignore[assignment]  # declared as FromClause
_pool = _pools.c
_count: BindParameter[int] = bindparam("count", type_=Integer)
_this = _pool.id == bindparam("pool_id")
_fits = and_(_pool.waiting == 0, _pool.taken + _count <= _pool.capacity)

_take = update(_pools).where(_this, _fits).values(taken=_pool.taken + _count).returning(_pool.id)
_same_version = exists().where(
    Conference.id == _pool.conference_id, Conference.version == bindparam("version")
)
_take_or_wait = Prepared(
    update(_pools)
    .where(_this, _same_version)
    .values(
        taken=case((_fits, _pool.taken + _count), else_=_pool.taken),
        waiting=case((_fits, _pool.waiting), else_=_pool.waiting + _count),
        tickets=case((_fits, _pool.tickets), else_=_pool.tickets + 1),
    )
    .returning(_pool.waiting, _pool.tickets)
)
_let_in = (
    update(_pools)
    .where(_this, _pool.taken + _count <= _pool.capacity)
    .values(taken=_pool.taken + _count, waiting=_pool.waiting - _count)
    .returning(_pool.id)
)
_queue = (
    update(_pools)
    .where(_this)
    .values(waiting=_pool.waiting + _count, tickets=_pool.tickets + _count)
    .returning(_pool.tickets)
)
_as_read = update(_pools).where(_this, _same_version).values(taken=_pool.taken).returning(_pool.id)
_put_back = update(_pools).where(_this).values(taken=_pool.taken - _count, waiting=_pool.waiting + _count)
_release = update(_pools).where(_this).values(taken=_pool.taken - _count)
_leave = update(_pools).where(_this).values(waiting=_pool.waiting - _count)
_resize = (
    update(_pools)
    .where(_this, _pool.taken <= bindparam("seats"))
    .values(capacity=bindparam("seats"))
    .returning(_pool.id)
)


_still = Prepared(select(_pool.id).where(_this, _same_version))


@dataclass(frozen=True)
class SeatResult:
    """A seat for all (`ticket` is None), or a place in line for all."""

    ticket: int | None

    @property
    def seated(self) -> bool:
        return self.ticket is None


def take_or_wait(session: Session, pool_id: int, count: int, *, version: int) -> SeatResult | None:
    """All `count` seats if nobody waits and they are free, else one ticket in line for all.

    None when the conference was changed since it was read as `version`: read it again.
    """
    values = {"pool_id": pool_id, "count": count, "version": version}
    found = _take_or_wait.run(session, values)
    if not found or not _is_still(session, pool_id, version):
        return None
    [(waiting, tickets)] = found
    # Seats are only taken while nobody waits, and waiting adds to the line.
    return SeatResult(None if waiting == 0 else tickets)


def is_as_read(session: Session, pool_id: int, *, version: int) -> bool:
    """Take no seat, only make sure that the conference is as it was read, until the transaction ends."""
    found = session.execute(_as_read, {"pool_id": pool_id, "version": version})
    return found.scalar_one_or_none() is not None and _is_still(session, pool_id, version)


def _is_still(session: Session, pool_id: int, version: int) -> bool:
    """Whether that is so now that the pool's row is ours.

    On PostgreSQL a statement that waited for the row goes on with what it had read of the
    conference before: whoever signs up while it is called off would get a seat. Who changes what
    a sign-up must know holds the row, so a fresh look tells for good. SQLite has one writer.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(_still.run(session, {"pool_id": pool_id, "version": version}))


def lock_pools(session: Session, pool_ids: Sequence[int]) -> None:
    """Take the pools' rows in one order (PostgreSQL; SQLite has one writer anyway)."""
    locked = select(SeatPool.id).where(SeatPool.id.in_(pool_ids)).order_by(SeatPool.id)
    session.execute(locked.with_for_update()).all()


def take(session: Session, pool_id: int, count: int) -> bool:
    """All `count` seats, or nothing; never past those who wait."""
    found = session.execute(_take, {"pool_id": pool_id, "count": count})
    return found.scalar_one_or_none() is not None


def let_head_in(session: Session, pool_id: int, count: int) -> bool:
    """Move `count` persons from the line to seats, if all of them fit."""
    found = session.execute(_let_in, {"pool_id": pool_id, "count": count})
    return found.scalar_one_or_none() is not None


def queue(session: Session, pool_id: int, count: int) -> int:
    """Draw `count` tickets of one person each; the last of them."""
    return int(session.execute(_queue, {"pool_id": pool_id, "count": count}).scalar_one())


def make_room(session: Session, pool_id: int) -> bool:
    """One seat more where every seat is taken; whether there had to be. For an organizer who decides so."""
    full = update(_pools).where(_pool.id == pool_id, _pool.taken >= _pool.capacity)
    found = session.execute(full.values(capacity=_pool.taken + 1).returning(_pool.id))
    return found.scalar_one_or_none() is not None


def set_line_aside(session: Session, pool_id: int) -> int:
    """Until `bring_line_back`, in the same transaction, nobody waits; how many did. Hold the pool first."""
    waiting = session.execute(select(_pool.waiting).where(_pool.id == pool_id)).scalar_one()
    session.execute(update(_pools).where(_pool.id == pool_id).values(waiting=0))
    return int(waiting)


def bring_line_back(session: Session, pool_id: int, waiting: int) -> None:
    session.execute(update(_pools).where(_pool.id == pool_id).values(waiting=waiting))


def put_back(session: Session, pool_id: int, count: int) -> None:
    """Take seats back that were held for `count` persons: they are in line again."""
    session.execute(_put_back, {"pool_id": pool_id, "count": count})


def release(session: Session, pool_id: int, count: int) -> None:
    """Give back seats."""
    session.execute(_release, {"pool_id": pool_id, "count": count})


def leave_line(session: Session, pool_id: int, count: int) -> None:
    session.execute(_leave, {"pool_id": pool_id, "count": count})


def resize(session: Session, pool_id: int, seats: int) -> bool:
    """Set the capacity; refused below the seats already taken."""
    found = session.execute(_resize, {"pool_id": pool_id, "seats": seats})
    return found.scalar_one_or_none() is not None
