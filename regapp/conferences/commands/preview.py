"""The link that shows a draft to those who have no account."""

from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token


def open_preview(session: Session, conference: Conference, *, by: By, now: datetime) -> str:
    """The link's token, a new one where there is none. Refuses already_published."""
    if conference.status is not ConferenceStatus.DRAFT:
        raise Refusal("already_published")
    if conference.preview_token is None:
        conference.preview_token = new_token()
        _record(session, conference, "preview_opened", by, now)
    return conference.preview_token


def close_preview(session: Session, conference: Conference, *, by: By, now: datetime) -> None:
    """The link is dead from now on."""
    if conference.preview_token is not None:
        conference.preview_token = None
        _record(session, conference, "preview_closed", by, now)


def _record(session: Session, conference: Conference, action: str, by: By, now: datetime) -> None:
    session.flush()
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id,
    )  # fmt: skip
