"""What the sign-up page shows beside the fields: places as they stand, and the sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from regapp.billing.rules import Parties, Sum, sum_of
from regapp.conferences.models import Conference, PriceRow
from regapp.conferences.prices import Pick, current_rows, is_charged, rows_for, seat_price
from regapp.conferences.rules import CountedSeats, Seats, Standing, has_remote_room, pool_of, standing
from regapp.organizers.models import OrganizerKind
from regapp.registrations.asking import Asking
from regapp.registrations.forms.parts import Part


@dataclass(frozen=True)
class Choice:
    """One conference that the form may sign up to `at` this moment, and what it asks of each
    participant.

    How it stands and what it costs is worked out when somebody asks: a sign-up asks it of one.

    seats    its pool, or what was counted of it; None where there are none to give
    invited  the visitor has an invitation to it
    """

    conference: Conference
    seats: CountedSeats | None
    at: datetime
    parts: tuple[Part, ...] = ()
    invited: bool = False

    @cached_property
    def standing(self) -> Standing:
        return standing(self.conference, self.seats, self.at, invited=self.invited)

    @cached_property
    def prices(self) -> tuple[PriceRow, ...]:
        """The rows in force."""
        return current_rows(self.conference.prices, self.at)

    @cached_property
    def value(self) -> str:
        """The word for it in the form and in `?ort=`."""
        return self.conference.place_slug or self.conference.address.path

    @property
    def is_full(self) -> bool:
        """Whoever signs up now waits, however they take part."""
        return self.standing.seats is Seats.FULL and not has_remote_room(self.conference)

    @property
    def is_full_on_site(self) -> bool:
        """There are seats from a distance only."""
        return self.standing.seats is Seats.FULL and has_remote_room(self.conference)

    @property
    def is_charged(self) -> bool:
        return is_charged(self.prices, self.at)

    @property
    def price(self) -> PriceRow | None:
        """The ordinary fee; None for a conference that has no prices."""
        return seat_price(self.prices, None, self.at)


def choices_at(
    asking: Sequence[Asking],
    now: datetime,
    seats: Mapping[int, CountedSeats] | None = None,
    *,
    invited_to: int | None = None,
) -> list[Choice]:
    """In order of time; each with how it stands at `now`.

    seats       by conference id, where they were read later than the conferences
    invited_to  the conference that the visitor has an invitation to
    """

    found = [
        Choice(
            one.conference,
            pool_of(one.conference) if seats is None else seats.get(one.id),
            now,
            one.parts,
            invited=one.id == invited_to,
        )
        for one in asking
    ]
    return sorted(found, key=lambda choice: (not choice.conference.days, _first_day(choice), choice.value))


def sum_at(
    choice: Choice, picks: Sequence[Pick], *, buyer_kind: OrganizerKind | None, buyer_org_number: str
) -> Sum | None:
    """The sum as far as the buyer is known; a buyer of no known kind pays VAT."""
    if not choice.is_charged:
        return None
    owner = choice.conference.owner
    parties = Parties(owner.kind, owner.org_number, buyer_kind or OrganizerKind.COMPANY, buyer_org_number)
    return sum_of(choice.prices, picks, parties, at=choice.at)


def is_free(choice: Choice, picks: Sequence[Pick]) -> bool:
    """Whether nothing that was chosen costs anything, where something could."""
    rows = (row for pick in picks for row in rows_for(choice.prices, pick, choice.at))
    return choice.is_charged and all(row.amount_minor == 0 for row in rows)


def pick_of(answers: Mapping[str, Any]) -> Pick:
    """What somebody's answers mean for the sum."""
    return Pick(answers.get("category_id"), tuple(answers.get("option_ids", ())))


def _first_day(choice: Choice) -> str:
    days = choice.conference.days
    return days[0].on.isoformat() if days else ""
