"""What categories and options cost, and what becomes of options and codes as people come and go.

Whoever touches the pools of options and codes holds the conference's own pool: so they need no
order among themselves.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import and_, bindparam, delete, func, select
from sqlalchemy.orm import Session

from regapp.billing.commands import Bill, Owed, add_bills, add_charges, reverse_charges
from regapp.billing.queries import list_standing
from regapp.billing.rules import Parties
from regapp.conferences.commands.seats import release, take
from regapp.conferences.models import Conference, FeeCategory, Option, PoolKind, PricePurpose, SeatPool
from regapp.conferences.offers import Offer, list_offers
from regapp.conferences.prices import Pick, rows_for
from regapp.conferences.rules import is_off
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.registrations.models import FeeConsent, OptionPick, Participant, PickState, Registration, Status


class Buyer(Protocol):
    """A registration, as far as charging goes."""

    @property
    def id(self) -> int: ...
    @property
    def buyer_kind(self) -> OrganizerKind | None: ...
    @property
    def buyer_org_number(self) -> str: ...


class Person(Protocol):
    @property
    def id(self) -> int: ...


# Who pays, and for whom.
Paying = tuple[Buyer, Sequence[Person]]
_CHOSEN = frozenset({PricePurpose.SEAT, PricePurpose.OPTION})
_held = (
    select(
        Participant.id,
        Participant.category_id,
        func.coalesce(Participant.priced_at, Participant.created_at),
        OptionPick.option_id,
        OptionPick.added_at,
    )
    .outerjoin(
        OptionPick,
        and_(OptionPick.participant_id == Participant.id, OptionPick.state == PickState.HELD),
    )
    .where(Participant.id.in_(bindparam("ids", expanding=True)))
    .order_by(Participant.id, OptionPick.option_id)
)


def charge_picks(
    session: Session,
    conference: Conference,
    picks: Mapping[int, tuple[Pick, datetime]],
    parties: Parties,
    *,
    registration_id: int,
    now: datetime,
) -> None:
    """Charge what each participant chose, at the price of the instant that counts for them."""
    owed = [
        Owed(participant_id, row)
        for participant_id, (pick, at) in picks.items()
        for row in rows_for(conference.prices, pick, at)
    ]
    add_charges(session, owed, parties, registration_id=registration_id, now=now)


def charge_seats(
    session: Session,
    conference: Conference,
    registration: Registration,
    participant_ids: Sequence[int],
    *,
    now: datetime,
) -> None:
    """Charge seats and held options to the registration's buyer, at the prices of each
    participant's `priced_at`: who waited pays what the form said. Loaded: prices, owner."""
    people = [person for person in registration.participants if person.id in participant_ids]
    charge_groups(session, conference, [(registration, people)], now=now)


def charge_groups(
    session: Session,
    conference: Conference,
    groups: Sequence[Paying],
    *,
    now: datetime,
    picks: Mapping[int, tuple[Pick, datetime]] | None = None,
) -> None:
    """The same for many registrations, in two statements however many they are.

    picks  what these people chose, where it was read already
    """
    paying = [(one, people) for one, people in groups if one.buyer_kind is not None]
    if not conference.prices or not paying or is_off(conference):
        return
    paying = _asked_nothing(session, conference, paying)
    if picks is None:
        picks = held_picks(session, [person.id for _registration, people in paying for person in people])
    bills = [
        Bill(
            [
                Owed(person.id, row)
                for person in people
                for row in rows_for(conference.prices, *picks[person.id])
            ],
            parties_at(conference, registration.buyer_kind, registration.buyer_org_number),
            registration.id,
        )
        for registration, people in paying
        if registration.buyer_kind is not None
    ]
    add_bills(session, bills, now=now)


def forget_consents(session: Session, participant_ids: Collection[int]) -> None:
    """Nobody of these is asked any longer whether they pay more."""
    rows = delete(FeeConsent).where(FeeConsent.participant_id.in_(participant_ids))
    session.execute(rows, execution_options={"synchronize_session": False})


def _asked_nothing(session: Session, conference: Conference, groups: Sequence[Paying]) -> list[Paying]:
    """Without those who have not said yes to a higher fee; only where a conference turned digital."""
    if conference.turned_digital_at is None:
        return list(groups)
    asked = set(
        session.scalars(select(FeeConsent.participant_id).where(FeeConsent.conference_id == conference.id))
    )
    return [(one, [person for person in people if person.id not in asked]) for one, people in groups]


def charge_anew(
    session: Session,
    registration: Registration,
    people: Sequence[Participant],
    conferences: Mapping[int, Conference],
    *,
    now: datetime,
) -> None:
    """Undo what these people are charged and charge it to the buyer as it is now, by the same
    price rows. Fees of their own kind (late, not come) stay what they are.

    `conferences` by id, with prices and owner.
    """
    ids = [person.id for person in people]
    extra = [
        (charge, price)
        for charge, price in list_standing(session, ids)
        if price.purpose not in _CHOSEN or charge.participant_id not in _seated(people)
    ]
    reverse_charges(session, ids, now=now)
    if registration.buyer_kind is None:
        return
    for number, conference in conferences.items():
        here = [person.id for person in people if person.conference_id == number]
        seated = [participant_id for participant_id in here if participant_id in _seated(people)]
        if seated:
            charge_seats(session, conference, registration, seated, now=now)
        parties = parties_at(conference, registration.buyer_kind, registration.buyer_org_number)
        owed = [
            Owed(charge.participant_id, price) for charge, price in extra if charge.participant_id in here
        ]
        add_charges(session, owed, parties, registration_id=registration.id, now=now)


def _seated(people: Sequence[Participant]) -> set[int]:
    return {person.id for person in people if person.status is Status.CONFIRMED}


def held_picks(session: Session, participant_ids: Sequence[int]) -> dict[int, tuple[Pick, datetime]]:
    """By participant: category and held options, and whose instant's price counts."""
    found: dict[int, tuple[Pick, datetime]] = {}
    for number, category_id, priced_at, option_id, added_at in session.execute(
        _held, {"ids": list(participant_ids)}
    ):
        pick = found.get(number, (Pick(category_id), priced_at))[0]
        if option_id:
            added = (*pick.added, (option_id, added_at)) if added_at else pick.added
            pick = Pick(category_id, (*pick.option_ids, option_id), added)
        found[number] = pick, priced_at
    return found


def parties_at(conference: Conference, buyer_kind: OrganizerKind, buyer_org_number: str) -> Parties:
    """Loaded: owner."""
    owner = conference.owner
    return Parties(owner.kind, owner.org_number, buyer_kind, buyer_org_number)


def take_wishes(
    session: Session, conference: Conference, people: Sequence[Participant], *, now: datetime
) -> None:
    """Give people who just got a seat the options they wished, where there is room; what is full,
    closed or gone by now is marked as missed, and their letter says so. One after the other."""
    wished = _list_picks(session, people, PickState.WISHED)
    if not wished:
        return
    offer = list_offers(session, [conference]).get(conference.id, Offer())
    for pick in wished:
        option = offer.option(pick.option_id)
        there = option is not None and not option.is_closed(now)
        held = option is not None and there and (not option.pool_id or take(session, option.pool_id, 1))
        pick.state = PickState.HELD if held else PickState.MISSED
    session.flush()


def free_extras(session: Session, people: Sequence[Participant]) -> None:
    """Give back the options' seats and the codes' uses of people who leave. What they chose is
    kept as a wish: who returns is asked nothing anew."""
    held = _list_picks(session, people, PickState.HELD)
    for pick in held:
        pick.state = PickState.WISHED
    session.flush()
    _release(session, PoolKind.OPTION, [pick.option_id for pick in held])
    _release(session, PoolKind.CODE, [one.access_code_id for one in people if one.access_code_id])


def take_code_again(session: Session, person: Participant) -> None:
    """Who returns uses their code once more. Refuses code_used_up."""
    if person.access_code_id is None:
        return
    pool_id = _pool_of(session, PoolKind.CODE, person.access_code_id)
    if pool_id is not None and not take(session, pool_id, 1):
        raise Refusal("code_used_up", "access_code")


def _release(session: Session, kind: PoolKind, subjects: Sequence[int]) -> None:
    pools = select(SeatPool.id, SeatPool.subject_id).where(
        SeatPool.kind == kind, SeatPool.subject_id.in_(set(subjects))
    )
    if subjects:
        for pool_id, subject_id in session.execute(pools.order_by(SeatPool.id)).all():
            release(session, pool_id, subjects.count(subject_id))


def _pool_of(session: Session, kind: PoolKind, subject_id: int) -> int | None:
    return session.scalar(select(SeatPool.id).where(SeatPool.kind == kind, SeatPool.subject_id == subject_id))


def list_own_picks(session: Session, participant_id: int) -> Sequence[OptionPick]:
    """What one participant chose, however it stands."""
    found = select(OptionPick).where(OptionPick.participant_id == participant_id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def _list_picks(session: Session, people: Sequence[Participant], state: PickState) -> Sequence[OptionPick]:
    found = select(OptionPick).where(
        OptionPick.participant_id.in_([person.id for person in people]), OptionPick.state == state
    )
    ordered = found.order_by(OptionPick.option_id, OptionPick.participant_id)
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def carry_over(session: Session, person: Participant, target: Conference) -> None:
    """Change category and wishes to those of the same name at `target`; what it lacks is dropped.

    To be called when the extras at the old place are given back. The code was used there.
    """
    wished = _list_picks(session, [person], PickState.WISHED)
    labels = set(
        session.scalars(select(Option.label).where(Option.id.in_([pick.option_id for pick in wished])))
    )
    category = session.get(FeeCategory, person.category_id) if person.category_id else None
    session.execute(delete(OptionPick).where(OptionPick.participant_id == person.id))
    there = list_offers(session, [target]).get(target.id, Offer())
    same = (one.id for one in there.categories if category is not None and one.label == category.label)
    person.category_id, person.access_code_id = next(same, None), None
    for option in there.options:
        if option.label in labels:
            session.add(OptionPick(participant_id=person.id, option_id=option.id, state=PickState.WISHED))
    session.flush()
