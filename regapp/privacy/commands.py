"""Deleting what was promised to be deleted."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, record
from regapp.catering.commands import forget_kitchen
from regapp.conferences.rules import local_date
from regapp.privacy.queries import list_due_conferences, list_due_kitchens
from regapp.registrations.models import NeedsAnswer


def delete_needs_answers(session: Session, *, now: datetime) -> int:
    """Delete diet, allergy and needs of conferences over for 14 days, and what the kitchen was told;
    how many answers.

    The history says at which conference it happened, never whose they were.
    """
    today = local_date(now, "Europe/Stockholm")
    due = list_due_conferences(session, today)
    gone = 0
    for conference_id in due:
        rows = delete(NeedsAnswer).where(NeedsAnswer.conference_id == conference_id)
        gone += len(session.execute(rows.returning(NeedsAnswer.participant_id)).all())
        record(
            session, "needs_deleted", by=SYSTEM, subject_type="conference",
            subject_ids=[conference_id], now=now, conference_id=conference_id,
        )  # fmt: skip
    for conference_id in list_due_kitchens(session, today):
        forget_kitchen(session, conference_id)
    return gone
