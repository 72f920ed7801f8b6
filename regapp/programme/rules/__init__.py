"""Order, hours and standing of a programme's items. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.conferences.rules import CANCELLED_STAYS, local_instant
from regapp.kernel.refusal import Refusal
from regapp.kernel.timespan import Timespan
from regapp.programme.models import ProgrammeItem


class Slot(NamedTuple):
    """Items that stand together: alternatives of one round, or one item alone."""

    round: int | None
    items: Sequence[ProgrammeItem]

    @property
    def is_choice(self) -> bool:
        return self.round is not None and len(self.items) > 1


class DayProgramme(NamedTuple):
    day: ConferenceDay
    slots: Sequence[Slot]


def programme_scope(conference_id: int) -> str:
    """What the feed of a conference's programme is called among revisions."""
    return f"programme:{conference_id}"


def is_published(conference: Conference) -> bool:
    """Shown to everybody: the conference is public and so is its programme."""
    return conference.status is not ConferenceStatus.DRAFT and conference.programme_published_at is not None


def span_of(item: ProgrammeItem, zone: str) -> Timespan | None:
    """The hours of an item on its day, wherever that day has been moved; None while unknown.

    What is kept are instants; what counts are the hours on the wall. Loaded: day.
    """
    if item.starts_at is None or item.ends_at is None:
        return None
    place = ZoneInfo(zone)
    begins, ends = item.starts_at.astimezone(place), item.ends_at.astimezone(place)
    past_midnight = (ends.date() - begins.date()).days
    try:
        starts_at = local_instant(item.day.on, begins.hour, begins.minute, zone)
        last = item.day.on + timedelta(days=past_midnight)
        ends_at = local_instant(last, ends.hour, ends.minute, zone)
    except Refusal:
        # An hour that the clocks skip on the new day: as long after midnight as it was.
        midnight = local_instant(item.day.on, 0, 0, zone)
        starts_at = midnight + timedelta(hours=begins.hour, minutes=begins.minute)
        ends_at = starts_at + (item.ends_at - item.starts_at)
    return Timespan(starts_at, max(ends_at, starts_at), zone)


def is_off(item: ProgrammeItem) -> bool:
    """Taken out of the programme, or with its day. Loaded: day."""
    return item.removed_at is not None or item.day.removed_at is not None


def in_feed(item: ProgrammeItem, now: datetime) -> bool:
    """As days are: cancelled ones for 60 days."""
    gone = [at for at in (item.removed_at, item.day.removed_at) if at is not None]
    return not gone or now < min(gone) + CANCELLED_STAYS


def by_day(items: Iterable[ProgrammeItem], zone: str) -> list[DayProgramme]:
    """What is held, in order: days, hours (unknown ones last), position; rounds kept together."""
    days: dict[int, dict[tuple[int | None, int], list[ProgrammeItem]]] = {}
    for item in sorted((one for one in items if not is_off(one)), key=lambda one: _order(one, zone)):
        slot = (item.round, 0 if item.round is not None else item.id)
        days.setdefault(item.day_id, {}).setdefault(slot, []).append(item)
    return [
        DayProgramme(
            next(iter(slots.values()))[0].day, [Slot(number, held) for (number, _id), held in slots.items()]
        )
        for slots in days.values()
    ]


def _order(item: ProgrammeItem, zone: str) -> tuple[object, ...]:
    span = span_of(item, zone)
    local = span.local_start().time() if span else time.max
    return item.day.on, item.day_id, local, item.position, item.id
