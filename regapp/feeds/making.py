"""A feed's body: a join of kept bytes. What is missing is made once, and kept."""

import gzip
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from regapp.calendars.ical import stream_bytes
from regapp.conferences.commands.kept import Kept, keep_entries, make_entries, way_of_writing
from regapp.database.session import transaction
from regapp.feeds.answer import Asked
from regapp.feeds.entries import FeedEntry
from regapp.feeds.naming import feed_description, feed_name, feed_page
from regapp.feeds.programmes import list_programme_entries
from regapp.feeds.queries import list_entries
from regapp.feeds.rules import FeedState
from regapp.kernel.addresses import Addresses
from regapp.programme.commands import make_items


def make_body(session: Session, asked: Asked, state: FeedState, addresses: Addresses, now: datetime) -> bytes:
    """The whole stream, as it is sent."""
    entries = _entries(session, asked, state, addresses, now)
    name = feed_name(session, state, asked.language)
    body = stream_bytes(
        _components(session, entries, state, addresses, asked.language),
        name=name,
        description=feed_description(asked.language, dates=asked.dates),
        source_url=addresses.feed(asked.path) + asked.query,
        page_url=addresses.url(feed_page(asked.path, state)),
        language=asked.language,
    )
    # No clock in it: the same octets every time.
    return gzip.compress(body, 6, mtime=0) if asked.gzip else body


def _entries(
    session: Session, asked: Asked, state: FeedState, addresses: Addresses, now: datetime
) -> Sequence[FeedEntry]:
    way = way_of_writing(addresses.base_url)
    kind, _, key = state.scope.partition(":")
    if kind == "programme":
        return list_programme_entries(session, int(key), language=asked.language, way=way, now=now)
    return list_entries(session, state.scope, language=asked.language, way=way, now=now, dates=asked.dates)


def _components(
    session: Session, entries: Sequence[FeedEntry], state: FeedState, addresses: Addresses, language: str
) -> Sequence[bytes]:
    """The entries' bytes in order. Those nobody kept are after a new base URL or way of writing."""
    lacking = sorted({entry.conference_id for entry in entries if entry.data is None})
    if not lacking:
        return [entry.data for entry in entries if entry.data is not None]
    made: dict[str, Kept] = {}
    if state.scope.startswith("programme:"):
        for number in lacking:
            made |= make_items(session, number, addresses, language)
    else:
        made = make_entries(session, lacking, addresses, language)
    try:
        with transaction() as rows:
            keep_entries(rows, made, language)
    except SQLAlchemyError:
        # A database that cannot be written to is still read: the next one tries again.
        session.rollback()
    found = [entry.data or made.get(entry.uid, ("", b""))[1] for entry in entries]
    return [data for data in found if data]
