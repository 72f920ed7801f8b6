"""What may happen when: the one place that says whether a conference takes sign-ups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Protocol
from zoneinfo import ZoneInfo

from regapp.conferences.models import (
    Conference,
    ConferenceDay,
    ConferenceMode,
    ConferenceStatus,
    PoolKind,
    SeatPool,
)
from regapp.kernel.refusal import Refusal
from regapp.kernel.timespan import Timespan

# A cancelled entry stays in feeds so long, counted from the cancellation.
CANCELLED_STAYS = timedelta(days=60)
GROUP_LIMIT = 10
# The seats of what has no limit: counted all the same, so that a limit can be set later.
UNLIMITED = 1_000_000
# Latitude and longitude (WGS 84) as people copy them from a map.
COORDINATES = r"-?\d{1,2}\.\d{1,6}, ?-?\d{1,3}\.\d{1,6}"


class SignUpState(Enum):
    """Where a conference stands towards those who want to come."""

    DRAFT = "draft"
    # Published, but sign-up is not held here (or not decided yet).
    NONE = "none"
    ANNOUNCED = "announced"
    # Open or to be, but only to those with an invitation.
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"
    TODAY = "today"
    PAST = "past"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Seats(Enum):
    """How the seats stand."""

    FREE = "free"
    FEW = "few"
    # No free seat, or somebody waits for one: a newcomer waits too.
    FULL = "full"


@dataclass(frozen=True)
class Standing:
    """Everything a page needs to say about signing up.

    ahead      persons already in line; a newcomer becomes number `ahead + 1`
    free       seats nobody has, at least 0
    last_day   last day of sign-up, local, or None
    takes      a sign-up sent now is taken in (a seat or a place in line)
    """

    state: SignUpState
    seats: Seats
    capacity: int
    taken: int
    free: int
    ahead: int
    last_day: date | None
    takes: bool

    @property
    def is_limited(self) -> bool:
        """Whether there is a number of seats to tell."""
        return self.capacity < UNLIMITED


# Which conference the page and the form of a series speak for, best first.
_LEADING = (
    SignUpState.OPEN,
    SignUpState.ANNOUNCED,
    SignUpState.INVITED,
    SignUpState.TODAY,
    SignUpState.CLOSED,
    SignUpState.NONE,
    SignUpState.POSTPONED,
    SignUpState.PAST,
    SignUpState.CANCELLED,
    SignUpState.DRAFT,
)


def leading_rank(stands: Standing) -> tuple[bool, bool, int]:
    """Lowest leads: takes sign-ups, has a seat for them, stands as in `_LEADING`."""
    return not stands.takes, stands.takes and stands.seats is Seats.FULL, _LEADING.index(stands.state)


def sign_up_state(conference: Conference, now: datetime) -> SignUpState:
    """The state at `now`; `conference.days` must be loaded.

    Opening is the first instant that is open, closing the first that is not.
    """
    if conference.status is ConferenceStatus.DRAFT:
        return SignUpState.DRAFT
    if conference.status is ConferenceStatus.CANCELLED:
        return SignUpState.CANCELLED
    if conference.status is ConferenceStatus.POSTPONED:
        return SignUpState.POSTPONED
    today = local_date(now, conference.zone)
    days = held_days(conference)
    if days and today > days[-1].on:
        return SignUpState.PAST
    if is_within_window(conference, now):
        return SignUpState.OPEN
    if any(day.on == today for day in days):
        return SignUpState.TODAY
    if conference.opens_at is None:
        return SignUpState.NONE
    return SignUpState.ANNOUNCED if now < conference.opens_at else SignUpState.CLOSED


def is_within_window(conference: Conference, now: datetime) -> bool:
    """Opening passed, closing not."""
    if conference.opens_at is None or now < conference.opens_at:
        return False
    return conference.closes_at is None or now < conference.closes_at


class CountedSeats(Protocol):
    """What a standing is made of: a seat pool, or its figures read apart."""

    @property
    def capacity(self) -> int: ...
    @property
    def taken(self) -> int: ...
    @property
    def waiting(self) -> int: ...


def standing(
    conference: Conference, pool: CountedSeats | None, now: datetime, *, invited: bool = False
) -> Standing:
    """State and seats together; without a pool, or with an empty one, there are none to give.

    Loaded: days, pools. `invited`: for somebody with an invitation.
    """
    state = sign_up_state(conference, now)
    if conference.invitation_only and not invited and state in {SignUpState.OPEN, SignUpState.ANNOUNCED}:
        state = SignUpState.INVITED
    capacity, taken, waiting = (pool.capacity, pool.taken, pool.waiting) if pool else (0, 0, 0)
    free = max(capacity - taken, 0)
    seats = _seats(free, capacity, waiting)
    room = seats is not Seats.FULL or conference.has_waiting_list or has_remote_room(conference)
    return Standing(
        state=state,
        seats=seats,
        capacity=capacity,
        taken=taken,
        free=free,
        ahead=waiting,
        last_day=last_sign_up_day(conference),
        takes=state is SignUpState.OPEN and capacity > 0 and room,
    )


def check_takes_sign_ups(conference: Conference, now: datetime) -> None:
    """Refuse unless the sign-up is open at `now`. The page and the form ask the same state."""
    state = sign_up_state(conference, now)
    if state is SignUpState.OPEN:
        return
    refusals = {
        SignUpState.DRAFT: "signup_none",
        SignUpState.NONE: "signup_none",
        SignUpState.ANNOUNCED: "signup_not_open",
        SignUpState.CLOSED: "signup_closed",
        SignUpState.TODAY: "signup_closed",
        SignUpState.PAST: "signup_past",
        SignUpState.POSTPONED: "signup_postponed",
        SignUpState.CANCELLED: "signup_cancelled",
    }
    raise Refusal(refusals[state])


def check_not_called_off(conference: Conference) -> None:
    """What even an organizer may not do to a conference that will not be held."""
    if conference.status is ConferenceStatus.CANCELLED:
        raise Refusal("signup_cancelled")
    if conference.status is ConferenceStatus.POSTPONED:
        raise Refusal("signup_postponed")


def is_off(conference: Conference) -> bool:
    """Cancelled or put off: there is nothing to go to on its days, and nothing to pay."""
    return conference.status in {ConferenceStatus.CANCELLED, ConferenceStatus.POSTPONED}


def last_sign_up_day(conference: Conference) -> date | None:
    """ "till och med …": the local day that the last open instant belongs to."""
    if conference.closes_at is None:
        return None
    return local_date(conference.closes_at - timedelta(seconds=1), conference.zone)


def held_days(conference: Conference) -> Sequence[ConferenceDay]:
    """The days that are (still) meant to be held, in order."""
    return [day for day in conference.days if day.removed_at is None]


def was_held(conference: Conference, now: datetime) -> bool:
    """Whether it took place, to the end of its last day. Loaded: days."""
    days = held_days(conference)
    if conference.status is not ConferenceStatus.PUBLISHED or not days:
        return False
    last = days[-1]
    return now >= last.ends_at if last.ends_at else local_date(now, conference.zone) > last.on


def shown_days(conference: Conference) -> Sequence[ConferenceDay]:
    """The days that pages name: the held ones; of a cancelled conference those it was meant for.

    A conference that lost its days without being cancelled, or is put off, has none: its date
    is to come.
    """
    if conference.status is ConferenceStatus.CANCELLED:
        return held_days(conference) or conference.days
    return held_days(conference)


def hours_of(day: ConferenceDay, zone: str) -> Timespan | None:
    """The hours of a day, None while they are unknown."""
    if day.starts_at is None or day.ends_at is None:
        return None
    return Timespan(day.starts_at, day.ends_at, zone)


def pool_of(conference: Conference) -> SeatPool | None:
    """The seats of the conference itself; on site, where it is held both ways."""
    return next((pool for pool in conference.pools if pool.kind is PoolKind.CONFERENCE), None)


def remote_pool_of(conference: Conference) -> SeatPool | None:
    """The seats from a distance of a conference that is held both ways; None without a limit."""
    return next((pool for pool in conference.pools if pool.kind is PoolKind.REMOTE), None)


def has_remote_room(conference: Conference) -> bool:
    """Whether one may take part from a distance, and there is room."""
    if conference.mode is not ConferenceMode.HYBRID:
        return False
    pool = remote_pool_of(conference)
    return pool is None or pool.free > 0


def local_date(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def local_year(at: datetime | None, zone: str) -> int | None:
    """The year of whoever reads at `at`; None where nobody knows when that is."""
    return local_date(at, zone).year if at is not None else None


def local_instant(on: date, hour: int, minute: int, zone: str) -> datetime:
    """The instant of a local wall-clock time.

    Refuses a time that the clocks skip (29 March 2020 02.30); of a time that comes twice
    the first is meant.
    """
    wall = datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(zone))
    at = wall.astimezone(UTC)
    if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Refusal("hour_skipped")
    return at


def shifted(at: datetime, days: int, zone: str) -> datetime:
    """The same wall-clock time so many days later (or earlier); a skipped one an hour later."""
    local = at.astimezone(ZoneInfo(zone))
    return (local + timedelta(days=days)).astimezone(UTC)


def days_by_id(conference: Conference) -> dict[int, date]:
    """Every day that was planned, to be compared later. Loaded: days."""
    return {day.id: day.on for day in conference.days}


def days_moved(conference: Conference, before: Mapping[int, date]) -> dict[int, int]:
    """By how many days each held day was moved since; those that stand still are left out."""
    moved = {day.id: (day.on - before[day.id]).days for day in held_days(conference) if day.id in before}
    return {number: days for number, days in moved.items() if days}


def sorting_day(conference: Conference) -> tuple[date, int]:
    """For lists in time order: a month comes after its days, no date at all comes last."""
    days = shown_days(conference)
    if days:
        return days[0].on, 0
    if conference.expected_month:
        return conference.expected_month.replace(day=28), 1
    return date.max, 2


def drop_instants(removed: Iterable[datetime | None]) -> list[str]:
    """When what was removed or cancelled then leaves the feeds, as sorted ISO instants."""
    return sorted((at + CANCELLED_STAYS).isoformat() for at in removed if at)


def in_feed(day: ConferenceDay, now: datetime) -> bool:
    """Held days always; cancelled ones for 60 days from the cancellation."""
    return day.removed_at is None or now < day.removed_at + CANCELLED_STAYS


def _seats(free: int, capacity: int, waiting: int) -> Seats:
    if waiting or free <= 0:
        return Seats.FULL
    return Seats.FEW if free <= 10 or free * 10 <= capacity else Seats.FREE
