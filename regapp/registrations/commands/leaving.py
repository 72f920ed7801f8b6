"""What giving up a seat costs: read for the page that asks, and settled by the command that does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.billing.commands import Owed, add_charges, reverse_charges
from regapp.billing.queries import list_standing
from regapp.billing.rules import Parties
from regapp.conferences.models import Conference, PricePurpose
from regapp.conferences.prices import late_price, no_show_price
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.conferences.terms import LateCost, is_late, late_cost
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import parties_at
from regapp.registrations.commands.letters import NO_SHOW, promise
from regapp.registrations.models import Participant, Registration, Status


@dataclass(frozen=True)
class Leaving:
    """What it costs that people leave, in öre: what they were charged, and what stays."""

    charged: int = 0
    kept: int = 0


def cost_of_leaving(
    session: Session,
    registration: Registration,
    conference: Conference,
    people: Sequence[Participant],
    *,
    now: datetime,
) -> Leaving:
    """What cancelling these people's seats would cost at `now`. Loaded: prices, owner."""
    costs = _costs(session, registration, conference, [person.id for person in people], now)
    return Leaving(sum(cost.charged for cost in costs.values()), sum(cost.kept for cost in costs.values()))


def settle_leaving(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_ids: Sequence[int],
    *,
    now: datetime,
    waive: bool = False,
) -> int:
    """Undo the charges of people who gave up their seats, but for what a late cancellation costs;
    what stays to be paid, in öre.

    Where a part stays, the charges are undone and the part is charged by its own price row.

    waive  an organizer lets them off
    """
    if waive or not is_late(conference, now):
        reverse_charges(session, participant_ids, now=now)
        return 0
    costs = _costs(session, registration, conference, participant_ids, now)
    undone = [number for number in participant_ids if number not in costs or not _stays(costs[number])]
    reverse_charges(session, undone, now=now)
    parties = _parties(registration, conference)
    owed = [Owed(number, cost.part) for number, cost in costs.items() if cost.part is not None]
    if parties is not None:
        add_charges(session, owed, parties, registration_id=registration.id, now=now)
    return sum(cost.kept for cost in costs.values())


def charge_no_show(
    session: Session,
    conference: Conference,
    registration: Registration,
    participant_ids: Sequence[int],
    *,
    by: By,
    now: datetime,
) -> int:
    """Charge those of a registration's people who had a seat and did not come; how many it took.

    Once each, however often it is asked for. Refuses no_show_too_early, no_show_free. Loaded on
    `registration`: participants; on `conference`: days, prices, owner.
    """
    if sign_up_state(conference, now) is not SignUpState.PAST:
        raise Refusal("no_show_too_early")
    price, parties = no_show_price(conference.prices, now), _parties(registration, conference)
    if price is None or not price.amount_minor:
        raise Refusal("no_show_free")
    charged = {
        charge.participant_id
        for charge, row in list_standing(session, participant_ids)
        if row.purpose is PricePurpose.NO_SHOW
    }
    people = [
        person
        for person in registration.participants
        if person.id in participant_ids and person.id not in charged and person.status is Status.CONFIRMED
    ]
    if not people or parties is None:
        return 0
    owed = [Owed(person.id, price) for person in people]
    count = add_charges(session, owed, parties, registration_id=registration.id, now=now)
    if count:
        record(
            session, "no_show_charged", by=by, subject_type="participant",
            subject_ids=[person.id for person in people], now=now, conference_id=conference.id,
        )  # fmt: skip
        promise(session, NO_SHOW, registration, people, now=now)
    return count


def _costs(
    session: Session, registration: Registration, conference: Conference, ids: Sequence[int], now: datetime
) -> dict[int, LateCost]:
    charged: dict[int, int] = {}
    for charge, _price in list_standing(session, ids):
        charged[charge.participant_id] = charged.get(charge.participant_id, 0) + charge.gross_minor
    part, parties = late_price(conference.prices, now), _parties(registration, conference)
    gross = parties.amounts(part).gross_minor if part is not None and parties is not None else None
    return {number: late_cost(conference, amount, gross, now) for number, amount in charged.items()}


def _stays(cost: LateCost) -> bool:
    """Charged as it was: nothing is undone."""
    return cost.kept > 0 and cost.part is None


def _parties(registration: Registration, conference: Conference) -> Parties | None:
    if registration.buyer_kind is None:
        return None
    return parties_at(conference, registration.buyer_kind, registration.buyer_org_number)
