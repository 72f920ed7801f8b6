"""Helpers' links: made with a name, taken back at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.checkin.models import DoorLink
from regapp.checkin.pins import pin_hash
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


def _record(session: Session, link: DoorLink, action: str, *, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="door_link", subject_ids=[link.id], now=now,
        conference_id=link.conference_id,
    )  # fmt: skip
