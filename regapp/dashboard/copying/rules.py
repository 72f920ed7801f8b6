"""How an edition becomes the next: how far its dates move, what it is called, who holds it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from regapp.conferences.models import Conference, ConferenceDay, County, PriceRow
from regapp.conferences.rules import held_days, shifted

# 52 weeks: the same weekday of the next year.
_A_YEAR = timedelta(weeks=52)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HIGHEST = date(9000, 1, 1)


@dataclass(frozen=True)
class CopyPlan:
    """What the organizer chooses. `days`: how far everything moves; None where nothing is dated.

    first_on  the first day of what had none
    place     where it is held; None for where it was
    """

    title: str
    slug: str
    owner_id: int
    days: int | None
    first_on: date | None = None
    place: str | None = None
    county: County | None = None


@dataclass(frozen=True)
class Shift:
    """So many days later by the clock on the wall; None forgets every date."""

    days: int | None
    zone: str

    def __call__(self, value: Any) -> Any:
        """Dates and instants moved; anything else as it is."""
        if not isinstance(value, date):
            return value
        if self.days is None:
            return None
        if isinstance(value, datetime):
            return shifted(value, self.days, self.zone)
        return value + timedelta(days=self.days)

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self(value) for name, value in values.items()}


def meant_days(conference: Conference) -> Sequence[ConferenceDay]:
    """The days it was held on; of one that was cancelled or put off those it was meant for then."""
    at = conference.cancelled_at or conference.postponed_at
    lost = [day for day in conference.days if at is not None and day.removed_at == at]
    return held_days(conference) or lost


def first_day(conferences: Iterable[Conference]) -> date | None:
    """The day that an edition begins: its first, or that of the month it was expected in."""
    days = [day.on for one in conferences for day in meant_days(one)]
    months = [one.expected_month for one in conferences if one.expected_month]
    return min(days or months, default=None)


def next_first_day(before: date | None, today: date) -> date | None:
    """The same weekday a year later, or as many years as it takes to come after today."""
    if before is None or before > _HIGHEST:
        return None
    years = max(1, -(-(today - before + timedelta(days=1)) // _A_YEAR))
    return before + years * _A_YEAR


def same_weekday(before: date, chosen: date) -> date | None:
    """The nearest day to `chosen` with the weekday of before; None if it is one."""
    away = (before.weekday() - chosen.weekday() + 3) % 7 - 3
    return chosen + timedelta(days=away) if away else None


def renamed(text: str, before: date | None, after: date | None) -> str:
    """ "Miljömålsdagarna 2020" with the year of the next edition; a name without year as it is."""
    if before is None or after is None:
        return text
    return _YEAR.sub(lambda found: _moved_year(found[0], before, after), text)


def slug_for(slug: str, before: date | None, after: date | None) -> str:
    """The next edition's address: the year changed, or put at the end where there was none."""
    changed = renamed(slug, before, after)
    return changed if changed != slug or after is None else f"{slug}-{after.year}"


def co_organizers_of_copy(named: Sequence[int], owner_id: int, acting: Sequence[int]) -> list[int]:
    """Who holds the copy together with its new owner.

    Those who did before; the former owner is not among them. Whoever copies keeps sight of it: where
    none of the organizers they act for would be left, the first of these stands by the new owner.
    """
    kept = [number for number in named if number != owner_id]
    if owner_id in acting or set(kept) & set(acting):
        return kept
    return [*kept, *acting[:1]]


def begins_with_another(price: PriceRow, prices: Sequence[PriceRow]) -> bool:
    """Whether a price takes over where another of the same ends, as after an early price.

    Else its beginning only tells when it was changed last, which means nothing to the next edition.
    """
    return any(
        one.valid_until is not None
        and one.valid_until == price.valid_from
        and (one.purpose, one.category_id, one.option_id)
        == (price.purpose, price.category_id, price.option_id)
        for one in prices
    )


def _moved_year(year: str, before: date, after: date) -> str:
    return str(int(year) + after.year - before.year) if int(year) == before.year else year
