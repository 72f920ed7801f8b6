"""Written once: the database itself refuses to change or delete history."""

from datetime import datetime

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from regapp.audit.commands import member, record
from regapp.audit.models import Event


@pytest.fixture
def written(session: Session, now: datetime) -> Session:
    record(
        session, "edited", by=member(1), subject_type="participant", subject_ids=[1], now=now,
        conference_id=1, fields=["title"],
    )  # fmt: skip
    session.commit()
    return session


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "attempt",
    [
        update(Event).values(actor_id=2),
        update(Event).values(fields=[]),
        delete(Event),
        text("UPDATE history SET at = at"),
        text("DELETE FROM history"),
    ],
    ids=str,
)
def test_history_is_never_changed_nor_deleted(written: Session, attempt: object) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        written.execute(attempt)  # type: ignore[call-overload]
    written.rollback()
    assert written.scalar(select(func.count(Event.id))) == 1


@pytest.mark.postgres
def test_history_is_not_emptied_at_once_either(written: Session) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        written.execute(text("TRUNCATE history"))
