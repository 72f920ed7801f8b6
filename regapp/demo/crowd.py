"""Who signs up when, invented: the same people at the same share of the window every time.

Pure. Nothing here is random twice: one seed, drawn from in one order.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from regapp.demo.moments import ZONE
from regapp.demo.names import FAMILY, GIVEN, NEEDS, TITLES, Workplace, workplaces
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands import BuyerDetails, NewParticipant, SignUp
from regapp.registrations.models import BookerRole
from regapp.registrations.rules import ALLERGIES, DIETS

KEY_PREFIX = "demo-"
_SEED = 2020
_SIZES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)
_SATURDAY = 5
_PUBLIC = {OrganizerKind.COUNTY_BOARD, OrganizerKind.STATE, OrganizerKind.MUNICIPALITY, OrganizerKind.REGION}


@dataclass(frozen=True)
class Wish:
    """How a conference shall look: people with a seat, in line, and cancelled before that.

    offered  so many of those in line at least are offered a seat in the end
    """

    path: str
    county: str
    seated: int
    waiting: int
    cancelled: int
    offered: int = 0


@dataclass(frozen=True)
class Opening:
    """A conference as it stands: people sign up in [begins, ends]."""

    wish: Wish
    begins: datetime
    ends: datetime
    charged: bool


@dataclass(frozen=True)
class Step:
    """Something somebody does: sends `form`, or takes one person of an earlier form back."""

    at: datetime
    path: str
    form: SignUp | None = None
    cancels_key: str = ""


WISHES = (
    Wish("smartare-gronare-sverige/varberg", "N", seated=116, waiting=0, cancelled=4),
    Wish("smartare-gronare-sverige/kalmar", "H", seated=150, waiting=12, cancelled=3, offered=2),
    Wish("smartare-gronare-sverige/lulea", "BD", seated=141, waiting=0, cancelled=2),
    Wish("frukostseminarium-varberg", "N", seated=34, waiting=0, cancelled=1),
)


def invent(openings: Sequence[Opening]) -> list[Step]:
    """Every step of everybody, in order of time."""
    dice = Random(_SEED)  # noqa: S311 - invented people, nothing secret
    people = _People(dice)
    steps = [step for opening in openings for step in _conference(dice, people, opening)]
    return sorted(steps, key=lambda step: step.at)


def _conference(dice: Random, people: "_People", opening: Opening) -> list[Step]:
    wish = opening.wish
    # Seats that were taken back are taken by somebody else, so the last ones find the house full.
    sizes = [*_groups(dice, wish.seated + wish.cancelled), *_groups(dice, wish.waiting)]
    forms = [
        people.form(f"{KEY_PREFIX}{wish.path}-{number:03d}", size, opening)
        for number, size in enumerate(sizes, start=1)
    ]
    order: list[tuple[SignUp | None, str]] = [(form, "") for form in forms]
    early = forms[: len(forms) * 6 // 10]
    for form in dice.sample(early, wish.cancelled) if early else ():
        after = order.index((form, "")) + 1
        order.insert(dice.randint(after, after + len(forms) * 2 // 10), (None, form.key))
    moments = _moments(dice, opening, len(order))
    return [Step(at, wish.path, form, key) for at, (form, key) in zip(moments, order, strict=True)]


def _groups(dice: Random, people: int) -> Iterator[int]:
    """Sizes of parties that together are exactly so many people."""
    while people > 0:
        size = min(dice.choice(_SIZES), people)
        people -= size
        yield size


def _moments(dice: Random, opening: Opening, count: int) -> list[datetime]:
    """Sorted instants within the window: a rush at the opening, mostly in office hours."""
    return sorted(_moment(dice, opening) for _ in range(count))


def _moment(dice: Random, opening: Opening) -> datetime:
    share: float = dice.random() ** 1.4
    drawn = opening.begins + (opening.ends - opening.begins) * share
    local = drawn.astimezone(ZoneInfo(ZONE))
    office = local.replace(hour=0, minute=0) + timedelta(minutes=int(dice.triangular(7 * 60, 18 * 60, 600)))
    if local.weekday() >= _SATURDAY and dice.random() < 0.85:
        office += timedelta(days=7 - local.weekday())
    usual = office.replace(microsecond=0).astimezone(opening.begins.tzinfo)
    return usual if opening.begins <= usual <= opening.ends else drawn.replace(microsecond=0)


class _People:
    """Draws people who were not drawn before."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        pairs = [(given, family) for given in GIVEN for family in FAMILY]
        dice.shuffle(pairs)
        self._names = iter(pairs)

    def form(self, key: str, size: int, opening: Opening) -> SignUp:
        dice = self._dice
        places = workplaces(opening.wish.county)
        # The first of the list are the commonest.
        place = places[min(int(dice.expovariate(3) * len(places)), len(places) - 1)]
        for_others = size > 1 and dice.random() < 0.25
        party = tuple(self._person(place, is_booker=not for_others and not n) for n in range(size))
        booker = self._person(place, is_booker=True) if for_others else party[0]
        return SignUp(
            key=key,
            booker_role=_role(size, for_others),
            booker_name=f"{booker.given_name} {booker.family_name}",
            booker_email=booker.email,
            participants=party,
            buyer=self._buyer(place, booker.email) if opening.charged else None,
            language="en" if dice.random() < 0.03 else "sv",
        )

    def _person(self, place: Workplace, *, is_booker: bool) -> NewParticipant:
        dice = self._dice
        given, family = next(self._names)
        has_address = is_booker or dice.random() < 0.8
        return NewParticipant(
            given_name=given,
            family_name=family,
            email=f"{_plain(given)}.{_plain(family)}@{place.domain}.exempel.se" if has_address else "",
            organization=place.name,
            title=dice.choice(TITLES),
            diet=(dice.choice((*DIETS, DIETS[0])),) if dice.random() < 0.2 else (),
            allergies=tuple(sorted(dice.sample(ALLERGIES[:-1], dice.choice((1, 1, 1, 2)))))
            if dice.random() < 0.1
            else (),
            access_needs=dice.choice(NEEDS) if dice.random() < 0.03 else "",
            listed=dice.random() < 0.6,
            is_booker=is_booker,
        )

    def _buyer(self, place: Workplace, email: str) -> BuyerDetails:
        dice = self._dice
        later = dice.random() < 0.09
        by_network = place.kind in _PUBLIC or dice.random() < 0.6
        return BuyerDetails(
            kind=place.kind,
            name=place.name,
            org_number=place.number,
            reference="" if later else self._reference(place.kind),
            reference_later=later,
            endpoint=f"0007:{place.number}" if by_network else "",
            street="" if by_network else f"Storgatan {dice.randint(1, 90)}",
            postcode="" if by_network else f"{dice.randint(100, 980)} {dice.randint(10, 99)}",
            town="" if by_network else place.town,
            email="" if by_network else email,
        )

    def _reference(self, kind: OrganizerKind) -> str:
        dice, letters = self._dice, "ABCDEFGHJKLMNPRSTUVXYZ"
        if kind is OrganizerKind.COUNTY_BOARD:
            return "H" + "".join(dice.choices(letters, k=6))
        return "ZZ" + "".join(dice.choices(letters, k=3)) + f"{dice.randint(0, 999):03d}"


def _role(size: int, for_others: bool) -> BookerRole:
    if for_others:
        return BookerRole.OTHERS
    return BookerRole.SELF if size == 1 else BookerRole.SELF_AND_OTHERS


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalpha() or letter == "-"))
