"""Finding actions for many."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.batches.models import Batch, BatchState


def find_batch(session: Session, number: int, conference_ids: Collection[int]) -> Batch | None:
    """One that touches nothing but these conferences."""
    batch = session.get(Batch, number)
    return batch if batch is not None and batch.conference_ids <= set(conference_ids) else None


def list_due(session: Session, now: datetime) -> Sequence[int]:
    found = select(Batch.id).where(Batch.state == BatchState.PLANNED, Batch.due_at <= now)
    return session.scalars(found.order_by(Batch.due_at, Batch.id)).all()


def list_planned(session: Session, conference_ids: Collection[int]) -> list[Batch]:
    """Those that can still be undone; there are few."""
    found = select(Batch).where(Batch.state == BatchState.PLANNED).order_by(Batch.due_at, Batch.id)
    return [one for one in session.scalars(found) if one.conference_ids <= set(conference_ids)]


def list_latest(session: Session, conference_ids: Collection[int], limit: int = 10) -> list[Batch]:
    """The last ones, newest first; looked for among the last hundreds of all."""
    found = select(Batch).order_by(Batch.id.desc()).limit(50 * limit)
    mine = (one for one in session.scalars(found) if one.conference_ids <= set(conference_ids))
    return [one for one, _number in zip(mine, range(limit), strict=False)]
