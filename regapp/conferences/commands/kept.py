"""The bytes of entries, made at the change and kept: a feed is a join of them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.calendars.ical import RENDERING
from regapp.conferences.calendar import components_of
from regapp.conferences.models import FeedRevision, KeptEntry
from regapp.conferences.queries import list_conferences_of_entries, list_sign_up_dates
from regapp.conferences.scopes import conference_scope
from regapp.database.session_facts import base_url_of
from regapp.database.upsert import insert_for
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import LANGUAGES

_BATCH = 500
Row = TypeVar("Row")
# What a component says of itself: its bytes and what they were made of.
Kept = tuple[str, bytes]


def way_of_writing(base_url: str) -> str:
    """What bytes are made of beside their rows: the same everywhere in an installation."""
    return hashlib.sha256(f"{RENDERING} {base_url}".encode()).hexdigest()[:20]


def keep_conference(session: Session, conference_id: int) -> None:
    """Make and keep the bytes of one conference's entries, in every language.

    Where the session knows no base URL (a terminal without application) the first reader does it.
    """
    base_url = base_url_of(session)
    if base_url is None:
        return
    session.flush()
    # Reads what was just written, on the same connection, and leaves the caller's rows as they are.
    with Session(session.connection(), join_transaction_mode="rollback_only") as fresh:
        for language in LANGUAGES:
            found = make_entries(fresh, [conference_id], Addresses(base_url), language)
            keep_entries(fresh, found, language)


def differs_from_kept(session: Session, conference_id: int, uids: Sequence[str]) -> bool:
    """Whether these entries would be written otherwise now than they were; yes where nobody knows."""
    base_url = base_url_of(session)
    if base_url is None:
        return True
    session.flush()
    with Session(session.connection(), join_transaction_mode="rollback_only") as fresh:
        for language in LANGUAGES:
            made = make_entries(fresh, [conference_id], Addresses(base_url), language)
            rows = select(KeptEntry.uid, KeptEntry.data).where(
                KeptEntry.uid.in_(uids), KeptEntry.language == language
            )
            kept = {row.uid: row.data for row in fresh.execute(rows)}
            if any(kept.get(uid) != made[uid][1] for uid in uids):
                return True
    return False


def make_entries(
    session: Session, conference_ids: Sequence[int], addresses: Addresses, language: str
) -> dict[str, Kept]:
    """Every entry of these conferences by UID.

    The marks are read first: what is newer than its mark is made once more, never kept for new.
    """
    wanted = {conference_scope(number): number for number in conference_ids}
    marks = select(FeedRevision.scope, FeedRevision.mark, FeedRevision.dates_mark)
    revisions: dict[int, tuple[str, str]] = {}
    for scopes in _batches(sorted(wanted)):
        for scope, mark, dates_mark in session.execute(marks.where(FeedRevision.scope.in_(scopes))):
            revisions[wanted[scope]] = (mark, dates_mark)
    dates = list_sign_up_dates(session, conference_ids)
    way = way_of_writing(addresses.base_url)
    found: dict[str, Kept] = {}
    for conference in list_conferences_of_entries(session, conference_ids):
        mark, dates_mark = revisions.get(conference.id, ("", ""))
        days = components_of(conference, conference.days, addresses, language)
        found |= {uid: (f"{mark}:{way}", data) for uid, data in days.items()}
        own = [row for row in dates if row.conference_id == conference.id]
        told = components_of(conference, own, addresses, language)
        found |= {uid: (f"{dates_mark}:{way}", data) for uid, data in told.items()}
    return found


def keep_entries(session: Session, entries: Mapping[str, Kept], language: str) -> None:
    rows = [
        {"uid": uid, "language": language, "made_of": made_of, "data": data}
        for uid, (made_of, data) in sorted(entries.items())
    ]
    for some in _batches(rows):
        inserted = insert_for(session)(KeptEntry).values(some)
        new = {"made_of": inserted.excluded.made_of, "data": inserted.excluded.data}
        session.execute(inserted.on_conflict_do_update(index_elements=["uid", "language"], set_=new))


def _batches(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
