"""What goes together and what does not. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Protocol, TypeVar

from regapp.choices.offers import RoundOffer
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days, hours_of, local_instant
from regapp.kernel.refusal import Refusal

# How long before a day begins its remote link is shown.
LINK_SHOWN = timedelta(minutes=15)


class Timed(Protocol):
    """Something with hours; both or none."""

    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


class OnDay(Protocol):
    """Something of one day."""

    @property
    def id(self) -> int: ...
    @property
    def day_id(self) -> int: ...


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True)
class Chosen:
    """An item that somebody asks for. `wish`: a place in its line will do, if it is full.

    pool_id  of the item's seats; None where it has no limit
    """

    item_id: int
    pool_id: int | None = None
    wish: bool = False


@dataclass(frozen=True)
class Answers:
    """What one participant chooses that has no limit. Days and meals by id."""

    days: tuple[int, ...] = ()
    meals: tuple[int, ...] = ()


def clashes(items: Sequence[T]) -> list[tuple[T, T]]:
    """Pairs that nobody can be at both of, in the order of the items.

    One that begins when another ends does not clash with it; one without hours with none.
    """
    return [(one, other) for one, other in combinations(items, 2) if _overlap(one, other)]


def check_together(
    rounds: Sequence[RoundOffer], item_ids: Collection[int], days: Collection[int] | None
) -> None:
    """One of each round, each on a day somebody comes (None: all), none at the same hour as another.

    Refuses choice_gone, choice_twice, choice_missing, choice_other_day, choice_clash.
    """
    items = {item.id: item for one in rounds for item in one.items}
    if not items.keys() >= set(item_ids):
        raise Refusal("choice_gone")
    for one in rounds:
        chosen = [item for item in one.items if item.id in item_ids]
        comes = days is None or one.day_id in days
        if len(chosen) > 1:
            raise Refusal("choice_twice", number=one.number)
        if one.required and comes and not chosen:
            raise Refusal("choice_missing", number=one.number)
        if chosen and not comes:
            raise Refusal("choice_other_day", title=chosen[0].title)
    for first, second in clashes([items[number] for number in items if number in item_ids]):
        raise Refusal("choice_clash", first=first.title, second=second.title)


def eaten(meals: Iterable[OnDay], ticked: Collection[int], days: Collection[int] | None) -> tuple[int, ...]:
    """The ids of the meals somebody eats: ticked, and on a day they come (None: all days)."""
    return tuple(meal.id for meal in meals if meal.id in ticked and (days is None or meal.day_id in days))


class Labelled(OnDay, Protocol):
    """A meal by name."""

    @property
    def label(self) -> str: ...


def eaten_elsewhere(
    here: Iterable[Labelled], ate: Collection[int], there: Iterable[Labelled]
) -> tuple[int, ...]:
    """The ids of the meals that somebody who is moved eats at the new place: all but those whose
    name they left unticked at the old one (a meal that is not refused is eaten)."""
    refused = {meal.label for meal in here if meal.id not in ate}
    refused -= {meal.label for meal in here if meal.id in ate}
    return tuple(meal.id for meal in there if meal.label not in refused)


def link_shown(conference: Conference, now: datetime) -> bool:
    """Whether the remote link is shown at `now`: from 15 minutes before a day begins to its end.

    Of a day without hours it is shown all day. Loaded: days.
    """
    return any(begins <= now < ends for begins, ends in _link_hours(conference))


def shown_link(conference: Conference, now: datetime) -> str:
    """The remote link while it is shown, to those who take part from a distance; else nothing."""
    return conference.remote_url if link_shown(conference, now) else ""


def link_to_come(conference: Conference, now: datetime) -> bool:
    """Whether the link will be shown later. Loaded: days."""
    return any(now < begins for begins, _ends in _link_hours(conference))


def _link_hours(conference: Conference) -> Iterator[tuple[datetime, datetime]]:
    for day in held_days(conference):
        hours = hours_of(day, conference.zone)
        if hours is not None:
            yield hours.starts_at - LINK_SHOWN, hours.ends_at
        else:
            yield (
                local_instant(day.on, 0, 0, conference.zone),
                local_instant(day.on + timedelta(days=1), 0, 0, conference.zone),
            )


def _overlap(one: Timed, other: Timed) -> bool:
    if one.starts_at is None or one.ends_at is None or other.starts_at is None or other.ends_at is None:
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
