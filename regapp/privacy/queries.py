"""Who is responsible for what, and whose needs are due."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from regapp.conferences.models import Conference, ConferenceDay, ConferenceOrganizer, ConferenceStatus
from regapp.organizers.models import Organizer
from regapp.privacy.rules import NEEDS_STAY
from regapp.registrations.models import NeedsAnswer

_PUBLIC = (ConferenceStatus.PUBLISHED, ConferenceStatus.CANCELLED)


def list_responsible(session: Session) -> Sequence[Organizer]:
    """Owners of public conferences, by name."""
    owners = select(Conference.owner_id).where(Conference.status.in_(_PUBLIC))
    found = select(Organizer).where(Organizer.id.in_(owners)).order_by(Organizer.name)
    return session.scalars(found).all()


def find_responsible(session: Session, slug: str) -> Organizer | None:
    """With the authority that answers for it, if it is a cooperation."""
    found = select(Organizer).where(Organizer.slug == slug).options(joinedload(Organizer.host))
    return session.scalars(found).one_or_none()


def list_owned(session: Session, organizer_id: int) -> Sequence[Conference]:
    """Its public conferences with days, address, series and co-organizers."""
    found = (
        select(Conference)
        .where(Conference.owner_id == organizer_id, Conference.status.in_(_PUBLIC))
        .options(
            joinedload(Conference.address),
            joinedload(Conference.days),
            joinedload(Conference.series),
            selectinload(Conference.co_organizers).joinedload(ConferenceOrganizer.organizer),
        )
        .order_by(Conference.id)
    )
    return session.scalars(found).unique().all()


def list_due_conferences(session: Session, today: date) -> Sequence[int]:
    """Conferences whose last day is long enough ago and that still have needs kept."""
    over = (
        select(ConferenceDay.conference_id)
        .group_by(ConferenceDay.conference_id)
        .having(func.max(ConferenceDay.on) <= today - NEEDS_STAY)
    )
    kept = select(NeedsAnswer.conference_id).where(NeedsAnswer.conference_id.in_(over)).distinct()
    return session.scalars(kept).all()
