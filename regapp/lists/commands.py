"""Keeping a sheet until it is looked at, and signing up everybody on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.lists.models import SentList
from regapp.lists.reading import Sheet
from regapp.lists.rules import KEPT
from regapp.registrations.commands import SignUp, sign_up
from regapp.registrations.commands.line import lock_pool


@dataclass(frozen=True)
class Imported:
    seated: int
    waiting: int


class RowRefused(Exception):  # noqa: N818 - an answer, as a refusal is
    """A rule said no to one row, so nobody is signed up."""

    def __init__(self, row: int, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.row, self.refusal = row, refusal


def keep_list(
    session: Session, conference: Conference, sheet: Sheet, *, name: str, person_id: int, now: datetime
) -> SentList:
    """Keep the rows while an organizer says which column is what."""
    kept = SentList(
        conference_id=conference.id,
        person_id=person_id,
        name=name[:120],
        header=sheet.header,
        rows=[[number, *cells] for number, cells in sheet.rows],
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def sign_up_list(
    session: Session,
    conference: Conference,
    people: Sequence[tuple[int, SignUp]],
    *,
    may_wait: bool,
    tell: bool,
    by: By,
    now: datetime,
) -> Imported:
    """Sign up everybody, or nobody. `people` by the number of their rows.

    may_wait  those for whom there is no seat stand in line, instead of nobody being signed up
    tell      each gets the letter of a sign-up
    Refuses list_has_no_room; raises RowRefused with what a sign-up refuses.
    """
    pool = pool_of(conference)
    if pool is None:
        raise Refusal("signup_none")
    seats = lock_pool(session, pool.id)
    free = 0 if seats.waiting else max(seats.capacity - seats.taken, 0)
    if not may_wait and len(people) > free:
        raise Refusal("list_has_no_room", free=free, needed=len(people))
    seated = 0
    for row, form in people:
        try:
            done = sign_up(session, conference, form, now=now, by=by, always_open=True, tell=tell)
        except Refusal as refusal:
            raise RowRefused(row, refusal) from refusal
        seated += done.seated
    record(
        session, "imported", by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=("participants",),
    )  # fmt: skip
    return Imported(seated, len(people) - seated)


def drop_list(session: Session, number: int) -> bool:
    """Delete it; whether it was there still."""
    gone = session.execute(delete(SentList).where(SentList.id == number).returning(SentList.id))
    return gone.scalar_one_or_none() is not None


def forget_lists(session: Session, *, now: datetime) -> None:
    """Those that nobody went on with."""
    session.execute(delete(SentList).where(SentList.created_at <= now - KEPT))
