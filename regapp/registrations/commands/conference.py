"""Changes of a conference that reach its participants: time, place, seats, calling it off."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.billing.commands import reverse_charges
from regapp.choices.commands.seats import forget_seats
from regapp.conferences.commands.edit import ConferenceEdit, Saved, call_off, save_conference
from regapp.conferences.commands.seats import lock_pools, resize
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import Priority
from regapp.registrations.commands.letters import OFFER_WITHDRAWN, promise_all
from regapp.registrations.commands.line import batches, let_in, lock_groups
from regapp.registrations.commands.offers import withdraw_offers
from regapp.registrations.models import BookerRole, Participant, Registration
from regapp.registrations.rules import ACTIVE, may_cancel


def edit_conference(
    session: Session,
    conference: Conference,
    edit: ConferenceEdit,
    *,
    capacity: int | None,
    by: By,
    now: datetime,
) -> Saved:
    """Save, set the seats, let the line in, and tell everybody of a new time or place.

    Refuses edited_meanwhile, capacity_below_taken. Loaded: days, pools, prices, owner, series.
    """
    pool = pool_of(conference)
    if pool is not None:
        lock_pools(session, [pool.id])
    saved = save_conference(session, conference, edit, by=by, now=now)
    if pool is not None and capacity is not None and capacity != pool.capacity:
        if not resize(session, pool.id, capacity):
            session.refresh(pool)
            raise Refusal("capacity_below_taken", field="capacity", taken=pool.taken)
        session.refresh(pool)
    told = conference.status is ConferenceStatus.PUBLISHED and may_cancel(conference, now)
    withdrawn: list[int] = []
    if saved.told and told:
        # What was offered is not what they would say yes to: offered anew, with time to answer.
        withdrawn = withdraw_offers(session, conference, by=by, now=now)
        changes = [{name: list(text) for name, text in change.items()} for change in saved.told]
        _tell_everybody(session, conference, "registrations.changed", now, {"changes": changes})
    offered = set(let_in(session, conference, now=now))
    waiting = lock_groups(session, [number for number in withdrawn if number not in offered])
    promise_all(session, OFFER_WITHDRAWN, waiting, now=now)
    return saved


def cancel_conference(
    session: Session, conference: Conference, reason: str, *, by: By, now: datetime
) -> None:
    """Call it off: charges reversed, everybody told, page and calendars say so."""
    pool = pool_of(conference)
    if pool is not None:
        lock_pools(session, [pool.id])
    call_off(session, conference, reason, by=by, now=now)
    withdraw_offers(session, conference, by=by, now=now)
    # Those who cancelled late too: nobody pays for a conference that is not held.
    everybody = select(Participant.id).where(Participant.conference_id == conference.id)
    ids = session.scalars(everybody.order_by(Participant.id)).all()
    for some in batches(ids):
        reverse_charges(session, some, now=now)
    forget_seats(session, conference.id)
    _tell_everybody(session, conference, "registrations.conference_cancelled", now, {})


def _tell_everybody(
    session: Session, conference: Conference, kind: str, now: datetime, details: dict[str, Any]
) -> None:
    """A mass letter to everybody who comes or waits, and to bookers who do not come."""
    concerned = (Participant.conference_id == conference.id, Participant.status.in_(ACTIVE))
    people = select(Participant.id).where(*concerned, Participant.email != "")
    bookers = (
        select(Participant.registration_id)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(*concerned, Registration.booker_role == BookerRole.OTHERS, Registration.booker_email != "")
        .distinct()
    )
    for wanted, name in ((people, kind), (bookers, f"{kind}_to_booker")):
        ids = session.scalars(wanted).all()
        for some in batches(ids):
            enqueue_many(
                session, name, subject_ids=some, now=now, priority=Priority.MASS,
                details=details | {"conference_id": conference.id},
            )  # fmt: skip
