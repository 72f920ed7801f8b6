"""Finding conferences. Each query says what it loads; relationships never load by themselves."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceOrganizer,
    ConferenceStatus,
    PoolKind,
    Question,
    SeatPool,
    SeminarPackage,
    Series,
    SeriesOrganizer,
    SignUpDate,
)
from regapp.organizers.models import Organizer

_BATCH = 500
_PUBLIC = (ConferenceStatus.PUBLISHED, ConferenceStatus.POSTPONED, ConferenceStatus.CANCELLED)

# What a card or the form needs, in one statement: a conference has one pool, one price or
# two and one day or two, so the join stays small.
_CARD: tuple[ORMOption, ...] = (
    joinedload(Conference.address),
    joinedload(Conference.owner),
    joinedload(Conference.days),
    joinedload(Conference.pools),
    joinedload(Conference.prices),
)
_PAGE: tuple[ORMOption, ...] = (
    *_CARD,
    joinedload(Conference.owner).joinedload(Organizer.host),
    joinedload(Conference.series).joinedload(Series.address),
    joinedload(Conference.related).joinedload(Conference.address),
    selectinload(Conference.co_organizers).joinedload(ConferenceOrganizer.organizer),
)


class SeatCount(NamedTuple):
    """How one conference's seats stand, and the version of all the rest that is said of it."""

    conference_id: int
    version: int
    capacity: int
    taken: int
    waiting: int


_of_series = select(Address.series_id).where(Address.path == bindparam("path")).scalar_subquery()
# The places of a series, or one conference. Built once: the form asks at every visit.
_AT_FORM = or_(Address.path == bindparam("path"), Conference.series_id == _of_series)
_COUNTS = (
    select(Conference.id, Conference.version, SeatPool.capacity, SeatPool.taken, SeatPool.waiting)
    .join(Address, Address.conference_id == Conference.id)
    .outerjoin(SeatPool, (SeatPool.conference_id == Conference.id) & (SeatPool.kind == PoolKind.CONFERENCE))
    .where(Conference.status.in_(_PUBLIC), _AT_FORM)
)


def find_address(session: Session, path: str) -> Address | None:
    """Whose address it is: a series', a conference's or a seminar package's."""
    return session.get(Address, path)


def get_conference(session: Session, conference_id: int) -> Conference:
    """With everything its page shows."""
    found = select(Conference).where(Conference.id == conference_id).options(*_PAGE)
    return session.scalars(found).unique().one()


def find_public_conference(session: Session, path: str) -> Conference | None:
    """A published (or cancelled) conference with everything its page shows; never a draft."""
    return _first(session, _public().where(Address.path == path).options(*_PAGE))


def find_preview(session: Session, token: str) -> Conference | None:
    """The draft that a preview link opens, with everything its page shows."""
    found = select(Conference).where(
        Conference.preview_token == token, Conference.status == ConferenceStatus.DRAFT
    )
    return _first(session, found.options(*_PAGE))


def list_series_conferences(session: Session, series_id: int) -> Sequence[Conference]:
    """The public conferences of a series with what their cards and the form need."""
    found = _public().where(Conference.series_id == series_id).options(*_CARD)
    return _all(session, found)


def list_form_conferences(session: Session, path: str) -> Sequence[Conference]:
    """What the form at `path` may sign up to: the places of a series, or one conference.

    One statement; `series` is loaded. Empty for an unknown address.
    """
    form = joinedload(Conference.series).joinedload(Series.address)
    found = _public().where(_AT_FORM).options(*_CARD, form)
    return session.scalars(found, {"path": path}).unique().all()


def list_seat_counts(session: Session, path: str) -> Sequence[SeatCount]:
    """The seats of what the form at `path` may sign up to, in one light statement.

    A conference without seats counts none.
    """
    rows = session.execute(_COUNTS, {"path": path})
    return [SeatCount(row[0], row[1], row[2] or 0, row[3] or 0, row[4] or 0) for row in rows]


def list_with_free_seat(session: Session, conference_ids: Collection[int]) -> set[int]:
    """Those of the conferences that have a free seat which nobody waits for."""
    free = select(SeatPool.conference_id).where(
        SeatPool.conference_id.in_(conference_ids),
        SeatPool.kind == PoolKind.CONFERENCE,
        SeatPool.subject_id == 0,
        SeatPool.taken < SeatPool.capacity,
        SeatPool.waiting == 0,
    )
    return set(session.scalars(free))


def list_public_conferences(session: Session) -> Sequence[Conference]:
    """All public conferences as cards, with their series."""
    return _all(session, _public().options(*_CARD, joinedload(Conference.series)))


def find_public_series(session: Session, series_id: int) -> Series | None:
    """With owner, address and the organizers named on it, in order."""
    found = (
        select(Series)
        .where(Series.id == series_id, Series.published)
        .options(
            joinedload(Series.address),
            joinedload(Series.owner),
            selectinload(Series.named).joinedload(SeriesOrganizer.organizer),
        )
    )
    return session.scalars(found).unique().one_or_none()


def list_public_series(session: Session) -> Sequence[Series]:
    found = select(Series).where(Series.published).options(joinedload(Series.address))
    return session.scalars(found.order_by(Series.id)).all()


def find_public_package(session: Session, package_id: int) -> SeminarPackage | None:
    found = (
        select(SeminarPackage)
        .where(SeminarPackage.id == package_id, SeminarPackage.published)
        .options(joinedload(SeminarPackage.address), joinedload(SeminarPackage.owner))
    )
    return session.scalars(found).one_or_none()


def list_public_packages(session: Session) -> Sequence[SeminarPackage]:
    found = select(SeminarPackage).where(SeminarPackage.published)
    found = found.options(joinedload(SeminarPackage.address), joinedload(SeminarPackage.owner))
    return session.scalars(found.order_by(SeminarPackage.position)).all()


def list_conferences_of_entries(session: Session, ids: Sequence[int]) -> Iterator[Conference]:
    """With what calendar entries say of them: days, prices, owner, series, address."""
    found = select(Conference).options(
        joinedload(Conference.address),
        joinedload(Conference.owner),
        joinedload(Conference.series),
        joinedload(Conference.days),
        joinedload(Conference.prices),
    )
    for start in range(0, len(ids), _BATCH):
        some = found.where(Conference.id.in_(ids[start : start + _BATCH])).order_by(Conference.id)
        yield from session.scalars(some).unique()


def list_questions(session: Session, conference_ids: Sequence[int]) -> Sequence[Question]:
    """What the conferences ask, in order."""
    found = select(Question).where(Question.conference_id.in_(conference_ids), Question.retired_at.is_(None))
    return session.scalars(found.order_by(Question.position, Question.id)).all()


def list_asked_questions(session: Session, conference_ids: Sequence[int]) -> Sequence[Question]:
    """What the conferences ask or asked, each once as it was asked last; what is asked now first."""
    found = select(Question).where(Question.conference_id.in_(conference_ids)).order_by(Question.id)
    latest = {question.key: question for question in session.scalars(found)}
    return sorted(latest.values(), key=lambda one: (one.retired_at is not None, one.position, one.id))


def find_question(session: Session, conference_id: int, question_id: int) -> Question | None:
    """One of the conference's own, also one that is asked no longer."""
    found = select(Question).where(Question.id == question_id, Question.conference_id == conference_id)
    return session.scalars(found).one_or_none()


def list_sign_up_dates(session: Session, conference_ids: Sequence[int]) -> Sequence[SignUpDate]:
    rows: list[SignUpDate] = []
    for start in range(0, len(conference_ids), _BATCH):
        some = conference_ids[start : start + _BATCH]
        found = select(SignUpDate).where(SignUpDate.conference_id.in_(some))
        rows += session.scalars(found)
    return rows


def _public() -> Select[Conference]:
    found = select(Conference).join(Address, Address.conference_id == Conference.id)
    return found.where(Conference.status.in_(_PUBLIC)).order_by(Conference.id)


def _first(session: Session, found: Select[Conference]) -> Conference | None:
    return session.scalars(found).unique().one_or_none()


def _all(session: Session, found: Select[Conference]) -> Sequence[Conference]:
    return session.scalars(found).unique().all()
