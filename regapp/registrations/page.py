"""What the sign-up page shows beside the fields: places as they stand, and the sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regapp.billing.rules import Amounts, amounts, current_price, is_own_authority
from regapp.conferences.models import Conference, PriceRow
from regapp.conferences.rules import CountedSeats, Standing, pool_of, standing
from regapp.organizers.models import OrganizerKind
from regapp.registrations.asking import Asking
from regapp.registrations.forms.parts import Part


@dataclass(frozen=True)
class Choice:
    """One conference that the form may sign up to, and what it asks of each participant."""

    conference: Conference
    standing: Standing
    price: PriceRow | None
    parts: tuple[Part, ...] = ()

    @property
    def value(self) -> str:
        """The word for it in the form and in `?ort=`."""
        return self.conference.place_slug or self.conference.address.path

    @property
    def is_charged(self) -> bool:
        return self.price is not None and self.price.amount_minor > 0


@dataclass(frozen=True)
class Sum:
    """What `count` seats cost, all in öre. `amounts` is per participant.

    own  buyer and seller are the same authority: no invoice at all
    """

    count: int
    amounts: Amounts
    own: bool = False

    @property
    def gross(self) -> int:
        return 0 if self.own else self.amounts.gross_minor * self.count

    @property
    def vat(self) -> int:
        return 0 if self.own else self.amounts.vat_minor * self.count


def choices_at(
    asking: Sequence[Asking],
    now: datetime,
    seats: Mapping[int, CountedSeats] | None = None,
) -> list[Choice]:
    """In order of time; each with how it stands at `now`.

    seats  by conference id, where they were read later than the conferences
    """
    found = [
        Choice(
            one.conference,
            standing(one.conference, pool_of(one.conference) if seats is None else seats.get(one.id), now),
            current_price(one.conference.prices, now),
            one.parts,
        )
        for one in asking
    ]
    return sorted(found, key=lambda choice: (not choice.conference.days, _first_day(choice), choice.value))


def sum_of(
    choice: Choice, *, count: int, buyer_kind: OrganizerKind | None, buyer_org_number: str
) -> Sum | None:
    """The sum as far as the buyer is known; a buyer of no known kind pays VAT."""
    if choice.price is None or not choice.is_charged:
        return None
    owner = choice.conference.owner
    kind = buyer_kind or OrganizerKind.COMPANY
    per_person = amounts(choice.price, seller_kind=owner.kind, buyer_kind=kind)
    return Sum(count, per_person, own=is_own_authority(owner.org_number, buyer_org_number))


def _first_day(choice: Choice) -> str:
    days = choice.conference.days
    return days[0].on.isoformat() if days else ""
