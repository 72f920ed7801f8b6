"""A feed's body: a join of kept bytes. What is missing is made once, and kept."""

import gzip
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from regapp.calendars.ical import stream_bytes
from regapp.conferences.commands.kept import keep_entries, make_entries, way_of_writing
from regapp.database.session import transaction
from regapp.feeds.answer import Asked
from regapp.feeds.naming import feed_description, feed_name, has_page
from regapp.feeds.queries import FeedEntry, list_entries
from regapp.feeds.rules import FeedState
from regapp.kernel.addresses import Addresses


def make_body(session: Session, asked: Asked, state: FeedState, addresses: Addresses, now: datetime) -> bytes:
    """The whole stream, as it is sent."""
    entries = list_entries(
        session, state.scope, language=asked.language, way=way_of_writing(addresses.base_url), now=now,
        dates=asked.dates,
    )  # fmt: skip
    name = feed_name(session, state, asked.language)
    body = stream_bytes(
        components(session, entries, addresses, asked.language),
        name=name,
        description=feed_description(asked.language, dates=asked.dates),
        source_url=addresses.feed(asked.path) + asked.query,
        page_url=addresses.url(asked.path if has_page(state) else ""),
        language=asked.language,
    )
    # No clock in it: the same octets every time.
    return gzip.compress(body, 6, mtime=0) if asked.gzip else body


def components(
    session: Session, entries: Sequence[FeedEntry], addresses: Addresses, language: str
) -> Sequence[bytes]:
    """The entries' bytes in order. Those nobody kept are after a new base URL or way of writing."""
    lacking = sorted({entry.conference_id for entry in entries if entry.data is None})
    if not lacking:
        return [entry.data for entry in entries if entry.data is not None]
    made = make_entries(session, lacking, addresses, language)
    try:
        with transaction() as rows:
            keep_entries(rows, made, language)
    except SQLAlchemyError:
        # A database that cannot be written to is still read: the next one tries again.
        session.rollback()
    found = [entry.data or made.get(entry.uid, ("", b""))[1] for entry in entries]
    return [data for data in found if data]
