"""News by the address under which it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from regapp.conferences.models import Address, Conference, ConferenceNews, ConferenceStatus, NewsKind, Series
from regapp.news.rules import LARGEST

EVERYTHING = "nyheter"


@dataclass(frozen=True)
class Scope:
    """Whose news: of everything, of a series, of one conference (loaded as its title wants it)."""

    name: str
    series: Series | None = None
    conference: Conference | None = None


def find_scope(session: Session, path: str) -> Scope | None:
    """None for an unknown address, a draft, a series that is not shown, a package."""
    if path == EVERYTHING:
        return Scope("all")
    address = session.get(Address, path)
    if address is None:
        return None
    if address.series_id is not None:
        series = session.get_one(Series, address.series_id)
        return Scope("series", series=series) if series.published else None
    if address.conference_id is None:
        return None
    conference = session.get_one(Conference, address.conference_id)
    return (
        Scope("conference", conference=conference)
        if conference.status is not ConferenceStatus.DRAFT
        else None
    )


def list_news(session: Session, scope: Scope, now: datetime) -> Sequence[ConferenceNews]:
    """What was told last, each with its conference, address and owner.

    Up to now: the demonstration's clock may have been turned back.
    """
    found = (
        _news_in(scope)
        .where(ConferenceNews.at <= now)
        .order_by(ConferenceNews.at.desc(), ConferenceNews.id.desc())
        .limit(LARGEST)
    )
    return session.scalars(found).all()


def list_published(session: Session, scope: Scope) -> Sequence[ConferenceNews]:
    """The first news of the conferences whose sign-up opened or will open last."""
    found = _news_in(scope).where(ConferenceNews.kind == NewsKind.PUBLISHED, Conference.opens_at.is_not(None))
    return session.scalars(found.order_by(Conference.opens_at.desc(), Conference.id).limit(4 * LARGEST)).all()


def first_uid(session: Session, scope: Scope) -> str | None:
    """What the first news in this feed is called."""
    first = select(func.min(ConferenceNews.id)).join(Conference)
    found = select(ConferenceNews.uid).where(ConferenceNews.id == _within(first, scope).scalar_subquery())
    return session.scalars(found).one_or_none()


def _news_in(scope: Scope) -> Select[ConferenceNews]:
    found = (
        select(ConferenceNews)
        .join(ConferenceNews.conference)
        .options(
            contains_eager(ConferenceNews.conference).options(
                joinedload(Conference.address), joinedload(Conference.owner)
            )
        )
    )
    return _within(found, scope)


def _within(found: Select, scope: Scope) -> Select:  # type: ignore[type-arg]  # whatever it selects
    found = found.where(Conference.status != ConferenceStatus.DRAFT)
    if scope.series is not None:
        return found.where(Conference.series_id == scope.series.id)
    if scope.conference is not None:
        return found.where(Conference.id == scope.conference.id)
    return found
