"""An organizer's own details: the number it invoices under, where people reach it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer, OrganizerKind


@dataclass(frozen=True)
class Details:
    """`org_number`: ten digits, or nothing. `colour`, `accent`: "#14543d", or nothing for the standard."""

    org_number: str
    email: str
    phone: str
    website: str
    data_protection_email: str
    colour: str
    accent: str


def details_of(organizer: Organizer) -> Details:
    return Details(
        org_number=organizer.org_number or "",
        email=organizer.email,
        phone=organizer.phone,
        website=organizer.website,
        data_protection_email=organizer.data_protection_email,
        colour=organizer.colour,
        accent=organizer.accent,
    )


def seal(organizer: Organizer) -> str:
    """What a page saw: another one's save in between changes it."""
    return sha256(repr(details_of(organizer)).encode()).hexdigest()[:16]


def save_details(
    session: Session, organizer: Organizer, details: Details, *, seen: str, by: By, now: datetime
) -> None:
    """Refuses edited_by_other, and org_number_taken where another organizer has the number.

    A cooperation has none of its own: its host answers for it.
    """
    session.refresh(organizer, with_for_update=True)
    if seal(organizer) != seen:
        raise Refusal("edited_by_other")
    before = asdict(details_of(organizer))
    wanted: Mapping[str, str] = asdict(details)
    if organizer.kind is OrganizerKind.COOPERATION:
        wanted = {**wanted, "org_number": before["org_number"]}
    held = select(Organizer.id).where(
        Organizer.org_number == wanted["org_number"], Organizer.id != organizer.id
    )
    if wanted["org_number"] and session.scalar(held) is not None:
        raise Refusal("org_number_taken", "org_number")
    changed = [name for name, value in wanted.items() if value != before[name]]
    for name in changed:
        setattr(organizer, name, wanted[name] or None if name == "org_number" else wanted[name])
    session.flush()
    if changed:
        record(
            session, "details_saved", by=by, subject_type="organizer", subject_ids=[organizer.id], now=now,
            organizer_id=organizer.id, fields=changed,
        )  # fmt: skip
