"""Planning, undoing and doing what reaches many participants."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, By, member, record
from regapp.batches.models import Batch, BatchKind, BatchState
from regapp.batches.rules import MOST, due_at
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.completion import ask_completion
from regapp.registrations.commands.many import cancel_many, move_many


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
    """Refuses batch_done: it was done while somebody looked at the page."""
    if not _end(session, batch.id, BatchState.UNDONE, now):
        raise Refusal("batch_done")
    _record(session, f"{batch.kind.value}_many_undone", batch, by=by, now=now)


def do_batch(session: Session, number: int, *, now: datetime) -> int | None:
    """Do it all, once, however many workers try; None if somebody else did or undid it.

    Refuses what the action refuses, and then nothing is done: see `refuse_batch`.
    """
    if not _end(session, number, BatchState.DONE, now):
        return None
    batch = session.get_one(Batch, number, populate_existing=True)
    by = member(batch.person_id) if batch.person_id else SYSTEM
    batch.count = act(
        session,
        batch.kind,
        batch.selection,
        batch.target_id,
        waive=batch.waive,
        fields=batch.fields,
        by=by,
        now=now,
    )
    session.flush()
    return batch.count


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


def _end(session: Session, number: int, state: BatchState, now: datetime) -> bool:
    """Whoever changes the state of a planned one has it; the others find nothing."""
    mine = update(Batch).where(Batch.id == number, Batch.state == BatchState.PLANNED)
    done = session.execute(mine.values(state=state, ended_at=now).returning(Batch.id))
    return done.scalar_one_or_none() is not None


def _record(session: Session, action: str, batch: Batch, *, by: By, now: datetime) -> None:
    for number in sorted(batch.conference_ids):
        record(
            session, action, by=by, subject_type="conference", subject_ids=[number], now=now,
            conference_id=number, fields=("participants",),
        )  # fmt: skip
