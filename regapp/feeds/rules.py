"""When a feed has changed: its ETag and Last-Modified. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

# Raise when the way entries are written changes, so that clients fetch them anew.
RENDERING = 2
_NEVER = datetime(2019, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedState:
    """How a feed stands: no mark and no time when nothing in it ever changed."""

    scope: str
    mark: str
    changed_at: datetime | None
    drops: tuple[datetime, ...]


def feed_etag(state: FeedState, now: datetime, *, path: str, language: str, base_url: str) -> str:
    """Changes with every change and with every cancelled entry that leaves."""
    gone = sum(drop <= now for drop in state.drops)
    parts = (path, state.scope, state.mark, gone, language, base_url, RENDERING)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def last_modified(state: FeedState, now: datetime) -> datetime:
    """The last change, or the last departure of a cancelled entry."""
    return max([state.changed_at or _NEVER, *(drop for drop in state.drops if drop <= now)])
