"""What participants need on site: told to one named contact, who ticks it off."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference
from regapp.mailing.commands import enqueue
from regapp.registrations.commands.values import NewParticipant
from regapp.registrations.models import NeedsAnswer

NEEDS_NEW = "registrations.needs_new"


def tell_contact(
    session: Session, conference: Conference, people: Iterable[NewParticipant], *, now: datetime
) -> None:
    """A letter to the conference's contact when one of these needs something. It holds no need."""
    if conference.needs_contact_id is not None and any(person.access_needs for person in people):
        enqueue(session, NEEDS_NEW, subject_id=conference.id, now=now)


def arrange_need(
    session: Session, conference: Conference, participant_id: int, *, arranged: bool, by: By, now: datetime
) -> bool:
    """Mark what somebody needs as seen to, or not; whether there was anything to mark."""
    found = select(NeedsAnswer).where(
        NeedsAnswer.participant_id == participant_id,
        NeedsAnswer.conference_id == conference.id,
        NeedsAnswer.access_needs != "",
    )
    need = session.scalars(found.with_for_update()).one_or_none()
    if need is None:
        return False
    if arranged == (need.arranged_at is not None):
        return True
    need.arranged_at, need.arranged_by_id = (now, by.person_id) if arranged else (None, None)
    session.flush()
    record(
        session, "need_arranged" if arranged else "need_opened", by=by, subject_type="participant",
        subject_ids=[participant_id], now=now, conference_id=conference.id,
    )  # fmt: skip
    return True
