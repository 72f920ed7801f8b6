"""A conference that was meant for a place is held from a distance: everybody, and what it costs, anew.

Whoever pays the same or less is charged that at once. Whoever would pay more is asked, and charged
nothing until they say yes (`consents`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.choices.commands.remote import drop_meals, open_rooms
from regapp.choices.commands.seats import seat_wishes
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.commands.turns import Reason, go_remote
from regapp.conferences.models import Conference, Option, PoolKind, PricePurpose, PriceRow, SeatPool
from regapp.conferences.prices import Pick, is_charged, rows_for, seat_price
from regapp.conferences.rules import UNLIMITED
from regapp.interest.commands import tell_turn
from regapp.kernel.refusal import Refusal
from regapp.programme.commands import forget_rooms
from regapp.registrations.commands.everybody import (
    list_paying,
    list_people,
    standing_sums,
    tell_everybody,
    undo_everybodys_charges,
)
from regapp.registrations.commands.fees import Buyer, Paying, charge_groups, held_picks, parties_at
from regapp.registrations.commands.line import batches, let_in
from regapp.registrations.commands.offers import withdraw_offers
from regapp.registrations.commands.seminars import tell_seated
from regapp.registrations.models import (
    Attendance,
    FeeConsent,
    NeedsAnswer,
    OptionPick,
    Participant,
    Status,
)
from regapp.registrations.queries import conference_again
from regapp.registrations.rules import ACTIVE

DIGITAL = "registrations.conference_digital"
_SILENT = {"synchronize_session": False}
_NO_FOOD: dict[str, Any] = {
    "diet": [], "allergies": [], "food_note": "", "kitchen_words": None, "named_to_kitchen": False,
}  # fmt: skip


@dataclass(frozen=True)
class Digital:
    """How it is held from a distance.

    fee_minor     the ordinary fee, in öre; a category never pays more than it did
    seats         None: no limit
    kept_options  of what one may add, what is to be had from a distance too, by id
    answer_by_at  the first instant at which no answer to a higher fee is a no
    practical     what its page says under "Praktiskt" instead
    """

    fee_minor: int
    seats: int | None
    remote_url: str
    kept_options: frozenset[int]
    free_until_at: datetime
    answer_by_at: datetime
    practical: Reason = field(default_factory=Reason)


def turn_digital(
    session: Session,
    conference: Conference,
    plan: Digital,
    reason: Reason,
    *,
    by: By,
    now: datetime,
    version: int,
) -> None:
    """Hold it from a distance. Refuses not_published, already_remote, edited_meanwhile,
    capacity_below_taken, digital_fee_without_buyers. Loaded: as for its page."""
    if plan.fee_minor and not is_charged(conference.prices, now):
        raise Refusal("digital_fee_without_buyers", field="fee")
    lock_pools(session, [pool.id for pool in conference.pools])
    told = go_remote(
        session, conference, reason, free_until_at=plan.free_until_at, remote_url=plan.remote_url,
        practical=plan.practical, by=by, now=now, version=version,
    )  # fmt: skip
    withdraw_offers(session, conference, by=by, now=now)
    paid = standing_sums(session, list_people(session, conference, Status.CONFIRMED))
    undo_everybodys_charges(session, conference, now)
    _empty_the_house(session, conference, plan, now)
    _seat(session, conference, plan.seats)
    _set_prices(session, conference, plan.fee_minor, now)
    _set_people(session, conference, now)
    conference = conference_again(session, conference.id)
    _charge(session, conference, paid, plan.answer_by_at, now)
    details: dict[str, Any] = {
        "reason": reason.stored(),
        "changes": [{name: list(text) for name, text in change.items()} for change in told],
    }
    tell_everybody(session, conference, DIGITAL, now, details)
    tell_turn(session, conference, "digital", now=now, details=details)
    tell_seated(session, seat_wishes(session, open_rooms(session, conference.id)), now=now)
    let_in(session, conference, now=now)


def _empty_the_house(session: Session, conference: Conference, plan: Digital, now: datetime) -> None:
    """Meals, diets, rooms and what one may add there: nobody is to cook or to be fed."""
    drop_meals(session, conference.id)
    food = update(NeedsAnswer).where(NeedsAnswer.conference_id == conference.id)
    session.execute(food.values(_NO_FOOD), execution_options=_SILENT)
    forget_rooms(session, conference, now)
    options = select(Option.id).where(Option.conference_id == conference.id, Option.withdrawn_at.is_(None))
    gone = [number for number in session.scalars(options) if number not in plan.kept_options]
    if not gone:
        return
    picks = delete(OptionPick).where(OptionPick.option_id.in_(gone))
    session.execute(picks, execution_options=_SILENT)
    pools = update(SeatPool).where(SeatPool.kind == PoolKind.OPTION, SeatPool.subject_id.in_(gone))
    session.execute(pools.values(taken=0, waiting=0), execution_options=_SILENT)
    offered = update(Option).where(Option.id.in_(gone))
    session.execute(offered.values(withdrawn_at=now), execution_options=_SILENT)


def _seat(session: Session, conference: Conference, seats: int | None) -> None:
    """One pool for all: those who were to take part from a distance sit in it, too."""
    here = (Participant.conference_id == conference.id, Participant.status.in_(ACTIVE))
    counted = select(Participant.status, func.count()).where(*here).group_by(Participant.status)
    people: dict[Status, int] = {status: count for status, count in session.execute(counted)}
    taken, waiting = people.get(Status.CONFIRMED, 0), people.get(Status.WAITING, 0)
    if seats is not None and seats < taken:
        raise Refusal("capacity_below_taken", field="capacity", taken=taken)
    own = update(SeatPool).where(SeatPool.conference_id == conference.id)
    capacity = UNLIMITED if seats is None else seats
    main = own.where(SeatPool.kind == PoolKind.CONFERENCE)
    session.execute(
        main.values(capacity=capacity, taken=taken, waiting=waiting), execution_options=_SILENT
    )  # fmt: skip
    apart = own.where(SeatPool.kind == PoolKind.REMOTE)
    session.execute(apart.values(taken=0, waiting=0), execution_options=_SILENT)


def _set_prices(session: Session, conference: Conference, fee_minor: int, now: datetime) -> None:
    """The fee instead of every price for taking part; what a category pays never rises."""
    numbers = {row.category_id for row in conference.prices if row.purpose is PricePurpose.SEAT}
    before = {number: seat_price(conference.prices, number, now) for number in numbers}
    for row in conference.prices:
        if row.purpose in {PricePurpose.SEAT, PricePurpose.NO_SHOW} and row.withdrawn_at is None:
            row.withdrawn_at = now
    for number, old in before.items():
        if old is not None:
            amount = fee_minor if number is None else min(fee_minor, old.amount_minor)
            session.add(_price(old, amount, now))
    session.flush()


def _price(old: PriceRow, amount: int, now: datetime) -> PriceRow:
    """As the old one, without the coffee that went with it."""
    return PriceRow(
        conference_id=old.conference_id, seller_id=old.seller_id, label=old.label, label_en=old.label_en,
        amount_minor=amount, currency=old.currency, vat_mode=old.vat_mode, vat_permille=old.vat_permille,
        state_pays_net=old.state_pays_net, purpose=PricePurpose.SEAT, category_id=old.category_id,
        valid_from=now, created_at=now,
    )  # fmt: skip


def _set_people(session: Session, conference: Conference, now: datetime) -> None:
    """From a distance, at the price of now; the lines of the house are one line from now on."""
    everybody = update(Participant).where(
        Participant.conference_id == conference.id, Participant.status.in_(ACTIVE)
    )
    values = {"attendance": Attendance.REMOTE, "priced_at": now}
    session.execute(everybody.values(values), execution_options=_SILENT)
    session.flush()
    session.expire_all()


def _charge(
    session: Session, conference: Conference, paid: dict[int, int], answer_by_at: datetime, now: datetime
) -> None:
    """Ask those who would pay more than they did; the others are charged."""
    for some in batches(list_people(session, conference, Status.CONFIRMED)):
        groups, picks = list_paying(session, some), held_picks(session, some)
        dearer = _dearer(conference, groups, picks, paid)
        if dearer:
            rows = [
                {"participant_id": number, "conference_id": conference.id, "amount_minor": amount,
                 "answer_by_at": answer_by_at}
                for number, amount in dearer.items()
            ]  # fmt: skip
            session.execute(insert(FeeConsent), rows)
        charge_groups(session, conference, groups, now=now, picks=picks)


def _dearer(
    conference: Conference,
    groups: Collection[Paying],
    picks: Mapping[int, tuple[Pick, datetime]],
    paid: Mapping[int, int],
) -> dict[int, int]:
    """Whose fee rises, and to what, in öre."""
    found: dict[int, int] = {}
    for buyer, people in groups:
        for person in people:
            amount = _amount(conference, buyer, picks[person.id])
            if amount > paid.get(person.id, 0):
                found[person.id] = amount
    return found


def _amount(conference: Conference, buyer: Buyer, picked: tuple[Pick, datetime]) -> int:
    if buyer.buyer_kind is None:
        return 0
    parties = parties_at(conference, buyer.buyer_kind, buyer.buyer_org_number)
    if parties.own:
        return 0
    return sum(parties.amounts(row).gross_minor for row in rows_for(conference.prices, *picked))
