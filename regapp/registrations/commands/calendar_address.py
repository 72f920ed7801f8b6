"""A new address for a participant's own calendar; the old one opens nothing from then on."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.kernel.tokens import new_token
from regapp.registrations.models import Participant


def renew_calendar(
    session: Session, participant: Participant, *, now: datetime, by: By = PARTICIPANT
) -> None:
    renewed = update(Participant).where(Participant.id == participant.id).values(feed_token=new_token())
    session.execute(renewed, execution_options={"synchronize_session": False})
    record(
        session, "calendar_renewed", by=by, subject_type="participant", subject_ids=[participant.id], now=now,
        conference_id=participant.conference_id,
    )  # fmt: skip
