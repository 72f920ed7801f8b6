"""Which conferences somebody sees, and what they may do there. Being named on a series counts
for nothing; owning or co-organizing a conference does."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from regapp.conferences.models import Conference, ConferenceMember, ConferenceOrganizer, Series
from regapp.conferences.queries import get_conference
from regapp.organizers.models import Organizer
from regapp.organizers.rules import Capabilities, Capability, ConferenceRole, Viewer

# Co-organizers run a conference together; its money is the seller's.
_SELLERS_OWN = frozenset({Capability.FINANCE})


def capabilities_at(viewer: Viewer, conference: Conference) -> Capabilities:
    """What all the viewer's roles grant at a conference together. Loaded: co_organizers."""
    granted = viewer.capabilities_in(conference.id, conference.owner_id)
    for co_organizer in conference.co_organizers:
        granted |= viewer.capabilities_in(conference.id, co_organizer.organizer_id) - _SELLERS_OWN
    return granted


def list_conference_roles(session: Session, person_id: int) -> tuple[ConferenceRole, ...]:
    """Every role of a person at a single conference that its organizer still holds; one statement."""
    row = ConferenceMember
    holds = exists().where(
        ConferenceOrganizer.conference_id == row.conference_id,
        ConferenceOrganizer.organizer_id == row.organizer_id,
    )
    found = (
        select(
            row.conference_id, row.organizer_id, row.role, Organizer.short_name, row.joined_at.is_not(None)
        )
        .join(Conference, Conference.id == row.conference_id)
        .join(Organizer, Organizer.id == row.organizer_id)
        .where(row.person_id == person_id, or_(Conference.owner_id == row.organizer_id, holds))
        .order_by(row.id)
    )
    return tuple(ConferenceRole(*found_row) for found_row in session.execute(found))


def find_visible_conference(session: Session, viewer: Viewer, conference_id: int) -> Conference | None:
    """With everything its page shows; None for a stranger and for a number nobody has."""
    found = select(Conference.id).where(Conference.id == conference_id, _is_visible(viewer))
    return get_conference(session, conference_id) if session.scalar(found) else None


def list_visible_conferences(
    session: Session, viewer: Viewer, *, series_id: int | None = None
) -> Sequence[Conference]:
    """All that the viewer's organizers own or co-organize, and where they have a role of their own;
    drafts too, in one statement.

    With address, series, owner, days, pools, prices and co-organizers (ids only).
    """
    found = select(Conference).where(_is_visible(viewer)).order_by(Conference.id)
    if series_id is not None:
        found = found.where(Conference.series_id == series_id)
    found = found.options(
        joinedload(Conference.address),
        joinedload(Conference.series).joinedload(Series.address),
        joinedload(Conference.owner),
        joinedload(Conference.days),
        joinedload(Conference.pools),
        joinedload(Conference.prices),
        joinedload(Conference.co_organizers),
    )
    return session.scalars(found).unique().all()


def find_series_of_visible(session: Session, series_id: int) -> Series | None:
    """With owner and address. Ask first whether any of its conferences is visible."""
    found = select(Series).where(Series.id == series_id)
    found = found.options(joinedload(Series.address), joinedload(Series.owner))
    return session.scalars(found).one_or_none()


def _is_visible(viewer: Viewer) -> ColumnElement[bool]:
    mine = sorted(viewer.organizer_ids)
    shared = select(ConferenceOrganizer.conference_id).where(ConferenceOrganizer.organizer_id.in_(mine))
    own = sorted(viewer.conference_ids)
    return or_(Conference.owner_id.in_(mine), Conference.id.in_(shared), Conference.id.in_(own))
