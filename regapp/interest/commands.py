"""The verbs of the lists: ask, stay, leave, tell, forget.

Nothing here sends: what is told becomes mass letters in the outbox, in the worker's transaction.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, record
from regapp.conferences.models import Conference
from regapp.database.upsert import insert_for
from regapp.interest.models import Interest, Stage, Wish
from regapp.interest.queries import find_interest, is_due, list_news
from regapp.interest.rules import ANSWER_WITHIN, KEPT, Kind, News
from regapp.kernel.tokens import new_token
from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import LetterState, OutboxMessage, Priority

TURNED = "interest.turned"
LETTERS = {kind: f"interest.{kind.value}" for kind in Kind}
_CHANGES: dict[Kind, dict[str, Any]] = {
    Kind.OPENED: {"stage": Stage.TOLD},
    Kind.DATED: {"awaits_date": False},
    Kind.CALLED_OFF: {"stage": Stage.ASKED},
}
# Any number will do, as long as nobody else's advisory lock has it.
_TELLING_LOCK = 7_240_002


def ask(
    session: Session,
    email: str,
    *,
    wish: Wish,
    language: str,
    now: datetime,
    conference_id: int | None = None,
    series_id: int | None = None,
    awaits_date: bool = False,
) -> None:
    """Put an address on a list; nothing happens if it stands there."""
    row = insert_for(session)(Interest).values(
        conference_id=conference_id,
        series_id=series_id,
        wish=wish,
        stage=Stage.WAITING,
        awaits_date=awaits_date,
        email=email,
        email_key=hashlib.sha256(email.casefold().encode()).hexdigest(),
        language=language,
        token=new_token(),
        created_at=now,
    )
    session.execute(row.on_conflict_do_nothing())


def stay(session: Session, token: str, *, now: datetime) -> bool:
    """After a cancellation: wait for the next edition instead. Again is the same as once.

    False when the row is gone.
    """
    row = find_interest(session, token)
    if row is None:
        return False
    if row.stage is Stage.ASKED:
        same_list = (Interest.conference_id == row.conference_id, Interest.series_id == row.series_id)
        twin = delete(Interest).where(
            *same_list, Interest.wish == Wish.NEXT, Interest.email_key == row.email_key
        )
        session.execute(twin)
        row.wish, row.stage, row.awaits_date, row.created_at = Wish.NEXT, Stage.WAITING, False, now
        session.flush()
    return True


def leave(session: Session, token: str) -> None:
    """Take the address away. A letter that was promised to it has nobody to go to."""
    session.execute(delete(Interest).where(Interest.token == token))


def forget_address(session: Session, email: str) -> None:
    """Take an address off every list: whose it is asked for that."""
    key = hashlib.sha256(email.casefold().encode()).hexdigest()
    session.execute(delete(Interest).where(Interest.email_key == key))


def tell(session: Session, *, now: datetime, limit: int) -> int:
    """Promise the letters of the first news there is to up to `limit` addresses; how many rows it was.

    Zero: nothing is left to tell. Whatever the number of workers, a row is told once.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TELLING_LOCK)))
    for news in list_news(session, now):
        rows = _rows(session, news, limit)
        if rows:
            _promise(session, news, rows, now)
            return len(rows)
    return 0


def tell_turn(
    session: Session,
    conference: Conference,
    turn: str,
    *,
    now: datetime,
    details: Mapping[str, Any],
    awaits_date: bool = False,
) -> int:
    """Promise a letter to all who wait at this conference that it is put off, moved or digital; how
    many. They stay on the list: the opening is still to come, and a date where there is none now.
    """
    waiting = (
        Interest.conference_id == conference.id,
        Interest.wish == Wish.OPENING,
        Interest.stage == Stage.WAITING,
    )
    ids = session.scalars(select(Interest.id).where(*waiting).order_by(Interest.id)).all()
    if ids and awaits_date:
        silent = {"synchronize_session": False}
        session.execute(update(Interest).where(*waiting).values(awaits_date=True), execution_options=silent)
    enqueue_many(
        session, TURNED, subject_ids=ids, now=now, priority=Priority.MASS,
        details={**details, "conference_id": conference.id, "turn": turn},
    )  # fmt: skip
    return len(ids)


def forget_told(session: Session) -> int:
    """Delete those whose last letter has left, or never will."""
    letter = exists().where(
        OutboxMessage.subject_id == Interest.id,
        OutboxMessage.kind == LETTERS[Kind.OPENED],
        OutboxMessage.state == LetterState.WAITING,
    )
    gone = delete(Interest).where(Interest.stage == Stage.TOLD, ~letter).returning(Interest.id)
    return len(session.execute(gone, execution_options={"synchronize_session": False}).all())


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete who waited for 24 months, and who did not answer whether to stay.

    The history says at which conference it happened, never whose address it was.
    """
    silent = (Interest.stage == Stage.ASKED) & (Interest.told_at < now - ANSWER_WITHIN)
    rows = delete(Interest).where(or_(Interest.created_at < now - KEPT, silent))
    found = session.execute(
        rows.returning(Interest.conference_id), execution_options={"synchronize_session": False}
    )
    conference_ids = found.scalars().all()
    for conference_id in sorted({number for number in conference_ids if number}):
        _record(session, "interest_forgotten", conference_id, now)
    return len(conference_ids)


def _rows(session: Session, news: News, limit: int) -> list[Any]:
    """All rows of the next addresses, each address's nearest list first."""
    due = or_(*(is_due(one) for one in news.lists))
    if news.kind is Kind.DATED:
        due &= Interest.awaits_date
    # Up to the last address of the batch. Not `in_` of a subquery: PostgreSQL takes seconds for that.
    last = select(Interest.email_key).where(due).distinct().order_by(Interest.email_key).offset(limit - 1)
    key = session.scalars(last.limit(1)).one_or_none()
    found = select(
        Interest.id, Interest.email_key, Interest.conference_id, Interest.series_id, Interest.told_at
    ).where(due, *([Interest.email_key <= key] if key else []))
    rows = session.execute(found.order_by(Interest.id)).all()
    return sorted(rows, key=lambda row: (row.conference_id is None, row.series_id is None))


def _promise(session: Session, news: News, rows: Sequence[Any], now: datetime) -> None:
    """One letter an address. Where the letter is the last one, its other rows go at once."""
    nearest = {row.email_key: row for row in reversed(rows)}
    told = {row.id: row.told_at is None for row in nearest.values()}
    others = [row.id for row in rows if row.id not in told]
    silent = {"synchronize_session": False}
    change = update(Interest).values(told_at=now, **_CHANGES[news.kind]).returning(Interest.id)
    # Who left meanwhile is not among them.
    here = session.execute(change.where(Interest.id.in_(told)), execution_options=silent).scalars().all()
    if news.kind is Kind.OPENED and others:
        session.execute(delete(Interest).where(Interest.id.in_(others)), execution_options=silent)
    elif others:
        session.execute(change.where(Interest.id.in_(others)), execution_options=silent)
    for first in (True, False):
        enqueue_many(
            session, LETTERS[news.kind], subject_ids=sorted(one for one in here if told[one] is first),
            now=now, priority=Priority.MASS,
            details={"conference_id": news.conference_id, "first": first},
        )  # fmt: skip
    _record(session, f"interest_{news.kind.value}", news.conference_id, now)


def _record(session: Session, action: str, conference_id: int, now: datetime) -> None:
    record(
        session, action, by=SYSTEM, subject_type="conference", subject_ids=[conference_id], now=now,
        conference_id=conference_id,
    )  # fmt: skip
