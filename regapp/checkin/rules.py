"""When a door is open, which day it is, and which of two scans stands. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days, is_off, local_date, local_instant
from regapp.kernel.refusal import Refusal
from regapp.registrations.models import Status

# A phone that was without a network may send what it kept until noon of the day after.
_LAST_HOUR = 12
# Members put right afterwards what went wrong.
_MEMBERS_STAY = timedelta(days=14)


class Answer(Enum):
    """What the door says of one code or person."""

    IN = "in"
    TWICE = "twice"
    UNDONE = "undone"
    ELSEWHERE = "elsewhere"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """A check-in as it is kept; `undone_at` when it was taken back."""

    at: datetime
    nonce: str
    undone_at: datetime | None = None


@dataclass(frozen=True)
class Sent:
    """One scan or undo as a phone sends it: by code, or by participant where somebody chose from the list.

    at  when it happened, by the phone's clock put right
    """

    nonce: str
    at: datetime
    code: str = ""
    participant_id: int | None = None
    undo: bool = False


def opens_at(conference: Conference) -> datetime | None:
    """The day before the first day, from midnight. None without a day. Loaded: days."""
    days = held_days(conference)
    if not days or is_off(conference):
        return None
    return local_instant(days[0].on - timedelta(days=1), 0, 0, conference.zone)


def closes_at(conference: Conference, *, member: bool) -> datetime | None:
    """Noon of the day after the last; for members two weeks later."""
    days = held_days(conference)
    if not days or is_off(conference):
        return None
    noon = local_instant(days[-1].on + timedelta(days=1), _LAST_HOUR, 0, conference.zone)
    return noon + _MEMBERS_STAY if member else noon


def is_open(conference: Conference, now: datetime, *, member: bool) -> bool:
    """Whether anybody can be checked in. Loaded: days."""
    opens, closes = opens_at(conference), closes_at(conference, member=member)
    return opens is not None and closes is not None and opens <= now < closes


def check_open(conference: Conference, now: datetime, *, member: bool) -> None:
    """Refuses door_not_open, door_closed."""
    opens = opens_at(conference)
    if opens is None or now < opens:
        raise Refusal("door_not_open")
    if not is_open(conference, now, member=member):
        raise Refusal("door_closed")


def list_ends_at(conference: Conference) -> datetime | None:
    """When phones forget the list: midnight after the last day. Loaded: days."""
    days = held_days(conference)
    return local_instant(days[-1].on + timedelta(days=1), 0, 0, conference.zone) if days else None


def day_at(conference: Conference, at: datetime) -> date | None:
    """The conference's day that a scan counts for: the last one begun, before them the first."""
    days = [day.on for day in held_days(conference)]
    today = local_date(at, conference.zone)
    return max((day for day in days if day <= today), default=min(days, default=None))


def true_time(claimed: datetime, sent_at: datetime, received: datetime, earliest: datetime) -> datetime:
    """When it happened by our clock: a phone's clock may be wrong, but it runs at the right speed.

    Never later than it was received, never before the door opened.
    """
    return max(min(received - (sent_at - claimed), received), min(earliest, received))


def after(before: Standing | None, sent: Sent) -> Standing | None:
    """How a check-in stands after one more scan or undo, in whatever order they arrive: the first
    scan counts, an undo takes back the scans before it. None: nothing changes."""
    if sent.undo:
        if before is None or before.undone_at is not None or sent.at < before.at:
            return None
        return Standing(before.at, before.nonce, sent.at)
    if before is None:
        return Standing(sent.at, sent.nonce)
    if before.undone_at is not None:
        return Standing(sent.at, sent.nonce) if sent.at > before.undone_at else None
    return Standing(sent.at, sent.nonce) if sent.at < before.at else None


def answer_for(now_stands: Standing | None, sent: Sent) -> Answer:
    """What to say of a scan of somebody who is expected, once it is kept."""
    if now_stands is None or now_stands.undone_at is not None:
        return Answer.UNDONE
    return Answer.IN if now_stands.nonce == sent.nonce else Answer.TWICE


def answer_of_status(status: Status) -> Answer | None:
    """What to say of somebody who has no place here; None for who has."""
    return {
        Status.CANCELLED: Answer.CANCELLED, Status.WAITING: Answer.WAITING, Status.OFFERED: Answer.WAITING,
    }.get(status)  # fmt: skip


def code_in(text: str) -> str:
    """The ticket's code in what was scanned or typed: the address that the square holds, or the code.

    >>> code_in("HTTPS://EXEMPEL.SE/I/ABCD EFGH2345"), code_in("abcd-efgh")
    ('ABCDEFGH2345', 'ABCDEFGH')
    """
    last = text.strip().rstrip("/").rpartition("/")[2]
    return "".join(letter for letter in last.upper() if letter.isascii() and letter.isalnum())[:16]
