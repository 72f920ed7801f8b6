"""What the turns of conferences leave open: who is asked to pay more, and where else one may go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import list_series_conferences
from regapp.registrations.models import FeeConsent
from regapp.registrations.rules import may_take_in


def list_consents(session: Session, participant_ids: Sequence[int]) -> dict[int, FeeConsent]:
    """Who is asked to say yes to a higher fee, by participant."""
    found = select(FeeConsent).where(FeeConsent.participant_id.in_(participant_ids))
    return {one.participant_id: one for one in session.scalars(found)}


def count_consents(session: Session, conference_id: int) -> int:
    counted = select(func.count()).where(FeeConsent.conference_id == conference_id)
    return session.scalars(counted).one()


def list_silent(session: Session, now: datetime) -> Sequence[FeeConsent]:
    """Whose time to say yes is over. Nobody's runs while the conference is put off."""
    held = Conference.status == ConferenceStatus.PUBLISHED
    found = (
        select(FeeConsent)
        .join(Conference, Conference.id == FeeConsent.conference_id)
        .where(FeeConsent.answer_by_at <= now, held)
    )
    return session.scalars(found.order_by(FeeConsent.participant_id)).all()


def list_elsewhere(session: Session, conference: Conference, now: datetime) -> list[Conference]:
    """The other places of the series where somebody of this one may take a free seat now."""
    if conference.series_id is None:
        return []
    others = list_series_conferences(session, conference.series_id)
    return [one for one in others if one.id != conference.id and may_take_in(one, now)]
