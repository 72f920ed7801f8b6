"""What a conference offers to choose from and what was chosen, as values read from rows."""

from dataclasses import dataclass, field
from datetime import date, datetime

from regapp.choices.models import ChoiceState


@dataclass(frozen=True)
class ItemOffer:
    """An item of a round. `pool_id`: of its seats, None where it has no limit."""

    id: int
    day_id: int
    title: str
    title_en: str
    room: str
    starts_at: datetime | None
    ends_at: datetime | None
    pool_id: int | None


@dataclass(frozen=True)
class RoundOffer:
    """The alternatives of one round. `required`: everybody who comes that day chooses one."""

    day_id: int
    on: date
    number: int
    required: bool
    zone: str
    items: tuple[ItemOffer, ...]


@dataclass(frozen=True)
class MealOffer:
    id: int
    day_id: int
    on: date
    label: str
    label_en: str


@dataclass(frozen=True)
class ChosenItem:
    """A choice as its owner sees it. `place`: in the item's line, from 1, for a wish."""

    item_id: int
    state: ChoiceState
    place: int = 0


@dataclass
class Choices:
    """What one participant chose."""

    items: list[ChosenItem] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    meals: list[int] = field(default_factory=list)
