"""What stands in a feed of news, and what it is called for ever. Pure."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference, ConferenceNews, NewsKind
from regapp.conferences.news import NewsDay

OPENED = "opened"
LARGEST = 60
# What an empty feed is called, until it has something to take its name from.
_NOBODY = uuid.UUID("f3bd2a64-5b0e-4ad2-8b63-1f5d6f0a9c11")


@dataclass(frozen=True)
class News:
    """One thing to tell of one conference.

    kind    a `NewsKind`'s value, or OPENED
    was     the settled days before, `days` those after
    """

    kind: str
    uid: str
    at: datetime
    conference: Conference
    was: tuple[NewsDay, ...] = ()
    days: tuple[NewsDay, ...] = ()


def news(items: Iterable[ConferenceNews], published: Iterable[ConferenceNews], now: datetime) -> list[News]:
    """The latest first, at most `LARGEST`; what happened at once in the order of `items`.

    published  the first news of every conference in the feed: an opening takes its name from it
    """
    found = [_told(item) for item in items]
    found += [opened for item in published if (opened := _opening(item, now)) is not None]
    return sorted(found, key=lambda one: one.at, reverse=True)[:LARGEST]


def _told(item: ConferenceNews) -> News:
    days = {name: tuple(map(NewsDay.of, stored)) for name, stored in _stored_days(item).items()}
    return News(item.kind.value, item.uid, item.at, item.conference, **days)


def _stored_days(item: ConferenceNews) -> dict[str, Sequence[Sequence[str | None]]]:
    return {"was": item.before, "days": item.after["days"]}


def _opening(item: ConferenceNews, now: datetime) -> News | None:
    """Sign-up opened, after the conference was shown and before it was called off."""
    conference = item.conference
    at = conference.opens_at
    if item.kind is not NewsKind.PUBLISHED or at is None or not item.at < at <= now:
        return None
    if conference.cancelled_at is not None and conference.cancelled_at <= at:
        return None
    return News(OPENED, derived(item.uid, OPENED), at, conference)


def derived(uid: str, *words: str) -> str:
    """A name made of another one: the same for ever, on every host and database."""
    return str(uuid.uuid5(uuid.UUID(uid), " ".join(words)))


def feed_uid(first: str | None, scope: str) -> str:
    """What a feed is called: after the first thing that it ever told."""
    return derived(first or str(_NOBODY), "feed", scope)
