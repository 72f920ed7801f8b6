"""Changing what a participant chose beside the seat: seats, uses and charges follow."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.commands.seats import lock_pools, release, take
from regapp.conferences.models import Conference
from regapp.conferences.offers import Offer, OfferedOption, list_offers
from regapp.conferences.prices import Pick, rows_for, seat_price
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.choosing import check_option
from regapp.registrations.commands.fees import charge_anew, list_own_picks
from regapp.registrations.models import OptionPick, Participant, PickState, Registration, Status
from regapp.registrations.rules import ACTIVE, check_may_cancel


def change_options(
    session: Session,
    registration: Registration,
    participant: Participant,
    conference: Conference,
    option_ids: Sequence[int],
    *,
    now: datetime,
    by: By = PARTICIPANT,
    category_id: int | None = None,
) -> bool:
    """Choose these options and no others; whether that changed anything.

    What is dropped is given back, what is new is taken (wished, while one waits), and the
    participant is charged anew by the prices of their own day. A participant changes nothing
    whose last day has been, an organizer does; an organizer may also set the category, which is
    left as it is for everybody else.

    Refuses option_gone, option_closed, option_full, category_gone, buyer_missing, already_cancelled
    and what cancelling refuses. Loaded on `conference`: days, pools, prices, owner.
    """
    check_may_cancel(conference, now)
    pool = pool_of(conference)
    if pool is not None:
        lock_pools(session, [pool.id])
    session.refresh(participant, ["status", "conference_id", "category_id", "priced_at"])
    if participant.status not in ACTIVE or participant.conference_id != conference.id:
        raise Refusal("already_cancelled")
    by_organizer = by is not PARTICIPANT
    offer = list_offers(session, [conference]).get(conference.id, Offer())
    changed = _change(session, participant, conference, offer, option_ids, now, by_organizer=by_organizer)
    if by_organizer and category_id != participant.category_id:
        _check_category(conference, offer, category_id, now)
        participant.category_id, changed = category_id, True
    if not changed:
        return False
    session.flush()
    if participant.status is Status.CONFIRMED:
        _check_buyer(registration, participant, conference, option_ids, now)
        charge_anew(session, registration, [participant], {conference.id: conference}, now=now)
    record(
        session, "options_changed", by=by, subject_type="participant", subject_ids=[participant.id], now=now,
        conference_id=conference.id, fields=("options",),
    )  # fmt: skip
    return True


def _change(
    session: Session,
    participant: Participant,
    conference: Conference,
    offer: Offer,
    wanted: Sequence[int],
    now: datetime,
    *,
    by_organizer: bool,
) -> bool:
    picks = {pick.option_id: pick for pick in list_own_picks(session, participant.id)}
    dropped = [pick for number, pick in picks.items() if number not in wanted]
    missed = [
        pick
        for number, pick in picks.items()
        if number in wanted and pick.state is PickState.MISSED and offer.option(number) is not None
    ]
    added = [number for number in dict.fromkeys(wanted) if number not in picks]
    for pick in dropped:
        _drop(session, pick, offer.option(pick.option_id), now, by_organizer=by_organizer)
    for number in (*added, *(pick.option_id for pick in missed)):
        box = f"fee_option_{number}"
        option = check_option(conference, offer, number, now, by_organizer=by_organizer, box=box)
        _take(session, participant, option, picks.get(number), now, box=box)
    return bool(dropped or added or missed)


def _drop(
    session: Session, pick: OptionPick, option: OfferedOption | None, now: datetime, *, by_organizer: bool
) -> None:
    if option is not None and option.is_closed(now) and not by_organizer:
        raise Refusal("option_closed", f"fee_option_{option.id}", option=option.label)
    if pick.state is PickState.HELD and option is not None and option.pool_id is not None:
        release(session, option.pool_id, 1)
    mine = (OptionPick.participant_id == pick.participant_id) & (OptionPick.option_id == pick.option_id)
    session.execute(delete(OptionPick).where(mine))


def _take(
    session: Session,
    participant: Participant,
    option: OfferedOption,
    known: OptionPick | None,
    now: datetime,
    *,
    box: str,
) -> None:
    seated = participant.status is Status.CONFIRMED
    if seated and option.pool_id is not None and not take(session, option.pool_id, 1):
        raise Refusal("option_full", box, option=option.label)
    state = PickState.HELD if seated else PickState.WISHED
    if known is not None:
        known.state, known.added_at = state, now
    else:
        session.add(OptionPick(participant_id=participant.id, option_id=option.id, state=state, added_at=now))


def _check_category(conference: Conference, offer: Offer, category_id: int | None, now: datetime) -> None:
    known = category_id is None or offer.category(category_id) is not None
    if not known or (category_id is not None and seat_price(conference.prices, category_id, now) is None):
        raise Refusal("category_gone", "fee_category")


def _check_buyer(
    registration: Registration,
    participant: Participant,
    conference: Conference,
    option_ids: Sequence[int],
    now: datetime,
) -> None:
    """What costs something needs somebody who pays."""
    rows = rows_for(conference.prices, Pick(participant.category_id, tuple(option_ids)), now)
    if registration.buyer_kind is None and any(row.amount_minor for row in rows):
        raise Refusal("buyer_missing")
