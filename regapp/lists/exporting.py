"""Asking for a sheet that takes a while, and what the worker says of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from regapp.kernel.tokens import new_token
from regapp.lists.models import ColumnChoice, Export, ExportState
from regapp.lists.rules import SILENT


def ask_export(
    session: Session,
    *,
    person_id: int,
    conference_ids: Sequence[int],
    wanted: Mapping[str, Any],
    columns: Sequence[str],
    language: str,
    total: int,
    now: datetime,
) -> Export:
    export = Export(
        key=new_token(),
        person_id=person_id,
        conference_ids=list(conference_ids),
        wanted=dict(wanted),
        columns=list(columns),
        language=language,
        state=ExportState.WAITING,
        total=total,
        created_at=now,
        touched_at=now,
    )
    session.add(export)
    session.flush()
    return export


def remember_columns(session: Session, person_id: int, columns: Sequence[str]) -> None:
    session.merge(ColumnChoice(person_id=person_id, columns=list(columns)))
    session.flush()


def claim_export(session: Session, *, now: datetime) -> int | None:
    """The next that nobody makes, or whose maker has been silent for long; it is ours then."""
    free = or_(
        Export.state == ExportState.WAITING,
        (Export.state == ExportState.RUNNING) & (Export.touched_at <= now - SILENT),
    )
    number = session.scalars(select(Export.id).where(free).order_by(Export.id).limit(1)).first()
    mine = update(Export).where(Export.id == number, free).returning(Export.id)
    done = session.execute(mine.values(state=ExportState.RUNNING, done=0, touched_at=now))
    return done.scalar_one_or_none()


def note_rows(session: Session, number: int, done: int, *, now: datetime) -> None:
    session.execute(update(Export).where(Export.id == number).values(done=done, touched_at=now))


def end_export(session: Session, number: int, state: ExportState, *, now: datetime) -> None:
    session.execute(update(Export).where(Export.id == number).values(state=state, touched_at=now))


def drop_exports(session: Session, numbers: Sequence[int]) -> None:
    session.execute(delete(Export).where(Export.id.in_(numbers)))
