"""A conference is cancelled, put off, or moved: charges, seats, letters and calendars in one command.

Every one of them refuses edited_meanwhile when the conference was saved since the organizer looked.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.choices.commands.seats import forget_seats
from regapp.conferences.commands.edit import ConferenceEdit
from regapp.conferences.commands.seats import lock_pools, resize
from regapp.conferences.commands.turns import Reason, call_off, move_to, put_off
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import days_by_id, days_moved, pool_of
from regapp.interest.commands import tell_turn
from regapp.kernel.refusal import Refusal
from regapp.programme.commands import follow_days
from regapp.registrations.commands.everybody import (
    charge_everybody,
    tell_everybody,
    undo_everybodys_charges,
)
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.offers import withdraw_offers
from regapp.registrations.models import FeeConsent

CANCELLED = "registrations.conference_cancelled"
POSTPONED = "registrations.conference_postponed"
DATED = "registrations.conference_dated"
MOVED = "registrations.conference_moved"


def cancel_conference(
    session: Session,
    conference: Conference,
    reason: str | Reason,
    *,
    by: By,
    now: datetime,
    version: int | None = None,
) -> None:
    """Call it off: offers ended, charges reversed, everybody told, page and calendars say so.

    Those who asked to hear are told by the worker. Refuses already_called_off.
    """
    lock_pools(session, [pool.id for pool in conference.pools])
    words = Reason(reason) if isinstance(reason, str) else reason
    call_off(session, conference, words, by=by, now=now, version=version)
    withdraw_offers(session, conference, by=by, now=now)
    undo_everybodys_charges(session, conference, now)
    session.execute(delete(FeeConsent).where(FeeConsent.conference_id == conference.id))
    forget_seats(session, conference.id)
    tell_everybody(session, conference, CANCELLED, now, {"reason": words.stored()})


def postpone_conference(
    session: Session,
    conference: Conference,
    reason: Reason,
    *,
    by: By,
    now: datetime,
    version: int,
    expected: Mapping[str, str] | None = None,
) -> None:
    """Put it off without a date: everybody keeps what they have, and nobody is charged.

    Offers are taken back to the line, which stands still. Refuses not_published.
    """
    lock_pools(session, [pool.id for pool in conference.pools])
    put_off(
        session, conference, reason, by=by, now=now, version=version, expected=expected or {}
    )  # fmt: skip
    withdraw_offers(session, conference, by=by, now=now)
    undo_everybodys_charges(session, conference, now)
    details = {"reason": reason.stored()}
    tell_everybody(session, conference, POSTPONED, now, details)
    tell_turn(session, conference, "postponed", now=now, details=details, awaits_date=True)


def move_conference(
    session: Session,
    conference: Conference,
    edit: ConferenceEdit,
    reason: Reason,
    *,
    free_until_at: datetime,
    capacity: int | None = None,
    by: By,
    now: datetime,
) -> None:
    """Another day or place; everybody may leave for nothing before `free_until_at`.

    What was put off is on again, and whoever stayed is charged what they were told when they
    signed up; those who asked to hear of a date are told by the worker. Refuses not_published,
    nothing_moved, capacity_below_taken. Loaded: as for its page.
    """
    lock_pools(session, [pool.id for pool in conference.pools])
    was_put_off = conference.status is ConferenceStatus.POSTPONED
    before = days_by_id(conference)
    saved = move_to(session, conference, edit, reason, free_until_at=free_until_at, by=by, now=now)
    follow_days(session, conference, days_moved(conference, before), now)
    _resize(session, conference, capacity)
    # What was offered is not what they would say yes to: offered anew, with time to answer.
    withdraw_offers(session, conference, by=by, now=now)
    if was_put_off:
        # Whoever was asked about a higher fee could not answer meanwhile.
        asked = update(FeeConsent).where(FeeConsent.conference_id == conference.id)
        session.execute(asked.values(answer_by_at=free_until_at))
        charge_everybody(session, conference, now)
    details: dict[str, Any] = {
        "reason": reason.stored(),
        "changes": [{name: list(text) for name, text in change.items()} for change in saved.told],
    }
    tell_everybody(session, conference, DATED if was_put_off else MOVED, now, details)
    if not was_put_off:
        tell_turn(session, conference, "moved", now=now, details=details)
    let_in(session, conference, now=now)


def _resize(session: Session, conference: Conference, capacity: int | None) -> None:
    pool = pool_of(conference)
    if pool is None or capacity is None or capacity == pool.capacity:
        return
    if not resize(session, pool.id, capacity):
        session.refresh(pool)
        raise Refusal("capacity_below_taken", field="capacity", taken=pool.taken)
    session.refresh(pool)
