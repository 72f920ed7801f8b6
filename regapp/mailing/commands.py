"""The verbs of the outbox: promise, claim, admit, mark. Sends nothing and knows no address.

`now` of a promise is domain time; everywhere else it is the system's, which back-off, leases
and the hourly limit follow.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, null, or_, select, union_all, update
from sqlalchemy.orm import Session

from regapp.database.prepared import Prepared
from regapp.kernel.tokens import new_uid
from regapp.mailing.models import DemoLetter, LetterState, MailState, OutboxMessage, Priority
from regapp.mailing.queries import IS_WAITING
from regapp.mailing.rules import HOUR, held_until, next_attempt

_ROW = OutboxMessage
_INSERT = cast(Table, OutboxMessage.__table__).insert().inline()
_INSERT_ONE = Prepared(_INSERT)
# Any number will do, as long as nobody else's advisory lock has it.
_LIMIT_LOCK = 7_240_001
_UNCLAIMED = {"claimed_by": None, "claimed_until": None}


def enqueue(
    session: Session,
    kind: str,
    *,
    subject_id: int,
    now: datetime,
    priority: Priority = Priority.TRANSACTIONAL,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Promise one letter. One INSERT; `details` are ids and facts, never personal data."""
    _INSERT_ONE.run(session, _promise(kind, subject_id, now, priority, details))


def enqueue_many(
    session: Session,
    kind: str,
    *,
    subject_ids: Iterable[int],
    now: datetime,
    priority: Priority = Priority.TRANSACTIONAL,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Promise the same letter about each of these rows."""
    each = [(subject_id, details or {}) for subject_id in subject_ids]
    enqueue_each(session, kind, each, now=now, priority=priority)


def enqueue_each(
    session: Session,
    kind: str,
    promises: Iterable[tuple[int, Mapping[str, Any]]],
    *,
    now: datetime,
    priority: Priority = Priority.TRANSACTIONAL,
    batch_id: int | None = None,
) -> None:
    """Promise a letter about each of these rows, with details of its own.

    batch_id  what they are promised as one for, so that they can be counted together
    """
    rows = [_promise(kind, subject_id, now, priority, details) for subject_id, details in promises]
    if batch_id is not None and rows:
        session.execute(_INSERT, [{**row, "batch_id": batch_id} for row in rows])
    elif len(rows) == 1:
        _INSERT_ONE.run(session, rows[0])
    elif rows:
        session.execute(_INSERT, rows)


def claim(
    session: Session, now: datetime, *, worker: str, limit: int, lease: timedelta
) -> list[OutboxMessage]:
    """Take up to `limit` due letters, the most urgent and oldest first; nobody else gets them.

    A claim ends with a mark, or by itself when `lease` is over: the worker was killed.
    """
    due = _due(now).where(_ROW.held_until.is_(None)).limit(limit)
    rows = _take(session, due, now, worker=worker, lease=lease)
    return sorted(rows, key=lambda row: (row.priority, row.id))


def claim_held(session: Session, now: datetime, *, worker: str, lease: timedelta) -> list[OutboxMessage]:
    """Take all letters held back for one address whose hour is over; empty: there are none."""
    # No SKIP LOCKED below: two workers must not each take a part of the same address.
    key = session.scalar(_due(now, _ROW.recipient_key, lock=False).where(_ROW.held_until <= now).limit(1))
    if key is None:
        return []
    whole = select(_ROW.id).where(
        IS_WAITING, _ROW.recipient_key == key, _ROW.held_until.is_not(None), _free(now)
    )
    rows = _take(session, whole.order_by(_ROW.id).with_for_update(), now, worker=worker, lease=lease)
    return sorted(rows, key=lambda row: row.id)


def admit(session: Session, now: datetime, *, recipients: Mapping[int, str]) -> set[int]:
    """Which of these claimed letters may leave now; the others are held for the hour's end.

    recipients  message id to keyed hash of its address, in the order they would leave

    At most three letters to an address in an hour, whatever the number of workers.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LIMIT_LOCK)))
    return {message_id for message_id, key in recipients.items() if _admit_one(session, now, message_id, key)}


def mark_sent(session: Session, now: datetime, *, ids: Sequence[int], message_id: str) -> None:
    """These left, as the one letter `message_id`."""
    _end(session, now, LetterState.SENT, ids=ids, message_id=message_id, last_error=None)


def mark_failed(session: Session, now: datetime, *, ids: Sequence[int], error: str) -> None:
    """These will never arrive: the recipient's server said so for good, or days went by."""
    _end(session, now, LetterState.FAILED, ids=ids, last_error=error)


def mark_bounced(session: Session, now: datetime, *, message_id: str, code: str) -> Sequence[OutboxMessage]:
    """What left as this letter came back; the rows that were thought to have arrived."""
    found = select(_ROW).where(_ROW.message_id == message_id, _ROW.state == LetterState.SENT)
    rows = session.scalars(found.order_by(_ROW.id).with_for_update()).all()
    for row in rows:
        row.state, row.ended_at, row.last_error = LetterState.FAILED, now, code
    session.flush()
    return rows


def mark_needless(session: Session, now: datetime, *, ids: Sequence[int]) -> None:
    """What these were about is gone."""
    _end(session, now, LetterState.NEEDLESS, ids=ids)


def mark_retry(session: Session, now: datetime, *, ids: Sequence[int], error: str) -> None:
    """These did not go through this time: wait longer each time, give up after four days."""
    rows = session.scalars(
        select(_ROW).where(_ROW.id.in_(ids), IS_WAITING).execution_options(populate_existing=True)
    )
    for row in rows:
        row.attempts += 1
        row.first_tried_at = row.first_tried_at or now
        row.last_error, row.claimed_by, row.claimed_until = error, None, None
        due_at = next_attempt(row.attempts, first_tried_at=row.first_tried_at, now=now)
        if due_at is None:
            row.state, row.ended_at = LetterState.FAILED, now
        else:
            row.due_at = due_at
    session.flush()


def release(session: Session, *, worker: str, ids: Collection[int]) -> None:
    """Give letters back untried; it counts as no attempt."""
    session.execute(
        update(_ROW)
        .where(_ROW.id.in_(ids), _ROW.claimed_by == worker, IS_WAITING)
        .values(_UNCLAIMED)
        .execution_options(synchronize_session=False)
    )


def release_all(session: Session, *, worker: str) -> None:
    """Give back everything a worker had claimed: it is known to be dead."""
    session.execute(
        update(_ROW)
        .where(_ROW.claimed_by == worker, IS_WAITING)
        .values(_UNCLAIMED)
        .execution_options(synchronize_session=False)
    )


def forget_recipients(session: Session, *, now: datetime) -> None:
    """Drop the hashed addresses that the hourly limit needs no longer."""
    session.execute(
        update(_ROW)
        .where(_ROW.recipient_key.is_not(None), _ROW.ended_at < now - 2 * HOUR)
        .values(recipient_key=None)
        .execution_options(synchronize_session=False)
    )


def forget_demo_letters(session: Session, email: str) -> None:
    """What the demonstration kept of letters to this address."""
    mine = func.lower(DemoLetter.to_email) == email.lower()
    session.execute(delete(DemoLetter).where(mine), execution_options={"synchronize_session": False})


def pause(session: Session) -> None:
    """Let no letter leave, in any process, until `resume`: the database was just restored."""
    _set_paused(session, True)


def resume(session: Session) -> None:
    """Let letters leave again."""
    _set_paused(session, False)


def drop_waiting(session: Session, now: datetime) -> None:
    """Never send what waits: after a restore, where most of it had left already."""
    session.execute(
        update(_ROW)
        .where(IS_WAITING)
        .values(state=LetterState.NEEDLESS, ended_at=now, **_UNCLAIMED)
        .execution_options(synchronize_session=False)
    )


def _promise(
    kind: str, subject_id: int, now: datetime, priority: Priority, details: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {
        "kind": kind,
        "subject_id": subject_id,
        "created_at": now,
        "priority": int(priority),
        "details": dict(details or {}),
        "message_id": new_uid(),
    }


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(_ROW.claimed_until.is_(None), _ROW.claimed_until <= now)


def _due(now: datetime, column: Any = _ROW.id, *, lock: bool = True) -> Select[Any]:
    due = select(column).where(IS_WAITING, _ROW.due_at <= now, _free(now)).order_by(_ROW.priority, _ROW.id)
    return due.with_for_update(skip_locked=True) if lock else due


def _take(
    session: Session, wanted: Select[Any], now: datetime, *, worker: str, lease: timedelta
) -> Sequence[OutboxMessage]:
    ids = session.scalars(wanted).all()
    if not ids:
        return []
    # The condition again: between the two statements the row may have been another's.
    return session.scalars(
        update(_ROW)
        .where(_ROW.id.in_(ids), IS_WAITING, _free(now))
        .values(claimed_by=worker, claimed_until=now + lease)
        .returning(_ROW)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()


def _admit_one(session: Session, now: datetime, message_id: int, key: str) -> bool:
    sent, under_way = _within_hour(session, now, message_id, key)
    wait_until = held_until(sent, under_way=under_way, now=now)
    values: dict[str, Any] = {"recipient_key": key}
    if wait_until is not None:
        values |= {"held_until": wait_until, **_UNCLAIMED}
    session.execute(
        update(_ROW).where(_ROW.id == message_id).values(values).execution_options(synchronize_session=False)
    )
    return wait_until is None


def _within_hour(session: Session, now: datetime, message_id: int, key: str) -> tuple[list[datetime], int]:
    """When letters left to this address, those that left as one once; and how many leave at this
    moment, all that are held counting as one.

    In one statement: between two, another worker may mark a letter as sent, and neither would see it.
    """
    left = select(func.max(_ROW.ended_at)).where(
        _ROW.recipient_key == key, _ROW.state == LetterState.SENT, _ROW.ended_at > now - HOUR
    )
    others = and_(IS_WAITING, _ROW.recipient_key == key, _ROW.id != message_id)
    leaving = select(null()).where(others, _ROW.held_until.is_(None), _ROW.claimed_until > now)
    held = select(null()).where(select(_ROW.id).where(others, _ROW.held_until.is_not(None)).exists())
    found = session.scalars(union_all(left.group_by(_ROW.message_id), leaving, held)).all()
    sent = [at for at in found if at is not None]
    return sent, len(found) - len(sent)


def _end(session: Session, now: datetime, state: LetterState, *, ids: Sequence[int], **values: Any) -> None:
    session.execute(
        update(_ROW)
        .where(_ROW.id.in_(ids))
        .values(state=state, ended_at=now, **_UNCLAIMED, **values)
        .execution_options(synchronize_session=False)
    )


def _set_paused(session: Session, paused: bool) -> None:
    row = session.get(MailState, 1)
    if row is None:
        session.add(MailState(id=1, paused=paused))
    else:
        row.paused = paused
    session.flush()
