"""Changes of a conference that reach its participants: time, place, seats."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.conferences.commands.edit import ConferenceEdit, Saved, save_conference
from regapp.conferences.commands.seats import lock_pools, resize
from regapp.conferences.models import Conference, ConferenceStatus, SeatPool
from regapp.conferences.rules import days_by_id, days_moved, pool_of
from regapp.kernel.refusal import Refusal
from regapp.programme.commands import follow_days
from regapp.registrations.commands.everybody import tell_everybody
from regapp.registrations.commands.letters import OFFER_WITHDRAWN, promise_all
from regapp.registrations.commands.line import let_in, lock_groups
from regapp.registrations.commands.offers import withdraw_offers
from regapp.registrations.rules import may_cancel


def edit_conference(
    session: Session,
    conference: Conference,
    edit: ConferenceEdit,
    *,
    capacity: int | None,
    by: By,
    now: datetime,
) -> Saved:
    """Save, set the seats, let the line in, and tell everybody of a new time or place; what is answered
    as `told` went to them.

    Refuses edited_meanwhile, capacity_below_taken. Loaded: days, pools, prices, owner, series.
    """
    pool = pool_of(conference)
    if pool is not None:
        lock_pools(session, [pool.id])
    before = days_by_id(conference)
    seats = None if pool is not None and capacity == pool.capacity else capacity
    more = () if seats is None else ("capacity",)
    saved = save_conference(session, conference, edit, by=by, now=now, more=more)
    follow_days(session, conference, days_moved(conference, before), now)
    if seats is not None:
        _set_seats(session, conference, pool, seats)
    told = conference.status is ConferenceStatus.PUBLISHED and may_cancel(conference, now)
    withdrawn: list[int] = []
    letters = 0
    if saved.told and told:
        # What was offered is not what they would say yes to: offered anew, with time to answer.
        withdrawn = withdraw_offers(session, conference, by=by, now=now)
        changes = [{name: list(text) for name, text in change.items()} for change in saved.told]
        letters = tell_everybody(session, conference, "registrations.changed", now, {"changes": changes})
    offered = set(let_in(session, conference, now=now))
    waiting = lock_groups(session, [number for number in withdrawn if number not in offered])
    promise_all(session, OFFER_WITHDRAWN, waiting, now=now)
    return replace(saved, letters=letters) if told else replace(saved, told=())


def _set_seats(session: Session, conference: Conference, pool: SeatPool | None, seats: int) -> None:
    """What was announced without seats gets its first ones here."""
    if pool is None:
        session.add(SeatPool(conference_id=conference.id, capacity=seats))
        session.flush()
        session.refresh(conference, ["pools"])
        return
    kept = resize(session, pool.id, seats)
    session.refresh(pool)
    if not kept:
        raise Refusal("capacity_below_taken", field="capacity", taken=pool.taken)
