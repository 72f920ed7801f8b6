"""Drafts: a conference, or a series with its places, from a template; renamed while nobody has seen them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.creating import STARTS, Template
from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceKind,
    ConferenceMode,
    ConferenceOrganizer,
    ConferenceStatus,
    PoolKind,
    SeatPool,
    Series,
    SeriesOrganizer,
)
from regapp.conferences.slugs import check_slug, unused_slug
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal


@dataclass(frozen=True)
class NewConference:
    """What the first step says. `contact` by column name; `places` of a series, in order."""

    template: Template
    title: str
    slug: str
    owner_id: int
    kind: ConferenceKind = ConferenceKind.CONFERENCE
    co_organizer_ids: tuple[int, ...] = ()
    contact: Mapping[str, str] | None = None
    places: tuple[str, ...] = ()


def create_conference(session: Session, plan: NewConference, *, by: By, now: datetime) -> Conference:
    """A draft without date and with no seats yet. Refuses slug_shape, slug_reserved, slug_taken."""
    check_slug(plan.slug)
    conference = _add(session, plan, by, now)
    claim_address(session, plan.slug, conference_id=conference.id)
    _created(session, conference, by, now)
    return conference


def create_series(session: Session, plan: NewConference, *, by: By, now: datetime) -> Series:
    """A draft series and a draft for each of its places. Refuses as `create_conference`."""
    check_slug(plan.slug)
    series = Series(
        title=plan.title, owner_id=plan.owner_id, created_at=now, changed_at=now, **(plan.contact or {})
    )
    session.add(series)
    session.flush()
    claim_address(session, plan.slug, series_id=series.id)
    for position, number in enumerate((plan.owner_id, *plan.co_organizer_ids)):
        session.add(SeriesOrganizer(series_id=series.id, organizer_id=number, position=position))
    slugs: list[str] = []
    for place in plan.places:
        slugs.append(unused_slug(place, slugs))
        conference = _add(session, plan, by, now, series_id=series.id, place=place, place_slug=slugs[-1])
        claim_address(session, f"{plan.slug}/{slugs[-1]}", conference_id=conference.id)
        _created(session, conference, by, now)
    return series


def rename_draft(session: Session, conference: Conference, slug: str) -> None:
    """Another address for a conference that stands by itself; links to a draft are nobody's yet.

    Refuses slug_shape, slug_reserved, slug_taken. Loaded: address.
    """
    if conference.address.path == slug:
        return
    if conference.status is not ConferenceStatus.DRAFT or conference.series_id is not None:
        raise Refusal("already_published", "slug")
    check_slug(slug)
    _let_go(session, conference)
    claim_address(session, slug, conference_id=conference.id)


def rename_place(session: Session, conference: Conference, series: Series, place: str) -> str:
    """The slug of a draft's place in its series, made anew of the place's name. Loaded: address, series."""
    taken = set(
        session.scalars(
            select(Conference.place_slug).where(
                Conference.series_id == series.id, Conference.id != conference.id
            )
        )
    )
    slug = unused_slug(place, taken)
    path = f"{series.address.path}/{slug}"
    if conference.address.path != path:
        _let_go(session, conference)
        claim_address(session, path, conference_id=conference.id)
    return slug


def rename_series(session: Session, series: Series, slug: str, drafts: Sequence[Conference]) -> None:
    """Another address for a series that nobody has seen, and for its places with it.

    Refuses slug_shape, slug_reserved, slug_taken, and already_published where one of its places is
    public or not among `drafts`. Loaded: address, of the drafts too.
    """
    if series.address.path == slug:
        return
    places = select(Conference.id).where(Conference.series_id == series.id)
    if series.published or set(session.scalars(places)) != {one.id for one in drafts}:
        raise Refusal("already_published", "slug")
    check_slug(slug)
    _let_go(session, series)
    claim_address(session, slug, series_id=series.id)
    for draft in drafts:
        _let_go(session, draft)
        claim_address(session, f"{slug}/{draft.place_slug}", conference_id=draft.id)


def name_co_organizers(session: Session, conference: Conference, organizer_ids: Sequence[int]) -> bool:
    """Who holds a draft together with its owner, in order; whether that is new."""
    wanted = [number for number in organizer_ids if number != conference.owner_id]
    named = select(ConferenceOrganizer.organizer_id).where(ConferenceOrganizer.conference_id == conference.id)
    if list(session.scalars(named.order_by(ConferenceOrganizer.position))) == wanted:
        return False
    session.execute(delete(ConferenceOrganizer).where(ConferenceOrganizer.conference_id == conference.id))
    for position, number in enumerate(wanted):
        session.add(ConferenceOrganizer(conference_id=conference.id, organizer_id=number, position=position))
    session.flush()
    return True


def set_draft_seats(session: Session, conference: Conference, *, seats: int, remote: int | None) -> None:
    """The seats of a draft: nobody has any. `remote`: None for no limit; only where it is held both ways."""
    if conference.status is not ConferenceStatus.DRAFT:
        raise Refusal("already_published")
    wanted: dict[PoolKind, int | None] = {PoolKind.CONFERENCE: seats}
    if conference.mode is ConferenceMode.HYBRID:
        wanted[PoolKind.REMOTE] = remote
    for kind, capacity in wanted.items():
        found = select(SeatPool).where(
            SeatPool.conference_id == conference.id, SeatPool.kind == kind, SeatPool.subject_id == 0
        )
        pool = session.scalars(found).one_or_none()
        if pool is None and capacity is not None:
            session.add(SeatPool(conference_id=conference.id, kind=kind, capacity=capacity))
        elif pool is not None and capacity is None:
            session.delete(pool)
        elif pool is not None and capacity is not None:
            if capacity < pool.taken:
                raise Refusal("capacity_below_taken", "seats", taken=pool.taken)
            pool.capacity = capacity
    session.flush()


def claim_address(session: Session, path: str, **target: int) -> None:
    """Refuses slug_taken: of two at once the second gets the answer at the field."""
    wanted = insert_for(session)(Address).values(path=path, **target).on_conflict_do_nothing()
    written = wanted.returning(Address.path).execution_options(synchronize_session=False)
    if session.execute(written).scalar_one_or_none() is None:
        raise Refusal("slug_taken", "slug")


def _add(session: Session, plan: NewConference, by: By, now: datetime, **more: Any) -> Conference:
    conference = Conference(
        kind=plan.kind,
        status=ConferenceStatus.DRAFT,
        mode=STARTS[plan.template].mode,
        owner_id=plan.owner_id,
        title=plan.title,
        created_at=now,
        changed_at=now,
        changed_by_id=by.person_id,
        **(plan.contact or {}),
        **more,
    )
    session.add(conference)
    session.flush()
    session.add(SeatPool(conference_id=conference.id, capacity=0))
    name_co_organizers(session, conference, plan.co_organizer_ids)
    return conference


def _let_go(session: Session, row: Conference | Series) -> None:
    """Loaded: address. It is read anew by who asks for it next."""
    session.execute(delete(Address).where(Address.path == row.address.path))
    session.expunge(row.address)
    session.expire(row, ["address"])


def _created(session: Session, conference: Conference, by: By, now: datetime) -> None:
    record(
        session, "conference_created", by=by, subject_type="conference", subject_ids=[conference.id],
        now=now, conference_id=conference.id,
    )  # fmt: skip
