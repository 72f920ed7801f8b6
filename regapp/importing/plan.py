"""What a calendar from elsewhere says, and what would be done with it, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class UnreadableError(Exception):
    """Nothing of the file can be read in; the text is the one line that says why."""


@dataclass(frozen=True)
class EventDay:
    """A day; without hours it lasts all day."""

    on: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Event:
    """One VEVENT that can be used. Instants are aware UTC, read on the clocks of `zone`.

    starts_at, ends_at  both or none; more than a day apart the hours of each day are not known
    notes               what somebody should know who looks it through, in Swedish
    """

    uid: str
    title: str
    text: str
    location: str
    zone: str
    days: tuple[EventDay, ...]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    sequence: int = 0
    tentative: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """One that cannot be used, and why."""

    title: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a file holds. `passed_over` counts tasks, journals and the like."""

    events: tuple[Event, ...]
    refused: tuple[Refused, ...]
    passed_over: int = 0


class Verdict(Enum):
    NEW = "+"
    CHANGED = "~"
    SAME = "="
    REFUSED = "!"


@dataclass(frozen=True)
class Step:
    """What would be done with one entry; `event` is None where it cannot be used.

    row_id  the row it was read into before
    said    in what it differs, or why it is refused, in Swedish
    """

    verdict: Verdict
    title: str
    said: tuple[str, ...] = ()
    event: Event | None = field(default=None, repr=False)
    row_id: int | None = None


def refused_steps(reading: Reading) -> list[Step]:
    return [Step(Verdict.REFUSED, one.title, (one.reason,)) for one in reading.refused]


def refused(event: Event, reason: str) -> Step:
    return Step(Verdict.REFUSED, event.title, (reason,))


def counts(steps: list[Step]) -> str:
    """ "2 nya, 1 ändrade, 0 oförändrade, 1 vägrade"."""
    words = {Verdict.NEW: "nya", Verdict.CHANGED: "ändrade", Verdict.SAME: "oförändrade"}
    words[Verdict.REFUSED] = "vägrade"
    found = {verdict: sum(step.verdict is verdict for step in steps) for verdict in words}
    return ", ".join(f"{found[verdict]} {word}" for verdict, word in words.items())
