"""Finding wishes, the lists they stand on, and what there is to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.orm import Session, joinedload

from regapp.conferences.models import Conference, ConferenceStatus, Series
from regapp.conferences.queries import (
    find_address,
    find_public_conference,
    find_public_series,
    list_series_conferences,
)
from regapp.interest.models import Interest, Stage, Wish
from regapp.interest.rules import Due, Editions, Group, News, news_for

# Written out, not bound: SQLite uses the partial index only if it sees the value.
_IS_WAITING = text("stage = 'waiting'")


@dataclass(frozen=True)
class InterestList:
    """What one may ask to hear of at an address.

    path         "" for everything
    conferences  of a series all public ones, else the one
    """

    path: str
    conferences: Sequence[Conference] = ()
    series: Series | None = None

    @property
    def conference(self) -> Conference | None:
        """The one it is about, where it is about one."""
        return self.conferences[0] if self.conferences and self.series is None else None


def find_list(session: Session, path: str) -> InterestList | None:
    """The list at an address of a series or a conference; None for anything else, and for drafts.

    Loaded on conferences: address, owner, days, pools, prices; on one of its own also series.
    """
    address = find_address(session, path)
    if address is None:
        return None
    if address.series_id is not None:
        series = find_public_series(session, address.series_id)
        conferences = list_series_conferences(session, address.series_id)
        return InterestList(path, conferences, series) if series else None
    conference = find_public_conference(session, path)
    return InterestList(path, [conference]) if conference else None


def find_interest(session: Session, token: str) -> Interest | None:
    return session.scalars(select(Interest).where(Interest.token == token)).one_or_none()


def has_told(session: Session) -> bool:
    """Whether anybody's last letter was promised."""
    return (
        session.scalars(select(Interest.id).where(Interest.stage == Stage.TOLD).limit(1)).first() is not None
    )


def list_news(session: Session, now: datetime) -> list[News]:
    """What is to be told. One light statement while nobody waits, three when somebody does."""
    groups = _list_groups(session)
    if not groups:
        return []
    return news_for(groups, _list_concerned(session, groups, now), read_editions(session), now)


def read_editions(session: Session) -> Editions:
    rows = session.execute(select(Conference.id, Conference.series_id, Conference.previous_id)).all()
    return Editions(
        series_of={row.id: row.series_id for row in rows},
        previous_of={row.id: row.previous_id for row in rows},
    )


def is_due(due: Due) -> ColumnElement[bool]:
    """The waiting rows of a list, as a condition."""
    return and_(
        _IS_WAITING,
        Interest.wish == due.wish,
        Interest.conference_id == due.conference_id,
        Interest.series_id == due.series_id,
        *([Interest.created_at < due.before] if due.before else []),
    )


def count_interested(
    session: Session, conference_ids: Sequence[int], series_id: int | None
) -> dict[Wish, int]:
    """How many addresses wait at these conferences and at the series itself, by wish."""
    here: ColumnElement[bool] = Interest.conference_id.in_(conference_ids)
    if series_id is not None:
        here = or_(here, Interest.series_id == series_id)
    counted = select(Interest.wish, func.count(Interest.email_key.distinct())).where(
        Interest.stage == Stage.WAITING, here
    )
    return {wish: count for wish, count in session.execute(counted.group_by(Interest.wish))}


def _list_groups(session: Session) -> list[Group]:
    alike = (Interest.conference_id, Interest.series_id, Interest.wish, Interest.awaits_date)
    found = select(*alike, func.min(Interest.created_at)).where(_IS_WAITING).group_by(*alike)
    return [Group(*row) for row in session.execute(found)]


def _list_concerned(session: Session, groups: Sequence[Group], now: datetime) -> Sequence[Conference]:
    """Those that are waited for by name, and all whose sign-up may be open; with days."""
    by_name = or_(
        Conference.id.in_({group.conference_id for group in groups if group.conference_id}),
        Conference.series_id.in_({group.series_id for group in groups if group.series_id}),
    )
    within = and_(
        Conference.status == ConferenceStatus.PUBLISHED,
        Conference.opens_at <= now,
        or_(Conference.closes_at.is_(None), Conference.closes_at > now),
    )
    found = select(Conference).where(or_(by_name, within)).options(joinedload(Conference.days))
    return session.scalars(found.order_by(Conference.opens_at, Conference.id)).unique().all()
