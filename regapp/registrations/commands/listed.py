"""The list of participants: who stands in it, and whether there is one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.models import Conference
from regapp.registrations.models import Participant


def set_listed(
    session: Session, participant_id: int, *, show: bool, now: datetime, by: By = PARTICIPANT
) -> None:
    """Into the list or out of it, at any time. A protected identity never stands there."""
    found = select(Participant).where(Participant.id == participant_id).with_for_update()
    person = session.scalars(found.execution_options(populate_existing=True)).one()
    if person.listed == (show and not person.protected):
        return
    person.listed = show and not person.protected
    session.flush()
    record(
        session, "edited", by=by, subject_type="participant", subject_ids=[person.id], now=now,
        conference_id=person.conference_id, fields=("listed",),
    )  # fmt: skip


def show_list(session: Session, conference_id: int, *, show: bool, by: By, now: datetime) -> None:
    """Let those who come see the list, or no longer."""
    held = session.get_one(Conference, conference_id, populate_existing=True)
    if held.shows_list == show:
        return
    held.shows_list = show
    session.flush()
    record(
        session, "list_shown" if show else "list_hidden", by=by, subject_type="conference",
        subject_ids=[conference_id], now=now, conference_id=conference_id,
    )  # fmt: skip
