"""What waits, what left, what failed. Loads outbox rows only, never whom they are for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from regapp.mailing.models import LetterState, MailState, OutboxMessage

# Written out, not bound: SQLite uses the partial index only if it sees the value.
IS_WAITING = text("state = 'waiting'")
HAS_FAILED = text("state = 'failed'")


@dataclass(frozen=True)
class QueueState:
    """How the outbox is doing. `oldest_age` is None when nothing waits."""

    waiting: int
    held: int
    failed: int
    oldest_age: timedelta | None
    paused: bool


@dataclass(frozen=True)
class LetterStatus:
    """One promised letter as its reader's page shows it."""

    kind: str
    subject_id: int
    created_at: datetime
    state: LetterState
    is_held: bool
    attempts: int
    last_error: str | None
    ended_at: datetime | None


def is_paused(session: Session) -> bool:
    return bool(session.scalar(select(MailState.paused).where(MailState.id == 1)))


def has_due(session: Session, now: datetime) -> bool:
    """Whether a worker has anything to do at system time `now`. A reading look, no lock."""
    row = OutboxMessage
    due = select(row.id).where(
        IS_WAITING,
        row.due_at <= now,
        or_(row.held_until.is_(None), row.held_until <= now),
        or_(row.claimed_until.is_(None), row.claimed_until <= now),
    )
    return session.scalar(due.limit(1)) is not None and not is_paused(session)


def is_claimed_by(session: Session, *, worker: str, ids: Collection[int]) -> bool:
    """Whether all of these still wait and are this worker's."""
    row = OutboxMessage
    mine = select(func.count()).where(row.id.in_(ids), row.claimed_by == worker, IS_WAITING)
    return session.scalar(mine) == len(ids)


def queue_state(session: Session, now: datetime) -> QueueState:
    """Three statements. `now` is domain time, like `created_at`."""
    waiting, held, oldest = session.execute(
        select(func.count(), func.count(OutboxMessage.held_until), func.min(OutboxMessage.created_at)).where(
            IS_WAITING
        )
    ).one()
    failed = session.scalar(select(func.count(OutboxMessage.id)).where(HAS_FAILED))
    return QueueState(
        waiting=waiting,
        held=held,
        failed=failed or 0,
        oldest_age=_age(oldest, now),
        paused=is_paused(session),
    )


def count_batches(session: Session, batch_ids: Collection[int]) -> dict[int, dict[LetterState, int]]:
    """How many letters of what was promised as one stand where. One statement."""
    row = OutboxMessage
    counted = (
        select(row.batch_id, row.state, func.count())
        .where(row.batch_id.in_(batch_ids))
        .group_by(row.batch_id, row.state)
    )
    found: dict[int, dict[LetterState, int]] = {number: {} for number in batch_ids}
    for batch_id, state, count in session.execute(counted):
        found[batch_id or 0][state] = count
    return found


def oldest_wait(session: Session, now: datetime) -> timedelta | None:
    """How long the oldest letter has waited that should have left; None when none has. One statement.

    What is held because somebody got many in an hour is meant to wait, unless it was tried since.
    """
    row = OutboxMessage
    should_leave = row.held_until.is_(None) | (row.attempts > 0)
    return _age(session.scalar(select(func.min(row.created_at)).where(IS_WAITING, should_leave)), now)


def list_letters(
    session: Session, *, kinds: Collection[str], subject_ids: Collection[int]
) -> list[LetterStatus]:
    """Letters of these kinds about these rows, oldest first. One statement."""
    row = OutboxMessage
    rows: Iterable[OutboxMessage] = session.scalars(
        select(row).where(row.subject_id.in_(subject_ids), row.kind.in_(kinds)).order_by(row.id)
    )
    return [_status(message) for message in rows]


def _age(oldest: datetime | None, now: datetime) -> timedelta | None:
    return None if oldest is None else max(now - oldest, timedelta())


def _status(message: OutboxMessage) -> LetterStatus:
    waiting = message.state is LetterState.WAITING
    return LetterStatus(
        kind=message.kind,
        subject_id=message.subject_id,
        created_at=message.created_at,
        state=message.state,
        is_held=waiting and message.held_until is not None,
        attempts=message.attempts,
        last_error=message.last_error,
        ended_at=message.ended_at,
    )
