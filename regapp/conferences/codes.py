"""Access codes: compared, judged, and protected from guessing."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import Session

from regapp.conferences.models import AccessCode, CodeAttempt, PoolKind, SeatPool
from regapp.kernel.dates import date_text
from regapp.kernel.refusal import Refusal

ATTEMPT_WINDOW = timedelta(minutes=15)
_ATTEMPTS_KEPT = timedelta(days=1)
# A whole authority may sit behind one client address.
_WRONG_IN_WINDOW = 20


@dataclass(frozen=True)
class FoundCode:
    """A code that somebody has. `pool_id` None: it may be used any number of times."""

    id: int
    category_id: int
    valid_from: datetime | None
    valid_until: datetime | None
    pool_id: int | None


def folded_code(text: str) -> str:
    """Letters and digits in capitals: a code is read aloud and typed with and without its hyphen."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:40]


def find_code(session: Session, conference_id: int, typed: str) -> FoundCode | None:
    """The conference's code that was typed. Each of its codes is compared, in the time of all."""
    its_pool = and_(SeatPool.kind == PoolKind.CODE, SeatPool.subject_id == AccessCode.id)
    row = AccessCode
    codes = (
        select(row.code_key, row.id, row.category_id, row.valid_from, row.valid_until, SeatPool.id)
        .outerjoin(SeatPool, its_pool)
        .where(row.conference_id == conference_id, row.withdrawn_at.is_(None))
    )
    wanted, found = folded_code(typed).encode(), None
    for one in session.execute(codes):
        if hmac.compare_digest(one.code_key.encode(), wanted):
            found = FoundCode(*one[1:])
    return found


def check_code(code: FoundCode, now: datetime) -> None:
    """Refuses code_not_yet, code_expired."""
    if code.valid_from is not None and now < code.valid_from:
        raise Refusal("code_not_yet", "access_code", day=date_text(code.valid_from.date()))
    if code.valid_until is not None and now >= code.valid_until:
        raise Refusal("code_expired", "access_code")


def check_code_attempts(session: Session, conference_id: int, client_key: str, *, now: datetime) -> None:
    """Refuses code_too_many when an address has tried too many wrong codes. `now` is the system's."""
    recent = select(func.count(), func.min(CodeAttempt.at)).where(
        CodeAttempt.conference_id == conference_id,
        CodeAttempt.client_key == client_key,
        CodeAttempt.at > now - ATTEMPT_WINDOW,
    )
    count, first = session.execute(recent).one()
    if count >= _WRONG_IN_WINDOW:
        left = first + ATTEMPT_WINDOW - now
        raise Refusal("code_too_many", "access_code", minutes=max(1, -(-int(left.total_seconds()) // 60)))


def note_wrong_code(session: Session, conference_id: int, client_key: str, *, now: datetime) -> None:
    session.add(CodeAttempt(conference_id=conference_id, client_key=client_key, at=now))
    session.flush()


def sweep_code_attempts(session: Session, *, now: datetime) -> None:
    """Throw away what no longer counts."""
    session.execute(delete(CodeAttempt).where(CodeAttempt.at < now - _ATTEMPTS_KEPT))
