"""Planning, undoing and doing what reaches many participants."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, By, member, record
from regapp.batches.models import Batch, BatchKind, BatchState
from regapp.batches.rules import MOST, PART, due_at, in_parts, part_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.completion import ask_completion
from regapp.registrations.commands.many import cancel_many, check_room_for, move_many


def plan_batch(
    session: Session,
    kind: BatchKind,
    chosen: Mapping[int, Sequence[int]],
    *,
    target_id: int | None = None,
    waive: bool = False,
    fields: Sequence[str] = (),
    person_id: int,
    now: datetime,
) -> Batch:
    """Promise it: nothing is done before `due_at`. Refuses nobody_chosen, too_many_chosen."""
    count = sum(len(ids) for ids in chosen.values())
    if not count:
        raise Refusal("nobody_chosen")
    if kind is BatchKind.COMPLETE and not fields:
        raise Refusal("no_field_asked")
    if count > MOST:
        raise Refusal("too_many_chosen", most=MOST, count=count)
    batch = Batch(
        kind=kind,
        state=BatchState.PLANNED,
        chosen={str(number): list(ids) for number, ids in chosen.items()},
        target_id=target_id,
        waive=waive,
        fields=list(fields),
        count=count,
        person_id=person_id,
        created_at=now,
        due_at=due_at(now),
    )
    session.add(batch)
    session.flush()
    _record(session, f"{kind.value}_many_planned", batch, by=member(person_id), now=now)
    return batch


def undo_batch(session: Session, batch: Batch, *, by: By, now: datetime) -> None:
    """Refuses batch_done: it was done, or begun, while somebody looked at the page."""
    if not _end(session, batch.id, BatchState.UNDONE, now, reached=0):
        raise Refusal("batch_done")
    _record(session, f"{batch.kind.value}_many_undone", batch, by=by, now=now)


def do_now(session: Session, batch: Batch, *, now: datetime) -> None:
    """Let it be due: one that takes several parts is the worker's."""
    mine = update(Batch).where(Batch.id == batch.id, Batch.state == BatchState.PLANNED, Batch.due_at > now)
    session.execute(mine.values(due_at=now))


def do_batch(session: Session, number: int, *, now: datetime) -> int | None:
    """Do the next part, once, however many workers try; None if nothing is left or somebody else did it.

    Most are one part: all of it or nothing. Refuses what the action refuses: see `refuse_batch`.
    """
    batch = session.get(Batch, number, populate_existing=True)
    if batch is None or batch.state is not BatchState.PLANNED:
        return None
    start, size = batch.reached, PART if in_parts(batch.kind, batch.size) else max(batch.size, 1)
    if not _reach(session, batch, start + size, now):
        return None
    session.refresh(batch)
    by = member(batch.person_id) if batch.person_id else SYSTEM
    if not start and batch.kind is BatchKind.MOVE and batch.target_id is not None:
        check_room_for(session, batch.selection, batch.target_id)
    taken = act(
        session,
        batch.kind,
        part_of(batch.selection, start, size),
        batch.target_id,
        waive=batch.waive,
        fields=batch.fields,
        by=by,
        now=now,
    )
    batch.taken += taken
    if batch.reached == batch.size:
        batch.count = batch.taken
    session.flush()
    return taken


def act(
    session: Session,
    kind: BatchKind,
    chosen: Mapping[int, Sequence[int]],
    target_id: int | None,
    *,
    waive: bool,
    fields: Sequence[str] = (),
    by: By,
    now: datetime,
) -> int:
    """The action itself; a preview runs it and undoes it."""
    if kind is BatchKind.CANCEL:
        return cancel_many(session, chosen, now=now, by=by, waive=waive)
    if kind is BatchKind.COMPLETE:
        return ask_completion(session, chosen, fields, now=now, by=by)
    if target_id is None:
        raise ValueError("a move leads somewhere")
    return move_many(session, chosen, target_id, now=now, by=by)


def refuse_batch(session: Session, number: int, refusal: Refusal, *, now: datetime) -> None:
    """A rule said no when the time had come: keep what it said, for the page."""
    if _end(session, number, BatchState.REFUSED, now):
        batch = session.get_one(Batch, number, populate_existing=True)
        batch.refusal = refusal.code
        batch.refusal_values = {name: value for name, value in refusal.details.items()}
        session.flush()


def _end(
    session: Session, number: int, state: BatchState, now: datetime, *, reached: int | None = None
) -> bool:
    """Whoever changes the state of a planned one has it; the others find nothing."""
    mine = update(Batch).where(Batch.id == number, Batch.state == BatchState.PLANNED)
    if reached is not None:
        mine = mine.where(Batch.reached == reached)
    done = session.execute(mine.values(state=state, ended_at=now).returning(Batch.id))
    return done.scalar_one_or_none() is not None


def _reach(session: Session, batch: Batch, end: int, now: datetime) -> bool:
    """Whoever says first that a part is done has it to do; with the last one it is over."""
    mine = update(Batch).where(
        Batch.id == batch.id, Batch.state == BatchState.PLANNED, Batch.reached == batch.reached
    )
    values: dict[str, Any] = {"reached": min(end, batch.size)}
    if end >= batch.size:
        values |= {"state": BatchState.DONE, "ended_at": now}
    done = session.execute(mine.values(**values).returning(Batch.id))
    return done.scalar_one_or_none() is not None


def _record(session: Session, action: str, batch: Batch, *, by: By, now: datetime) -> None:
    for number in sorted(batch.conference_ids):
        record(
            session, action, by=by, subject_type="conference", subject_ids=[number], now=now,
            conference_id=number, fields=("participants",),
        )  # fmt: skip
