"""When a feed has changed: its ETag and Last-Modified. Pure."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from regapp.calendars.ical import RENDERING

_NEVER = datetime(2019, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedState:
    """How a feed stands: no mark and no time when nothing in it ever changed.

    label  what a theme is called
    """

    scope: str
    mark: str = ""
    changed_at: datetime | None = None
    drops: tuple[datetime, ...] = ()
    label: str = ""
    dates: "FeedState | None" = None

    def asked_for(self, *, dates: bool) -> "FeedState":
        """With the days of sign-up, or without: those who did not ask are not told of them."""
        if not dates or self.dates is None:
            return replace(self, dates=None)
        other = self.dates
        changed = [at for at in (self.changed_at, other.changed_at) if at is not None]
        return FeedState(
            self.scope, f"{self.mark}+{other.mark}", max(changed, default=None), self.drops + other.drops,
            self.label,
        )  # fmt: skip


def instants(drops: Any) -> tuple[datetime, ...]:
    """As the revision keeps them: ISO texts, or nothing."""
    return tuple(datetime.fromisoformat(text) for text in drops or ())


def feed_etag(
    state: FeedState, now: datetime, *, path: str, language: str, base_url: str, packed: bool = False
) -> str:
    """Changes with every change and with every cancelled entry that leaves."""
    gone = sum(drop <= now for drop in state.drops)
    parts = (path, state.scope, state.mark, gone, language, base_url, packed, RENDERING)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def last_modified(state: FeedState, now: datetime) -> datetime:
    """The last change, or the last departure of a cancelled entry."""
    return max([state.changed_at or _NEVER, *(drop for drop in state.drops if drop <= now)])
