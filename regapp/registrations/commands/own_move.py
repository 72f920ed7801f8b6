"""Moving to another place of the series by one's own link: what is asked first, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT
from regapp.billing.queries import list_standing
from regapp.conferences.models import Conference, FeeCategory, Option
from regapp.conferences.offers import Offer, list_offers
from regapp.conferences.prices import Pick, rows_for
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import list_own_picks, parties_at
from regapp.registrations.commands.move import move_participant
from regapp.registrations.freezing import is_frozen, may_change_all
from regapp.registrations.models import Frozen, Participant, PickState, Registration
from regapp.registrations.rules import SEATED


@dataclass(frozen=True)
class MoveCost:
    """What somebody is charged now and would be charged there, in öre."""

    now: int
    then: int

    @property
    def difference(self) -> int:
        return self.then - self.now


def takes_movers(target: Conference, person: Participant, now: datetime) -> bool:
    """Whether people may move there by themselves: sign-up is open, to everybody, and nothing froze."""
    if sign_up_state(target, now) is not SignUpState.OPEN or target.invitation_only:
        return False
    return person.unlocked_at is not None or not any(is_frozen(target, part, now) for part in Frozen)


def move_by_link(
    session: Session,
    registration: Registration,
    person: Participant,
    *,
    origin: Conference,
    target: Conference,
    now: datetime,
) -> None:
    """Move, as far as one may by oneself. Refuses rest_frozen, no_moving_there, buyer_missing and
    what `move_participant` refuses. Loaded: days, pools, prices, owner."""
    if not may_change_all(origin, person, now):
        raise Refusal("rest_frozen")
    if origin.series_id is None or target.series_id != origin.series_id:
        raise Refusal("no_moving_there")
    if not takes_movers(target, person, now):
        raise Refusal("no_moving_there")
    if registration.buyer_kind is None and cost_there(session, registration, person, target, now):
        raise Refusal("buyer_missing")
    move_participant(
        session, registration, person, origin=origin, target=target, now=now, by=PARTICIPANT
    )  # fmt: skip


def move_cost(
    session: Session, registration: Registration, person: Participant, target: Conference, now: datetime
) -> MoveCost:
    """For the page that asks. Loaded on `target`: prices, owner."""
    standing = list_standing(session, [person.id]) if person.status in SEATED else ()
    paid = sum(charge.gross_minor for charge, _price in standing)
    return MoveCost(paid, cost_there(session, registration, person, target, now))


def cost_there(
    session: Session, registration: Registration, person: Participant, target: Conference, now: datetime
) -> int:
    """The category and the options of the same name there, by the price of the person's own day."""
    rows = rows_for(target.prices, _pick_there(session, person, target), person.priced_at or now)
    if registration.buyer_kind is None:
        return sum(row.amount_minor for row in rows)
    parties = parties_at(target, registration.buyer_kind, registration.buyer_org_number)
    return 0 if parties.own else sum(parties.amounts(row).gross_minor for row in rows)


def _pick_there(session: Session, person: Participant, target: Conference) -> Pick:
    offer = list_offers(session, [target]).get(target.id, Offer())
    if not offer.categories and not offer.options:
        return Pick(None)
    chosen = [
        pick.option_id for pick in list_own_picks(session, person.id) if pick.state is not PickState.MISSED
    ]
    labels = _labels(session, chosen)
    category = session.get(FeeCategory, person.category_id) if person.category_id else None
    same = (one.id for one in offer.categories if category is not None and one.label == category.label)
    return Pick(next(same, None), tuple(one.id for one in offer.options if one.label in labels))


def _labels(session: Session, option_ids: Sequence[int]) -> set[str]:
    return set(session.scalars(select(Option.label).where(Option.id.in_(option_ids))))
