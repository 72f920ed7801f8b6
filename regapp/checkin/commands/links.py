"""Helpers' links: made with a name, taken back at once; and where the badges lie."""

from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.checkin.models import Door, DoorLink
from regapp.checkin.pins import pin_hash
from regapp.checkin.queries import tables_of
from regapp.checkin.tables import read_tables
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token

# More than one conference needs; a stolen session makes no heap of them.
MOST_LINKS = 30


def make_link(
    session: Session, conference_id: int, name: str, *, pin: str, secret: str, open_links: int, by: By,
    now: datetime,
) -> DoorLink:  # fmt: skip
    """A way in for `name`. The PIN is told by whoever drew it, once. Refuses too_many_links."""
    if open_links >= MOST_LINKS:
        raise Refusal("too_many_links", most=MOST_LINKS)
    token = new_token()
    link = DoorLink(
        conference_id=conference_id, name=name, token=token, pin_hash=pin_hash(secret, token, pin),
        created_at=now, created_by_id=by.person_id,
    )  # fmt: skip
    session.add(link)
    session.flush()
    _record(session, link, "door_link_made", by=by, now=now)
    return link


def renew_pin(session: Session, link: DoorLink, *, pin: str, secret: str, by: By, now: datetime) -> None:
    """Another PIN: whoever came in with the old one is out at once."""
    link.pin_hash = pin_hash(secret, link.token, pin)
    session.flush()
    _record(session, link, "door_pin_renewed", by=by, now=now)


def revoke_link(session: Session, link: DoorLink, *, by: By, now: datetime) -> None:
    if link.revoked_at is None:
        link.revoked_at = now
        session.flush()
        _record(session, link, "door_link_revoked", by=by, now=now)


def set_tables(session: Session, conference_id: int, tables: str, *, by: By, now: datetime) -> None:
    """Where badges lie. Refuses tables_unreadable."""
    kept = read_tables(tables)
    if kept == tables_of(session, conference_id):
        return
    values = insert_for(session)(Door).values(conference_id=conference_id, seq=0, tables=kept)
    session.execute(values.on_conflict_do_update(index_elements=["conference_id"], set_={"tables": kept}))
    record(
        session, "badge_tables_saved", by=by, subject_type="conference", subject_ids=[conference_id],
        now=now, conference_id=conference_id,
    )  # fmt: skip


def _record(session: Session, link: DoorLink, action: str, *, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="door_link", subject_ids=[link.id], now=now,
        conference_id=link.conference_id,
    )  # fmt: skip
