"""Who was at a conference, as far as somebody checked."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from regapp.checkin.models import CheckIn
from regapp.registrations.models import Attendance, Participant, Status


def list_attended(session: Session, conference_id: int) -> Collection[int] | None:
    """Those who were checked in, and those who took part from a distance; None where nobody checked."""
    checked = select(CheckIn.participant_id).where(
        CheckIn.conference_id == conference_id, CheckIn.undone_at.is_(None)
    )
    if session.scalar(checked.limit(1)) is None:
        return None
    here = (Participant.conference_id == conference_id, Participant.status == Status.CONFIRMED)
    there = or_(Participant.id.in_(checked), Participant.attendance == Attendance.REMOTE)
    return session.scalars(select(Participant.id).where(*here, there)).all()
