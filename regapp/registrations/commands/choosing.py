"""What a form's people chose beside a seat (category, options, code): checked and taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from regapp.conferences.codes import FoundCode, check_code, find_code
from regapp.conferences.commands.seats import take
from regapp.conferences.models import Conference, SeatPool
from regapp.conferences.offers import Offer, OfferedOption, list_offers
from regapp.conferences.prices import option_prices, seat_price
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.values import NewParticipant, SignUp
from regapp.registrations.models import OptionPick, PickState

_insert_picks = insert(OptionPick.__table__)  # type: ignore[arg-type]  # declared as FromClause


@dataclass(frozen=True)
class Claim:
    """What a form takes beside seats at the conference. Nothing, for most.

    options      how many of each option, and the box of the first who chose it
    code_uses    how many people the code is for
    """

    options: Mapping[int, tuple[OfferedOption, int, str]] = field(default_factory=dict)
    code: FoundCode | None = None
    code_uses: int = 0

    def code_of(self, person: NewParticipant) -> int | None:
        """The code that lets this person have their category."""
        opened = self.code is not None and person.category_id == self.code.category_id
        return self.code.id if self.code is not None and opened else None


_NOTHING = Claim()


def check_choices(
    session: Session, conference: Conference, form: SignUp, now: datetime, *, by_organizer: bool
) -> Claim:
    """What the form's people chose, as the conference offers it at `now`.

    An organizer needs no code and may choose what is closed. Refuses category_gone, option_gone,
    option_closed and everything about codes. Loaded: prices.
    """
    people = form.participants
    if not form.code and not any(person.category_id or person.option_ids for person in people):
        return _NOTHING
    offer = list_offers(session, [conference]).get(conference.id, Offer())
    for number, person in enumerate(people):
        _check_category(conference, offer, person.category_id, now, f"participants-{number}-")
    options = _options(conference, offer, people, now, by_organizer=by_organizer)
    code = None if by_organizer or not offer.has_codes else _code(session, conference, offer, form, now)
    uses = sum(person.category_id == code.category_id for person in people) if code else 0
    return Claim(options, code, uses)


def take_claimed(session: Session, claim: Claim, *, seated: bool) -> None:
    """Take the claim's seats and uses, pools by id. Whoever waits only wishes the options, but
    holds the code's use. Refuses option_full, option_few, code_used_up, code_few."""
    wanted: dict[int, tuple[int, Refusal]] = {}
    if seated:
        for option, count, box in claim.options.values():
            if option.pool_id is not None:
                wanted[option.pool_id] = count, Refusal("option_full", box, option=option.label)
    if claim.code is not None and claim.code.pool_id is not None:
        wanted[claim.code.pool_id] = claim.code_uses, Refusal("code_used_up", "access_code")
    for pool_id in sorted(wanted):
        count, refusal = wanted[pool_id]
        if not take(session, pool_id, count):
            raise _fewer(session, pool_id, count, refusal)


def add_picks(
    session: Session, people: Sequence[NewParticipant], ids: Sequence[int], *, seated: bool
) -> None:
    """Write down who chose which option, in one statement."""
    state = PickState.HELD if seated else PickState.WISHED
    rows = [
        {"participant_id": participant_id, "option_id": option_id, "state": state, "added_at": None}
        for participant_id, person in zip(ids, people, strict=True)
        for option_id in person.option_ids
    ]
    if rows:
        session.execute(_insert_picks, rows)


def _check_category(
    conference: Conference, offer: Offer, category_id: int | None, now: datetime, prefix: str
) -> None:
    if category_id is None:
        return
    if offer.category(category_id) is None or seat_price(conference.prices, category_id, now) is None:
        raise Refusal("category_gone", f"{prefix}fee_category")


def _options(
    conference: Conference,
    offer: Offer,
    people: Sequence[NewParticipant],
    now: datetime,
    *,
    by_organizer: bool,
) -> dict[int, tuple[OfferedOption, int, str]]:
    found: dict[int, tuple[OfferedOption, int, str]] = {}
    for number, person in enumerate(people):
        for option_id in dict.fromkeys(person.option_ids):
            box = f"participants-{number}-fee_option_{option_id}"
            option = check_option(conference, offer, option_id, now, by_organizer=by_organizer, box=box)
            _option, count, first = found.get(option_id, (option, 0, box))
            found[option_id] = option, count + 1, first
    return found


def check_option(
    conference: Conference, offer: Offer, option_id: int, now: datetime, *, by_organizer: bool, box: str
) -> OfferedOption:
    """Refuses option_gone (of another conference, withdrawn, without a price), option_closed."""
    option = offer.option(option_id)
    if option is None or not option_prices(conference.prices, option_id, now):
        raise Refusal("option_gone", box)
    if option.is_closed(now) and not by_organizer:
        raise Refusal("option_closed", box, option=option.label)
    return option


def _code(
    session: Session, conference: Conference, offer: Offer, form: SignUp, now: datetime
) -> FoundCode | None:
    """The code that the form's people need and have. Refuses code_wrong, code_missing, code_other."""
    needing = {
        person.category_id: category
        for person in form.participants
        if person.category_id is not None
        and (category := offer.category(person.category_id)) is not None
        and category.needs_code
    }
    if not form.code:
        for category in needing.values():
            raise Refusal("code_missing", "access_code", category=category.label)
        return None
    code = find_code(session, conference.id, form.code)
    if code is None:
        raise Refusal("code_wrong", "access_code")
    check_code(code, now)
    opened = offer.category(code.category_id)
    if not any(person.category_id == code.category_id for person in form.participants):
        raise Refusal("code_unused", "access_code", category=opened.label if opened else "")
    for number, category in needing.items():
        if number != code.category_id:
            raise Refusal("code_other", "access_code", category=category.label)
    return code


def _fewer(session: Session, pool_id: int, count: int, refusal: Refusal) -> Refusal:
    """The same "no" with how many there are left, where it is too few rather than none."""
    left = session.scalars(select(SeatPool.capacity - SeatPool.taken).where(SeatPool.id == pool_id)).one()
    if left <= 0 or count == 1:
        return refusal
    if refusal.code == "option_full":
        return Refusal("option_few", refusal.field, left=left, option=refusal.details["option"])
    return Refusal("code_few", refusal.field, left=left)
