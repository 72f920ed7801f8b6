"""The reminders of a week and of a day before, by the domain's clock."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.database.session import session, transaction
from regapp.registrations.commands.notices import send_reminder, to_be_reminded
from regapp.registrations.models import Participant
from regapp.registrations.rules import Reminder, reminder_due_on
from regapp.web import clock
from regapp.wording.queries import list_texts

# More than any reminder's days and any zone's hours.
_AHEAD = timedelta(days=9)
_BEHIND = timedelta(days=1)

_log = structlog.get_logger()


def send_reminders() -> None:
    """Promise what is due now. Mostly there is nothing, and then nothing is locked or written."""
    now = clock.now()
    rows = session()
    try:
        wanted = [
            (conference_id, reminder)
            for conference_id in _near(rows, now)
            for reminder in Reminder
            if _is_wanted(rows, get_conference(rows, conference_id), reminder, now)
        ]
    finally:
        rows.close()
    for conference_id, reminder in wanted:
        with transaction() as writing:
            # Read again: it may have been moved or called off since.
            sent = send_reminder(writing, get_conference(writing, conference_id), reminder, now=now)
        _log.info("reminded", conference=conference_id, kind=reminder.value, count=sent)


def _near(rows: Session, now: datetime) -> list[int]:
    """Published conferences with a day in the days to come."""
    today = now.date()
    found = (
        select(Conference.id)
        .join(ConferenceDay)
        .where(
            Conference.status == ConferenceStatus.PUBLISHED,
            ConferenceDay.removed_at.is_(None),
            ConferenceDay.on.between(today - _BEHIND, today + _AHEAD),
        )
        .distinct()
        .order_by(Conference.id)
    )
    return list(rows.scalars(found))


def _is_wanted(rows: Session, conference: Conference, reminder: Reminder, now: datetime) -> bool:
    first_day = reminder_due_on(reminder, conference, now)
    if first_day is None:
        return False
    text = list_texts(rows, conference.id).get(reminder.value)
    if text is not None and text.off:
        return False
    somebody = select(Participant.id).where(to_be_reminded(conference, reminder, first_day)).limit(1)
    return rows.scalar(somebody) is not None
