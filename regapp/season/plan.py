"""What a season file says, as plain values. Nothing here knows a file or a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from regapp.conferences.models import ConferenceKind, VatMode
from regapp.organizers.models import OrganizerKind


@dataclass(frozen=True)
class Problem:
    """Why a file cannot be loaded: the key it is about ("" for the whole file) and the reason."""

    key: str
    reason: str


class SeasonError(Exception):
    """The file was not loaded; nothing of it was kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class OrganizerPlan:
    """`key` is where it stands in the file; `host` another organizer's slug, or empty."""

    key: str
    slug: str
    kind: OrganizerKind
    org_number: str
    host: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class SeriesPlan:
    """`owner` and `named` are organizers' slugs, `named` in the order of naming."""

    key: str
    path: str
    owner: str
    named: tuple[str, ...]
    published: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class PackagePlan:
    """`position` follows the order in the file."""

    key: str
    path: str
    owner: str
    position: int
    published: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class HeldDay:
    """A day in local time; without hours it is an all-day entry."""

    on: date
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True)
class PricePlan:
    """`amount` in whole kronor, `vat_percent` in whole percent."""

    amount: int
    vat: VatMode
    vat_percent: int
    state_pays_net: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class PartPrice:
    """A price row: `values` by column."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class CategoryPlan:
    values: Mapping[str, Any]
    price: PartPrice


@dataclass(frozen=True)
class OptionPlan:
    values: Mapping[str, Any]
    seats: int | None
    prices: tuple[PartPrice, ...]


@dataclass(frozen=True)
class OffersPlan:
    """`early` is the ordinary fee until a day; `terms` are columns of the conference."""

    early: PartPrice | None = None
    categories: tuple[CategoryPlan, ...] = ()
    options: tuple[OptionPlan, ...] = ()
    terms: Mapping[str, Any] | None = None
    late: PartPrice | None = None


@dataclass(frozen=True)
class ProgrammePlan:
    """One item of a programme in local time; without hours it stands in the day.

    seminar_seats, meals  what participants choose, as long as nobody set it up: seats of each item
             of a round; what is served
    columns  further column values as they stand on the row: title, round, preliminary …
    """

    on: date
    start: time | None = None
    end: time | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ServedMeal:
    """A meal that is included on a day."""

    on: date
    label: str
    label_en: str


@dataclass(frozen=True)
class ConferencePlan:
    """One conference. Instants are aware UTC; `related` is another conference's address,
    `previous` that of the one before it, in this file or loaded earlier.

    columns  further column values as they stand on the row: place, zone, expected_month …
    """

    key: str
    path: str
    series: str
    owner: str
    co_organizers: tuple[str, ...]
    related: str
    kind: ConferenceKind
    published: bool
    texts: Mapping[str, str]
    days: tuple[HeldDay, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    seats: int | None = None
    price: PricePlan | None = None
    offers: OffersPlan = field(default_factory=OffersPlan)
    items: tuple[ProgrammePlan, ...] = ()
    seminar_seats: int | None = None
    meals: tuple[ServedMeal, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    previous: str = ""


@dataclass(frozen=True)
class Season:
    """A whole file."""

    organizers: tuple[OrganizerPlan, ...]
    series: tuple[SeriesPlan, ...]
    conferences: tuple[ConferencePlan, ...]
    packages: tuple[PackagePlan, ...]

    @property
    def addressed(self) -> "tuple[SeriesPlan | ConferencePlan | PackagePlan, ...]":
        """Everything that has a page of its own."""
        return (*self.series, *self.conferences, *self.packages)
