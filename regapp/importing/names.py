"""Which UIDs calendars know already: one name is one entry, whatever it is of."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from regapp.conferences.models import ConferenceDay, SignUpDate
from regapp.programme.models import ProgrammeItem


def is_taken(session: Session, uid: str) -> bool:
    """By a day, a day of sign-up or an item of a programme."""
    used = [exists().where(row.uid == uid) for row in (ConferenceDay, SignUpDate, ProgrammeItem)]
    return any(session.scalar(select(one)) for one in used)
