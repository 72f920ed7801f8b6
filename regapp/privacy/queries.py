"""Who is responsible for what, and whose needs are due."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, case, func, select, union
from sqlalchemy.orm import Session, joinedload, selectinload

from regapp.catering.models import KitchenExtra, KitchenLink, KitchenReport
from regapp.conferences.models import Conference, ConferenceDay, ConferenceOrganizer, ConferenceStatus, Series
from regapp.organizers.models import Organizer
from regapp.registrations.models import NeedsAnswer
from regapp.registrations.rules import NEEDS_STAY

_PUBLIC = (ConferenceStatus.PUBLISHED, ConferenceStatus.POSTPONED, ConferenceStatus.CANCELLED)


def list_responsible(session: Session) -> Sequence[Organizer]:
    """Owners and co-organizers of public conferences and owners of public series, by name."""
    public = Conference.status.in_(_PUBLIC)
    owners = select(Conference.owner_id).where(public)
    others = select(ConferenceOrganizer.organizer_id).join(Conference).where(public)
    of_series = select(Series.owner_id).where(Series.published)
    takes_part = Organizer.id.in_(owners) | Organizer.id.in_(others) | Organizer.id.in_(of_series)
    return session.scalars(select(Organizer).where(takes_part).order_by(Organizer.name)).all()


def find_responsible(session: Session, slug: str) -> Organizer | None:
    """With the authority that answers for it, if it is a cooperation."""
    found = select(Organizer).where(Organizer.slug == slug).options(joinedload(Organizer.host))
    return session.scalars(found).one_or_none()


def owns_public_series(session: Session, organizer_id: int) -> bool:
    """Then it answers for the addresses on the series' list, also before there is any conference."""
    found = select(Series.id).where(Series.owner_id == organizer_id, Series.published)
    return session.scalars(found.limit(1)).first() is not None


def list_taking_part(session: Session, organizer_id: int) -> Sequence[Conference]:
    """Public conferences that it owns or co-organizes: days, address, series, owner and
    co-organizers, each with the authority that answers for it."""
    co_organizes = Conference.co_organizers.any(ConferenceOrganizer.organizer_id == organizer_id)
    found = (
        select(Conference)
        .where((Conference.owner_id == organizer_id) | co_organizes, Conference.status.in_(_PUBLIC))
        .options(
            joinedload(Conference.address),
            joinedload(Conference.days),
            joinedload(Conference.series),
            joinedload(Conference.owner).joinedload(Organizer.host),
            selectinload(Conference.co_organizers)
            .joinedload(ConferenceOrganizer.organizer)
            .joinedload(Organizer.host),
        )
    )
    return session.scalars(found).unique().all()


def list_due_conferences(session: Session, today: date) -> Sequence[int]:
    """Conferences that still have needs kept and whose last day is long enough ago: of the days
    still held, or where none is left, of those that were planned. As `needs_deleted_on` says."""
    kept = select(NeedsAnswer.conference_id).where(NeedsAnswer.conference_id.in_(_over(today))).distinct()
    return session.scalars(kept).all()


def list_due_kitchens(session: Session, today: date) -> Sequence[int]:
    """The same of conferences whose kitchen was told something, or has a link."""
    tables = (KitchenReport, KitchenExtra, KitchenLink)
    kept = union(*(select(one.conference_id).where(one.conference_id.in_(_over(today))) for one in tables))
    return session.scalars(kept).all()


def _over(today: date) -> Select[int]:
    held = case((ConferenceDay.removed_at.is_(None), ConferenceDay.on))
    last = func.coalesce(func.max(held), func.max(ConferenceDay.on))
    over = select(ConferenceDay.conference_id).group_by(ConferenceDay.conference_id)
    return over.having(last <= today - NEEDS_STAY)
