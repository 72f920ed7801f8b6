"""The line and its offers: who is next, until when they may answer, why nothing is offered.

The states and what leads from one to the other stand in `docs/waiting-list.md`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import groupby
from zoneinfo import ZoneInfo

from regapp.conferences.models import Conference, LetInMode
from regapp.conferences.prices import is_charged
from regapp.conferences.rules import held_days, last_sign_up_day, local_date
from regapp.kernel.holidays import is_working_day
from regapp.registrations.models import Participant, Status

_USUAL, _SHORT = timedelta(hours=48), timedelta(hours=24)
_LAST_WEEK, _LAST_DAYS = timedelta(days=7), timedelta(days=2)
_NOON = time(12)


class Hold(Enum):
    """Why those in line are not offered a seat."""

    FULL = "full"
    # Seats are free, but the group first in line needs more of them.
    HEAD_NEEDS_MORE = "head_needs_more"
    # … needs more than there are at all.
    HEAD_TOO_LARGE = "head_too_large"
    BY_HAND = "by_hand"
    # So near the conference that nobody is offered a seat by itself.
    LAST_DAYS = "last_days"


@dataclass(frozen=True)
class InLine:
    """Somebody who waits, as far as the order goes."""

    participant_id: int
    ticket: int
    accepts_fewer: bool


def let_in_mode(conference: Conference, now: datetime) -> LetInMode:
    """What the conference chose; unchosen, a seat that costs is offered and a free one given.

    Loaded: prices.
    """
    if conference.let_in_mode is not None:
        return conference.let_in_mode
    return LetInMode.OFFER if is_charged(conference.prices, now) else LetInMode.DIRECT


def next_in_line(line: Iterable[InLine], free: int) -> list[int]:
    """Whose turn it is when `free` seats are free: whole groups from the head on.

    Nobody passes the first group that does not fit. If that one accepts fewer, those of it who
    fit get a seat in form order, and the others stay at the head. `line`: in order.
    """
    chosen: list[int] = []
    for _ticket, people in groupby(line, key=lambda one: one.ticket):
        group, left = list(people), free - len(chosen)
        if len(group) > left:
            fitting = group[: max(left, 0)] if group[0].accepts_fewer else []
            return chosen + [one.participant_id for one in fitting]
        chosen += [one.participant_id for one in group]
    return chosen


def answer_by(conference: Conference, now: datetime) -> datetime | None:
    """The first instant at which an offer made at `now` is over; None: nothing is offered by itself.

    The first Swedish working day at 12.00 that is at least 48 hours away, but not after 12.00
    on the last day of sign-up if that leaves a day. 24 hours within the last week, nothing in
    the last two days. Loaded: days.
    """
    starts = _starts(conference)
    if starts is not None and starts - now < _LAST_DAYS:
        return None
    if starts is not None and starts - now <= _LAST_WEEK:
        return _whole_minute(now + _SHORT)
    by = _working_noon(now + _USUAL, conference.zone)
    last_day = last_sign_up_day(conference)
    closing = _at_noon(last_day, conference.zone) if last_day else by
    by = closing if now + _SHORT <= closing < by else by
    return by if starts is None else min(by, starts)


def answer_by_hand(conference: Conference, now: datetime) -> datetime | None:
    """The same for an offer by hand, which may come later: 24 hours, at most until the start."""
    starts = _starts(conference)
    if starts is not None and starts <= now:
        return None
    by = answer_by(conference, now) or _whole_minute(now + _SHORT)
    return by if starts is None else min(by, starts)


def is_open_offer(participant: Participant, now: datetime) -> bool:
    """Whether an answer at `now` is in time, whatever the worker has done by then."""
    until = participant.offered_until
    return participant.status is Status.OFFERED and until is not None and now < until


def why_held(conference: Conference, *, capacity: int, free: int, needed: int, now: datetime) -> Hold | None:
    """Why the head of the line, which needs `needed` seats, is not offered any.

    None where nobody waits, or where it is about to be offered. Loaded: days, prices.
    """
    if not needed:
        return None
    if needed > capacity:
        return Hold.HEAD_TOO_LARGE
    if free < needed:
        return Hold.HEAD_NEEDS_MORE if free > 0 else Hold.FULL
    mode = let_in_mode(conference, now)
    if mode is LetInMode.MANUAL:
        return Hold.BY_HAND
    return Hold.LAST_DAYS if mode is LetInMode.OFFER and answer_by(conference, now) is None else None


def _starts(conference: Conference) -> datetime | None:
    """The first instant of the first day; its midnight while the hour is unknown."""
    days = held_days(conference)
    return (days[0].starts_at or _local(days[0].on, time(), conference.zone)) if days else None


def _working_noon(earliest: datetime, zone: str) -> datetime:
    day = local_date(earliest, zone)
    while not is_working_day(day) or _at_noon(day, zone) < earliest:
        day += timedelta(days=1)
    return _at_noon(day, zone)


def _at_noon(day: date, zone: str) -> datetime:
    return _local(day, _NOON, zone)


def _local(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _whole_minute(at: datetime) -> datetime:
    """Not before `at`: letters and pages say no seconds."""
    cut = at.replace(second=0, microsecond=0)
    return cut if cut == at else cut + timedelta(minutes=1)
