"""Telling calendars that something changed: the marks behind each feed's ETag, the kept bytes.

To be called in the transaction of the change. The row locks make two changes of one feed
follow each other; they are taken in the order of the scopes' names.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from regapp.conferences.commands.kept import differs_from_kept, keep_conference
from regapp.conferences.commands.news import tell_news
from regapp.conferences.models import (
    Conference,
    ConferenceDay,
    ConferenceOrganizer,
    ConferenceStatus,
    DateKind,
    FeedContent,
    FeedRevision,
    SignUpDate,
)
from regapp.conferences.rules import CANCELLED_STAYS, drop_instants, local_date
from regapp.conferences.scopes import conference_scope, scopes_of, theme_scope, theme_slug
from regapp.database.upsert import insert_for
from regapp.kernel.tokens import new_token, new_uid


def touch_feeds(session: Session, conference: Conference, now: datetime, *, renamed: bool = False) -> None:
    """`conference`'s entries changed: new marks for every public feed that holds them, or did.

    Its entries' bytes are made here. Not for a draft, which stands in no feed. A feed gets no
    new mark where nothing in it is new: the subscriber would fetch the bytes it has.

    renamed  its own feed is called after it
    """
    session.flush()
    dated = follow_sign_up(session, conference, now, retold=True)
    labels = {theme_scope(theme_slug(conference.theme)): conference.theme}
    contents = _follow_contents(session, conference)
    changed = _changed_scopes(session, conference, contents, now)
    if renamed:
        changed.add(conference_scope(conference.id))
    for scope in sorted(contents.all):
        if scope in changed or dated or scope in contents.moved:
            _mark(session, scope, now, label=labels.get(scope), entries=scope in changed)
    keep_conference(session, conference.id)
    tell_news(session, conference, now)


def touch_sign_up(session: Session, conference: Conference, now: datetime) -> None:
    """Only the days of its sign-up changed: feeds without them stay as they are."""
    session.flush()
    if follow_sign_up(session, conference, now, retold=False):
        for scope in sorted(_follow_contents(session, conference).all):
            _mark(session, scope, now, entries=False)
        keep_conference(session, conference.id)


def touch_entries(session: Session, conference: Conference, now: datetime) -> None:
    """Something that entries say of `conference` changed elsewhere: its price, who holds it."""
    if conference.status is ConferenceStatus.DRAFT:
        return
    session.flush()
    shown = (ConferenceDay.conference_id == conference.id, _in_feed(now))
    session.execute(update(ConferenceDay).where(*shown).values(changed_at=now))
    touch_feeds(session, conference, now)


def touch_scope(session: Session, scope: str, now: datetime) -> None:
    """The feed itself changed, such as its name; no entry did."""
    session.flush()
    _mark(session, scope, now, entries=True)


def follow_sign_up(session: Session, conference: Conference, now: datetime, *, retold: bool) -> bool:
    """Keep the dates of sign-up as the conference has them; whether anything changed.

    retold  what else the entries say (title, place) changed too
    """
    found = session.scalars(select(SignUpDate).where(SignUpDate.conference_id == conference.id)).all()
    kept = {row.kind: row for row in found}
    wanted = _sign_up_days(conference)
    changed = False
    for kind, on in wanted.items():
        row = kept.get(kind)
        if row is None:
            session.add(
                SignUpDate(
                    conference_id=conference.id, kind=kind, on=on, uid=new_uid(), created_at=now,
                    changed_at=now,
                )
            )  # fmt: skip
        elif (row.on, row.removed_at) != (on, None):
            row.on, row.removed_at = on, None
            row.sequence, row.changed_at = row.sequence + 1, now
        elif retold:
            row.changed_at = now
        else:
            continue
        changed = True
    for kind, row in kept.items():
        if kind not in wanted and row.removed_at is None:
            row.removed_at, row.changed_at, row.sequence, changed = now, now, row.sequence + 1, True
    session.flush()
    return changed


def _sign_up_days(conference: Conference) -> dict[DateKind, Any]:
    """Opening and last day, local; none of them once there is nothing to sign up for."""
    if conference.status is not ConferenceStatus.PUBLISHED or conference.opens_at is None:
        return {}
    found = {DateKind.OPENS: local_date(conference.opens_at, conference.zone)}
    if conference.closes_at is not None:
        last = conference.closes_at - timedelta(seconds=1)
        found[DateKind.LAST_DAY] = local_date(last, conference.zone)
    return found


class _Contents(NamedTuple):
    """The feeds that hold a conference, or did until now; those that are new or were left."""

    all: set[str]
    moved: set[str]


def _changed_scopes(session: Session, conference: Conference, contents: _Contents, now: datetime) -> set[str]:
    """The feeds whose entries are not what they were."""
    shown = select(ConferenceDay.uid).where(ConferenceDay.conference_id == conference.id, _in_feed(now))
    uids = session.scalars(shown).all()
    if uids and differs_from_kept(session, conference.id, uids):
        return set(contents.all)
    return set(contents.moved) if uids else set()


def _in_feed(now: datetime) -> ColumnElement[bool]:
    """`regapp.conferences.rules.in_feed`, for the database."""
    return ConferenceDay.removed_at.is_(None) | (ConferenceDay.removed_at > now - CANCELLED_STAYS)


def _follow_contents(session: Session, conference: Conference) -> _Contents:
    """Let the feeds hold it that shall."""
    others = select(ConferenceOrganizer.organizer_id).where(
        ConferenceOrganizer.conference_id == conference.id
    )
    wanted = scopes_of(conference, session.scalars(others))
    own = FeedContent.conference_id == conference.id
    before = set(session.scalars(select(FeedContent.scope).where(own)))
    gone, new = before - wanted, sorted(wanted - before)
    if gone:
        session.execute(delete(FeedContent).where(own, FeedContent.scope.in_(gone)))
    if new:
        session.execute(
            insert(FeedContent), [{"scope": scope, "conference_id": conference.id} for scope in new]
        )
    return _Contents(before | wanted, before ^ wanted)


def _mark(session: Session, scope: str, now: datetime, *, entries: bool, label: str | None = None) -> None:
    """A new mark for what the feed holds; with its entries also those of the sign-up are new."""
    mark = new_token()[:16]
    dates = {
        "dates_mark": mark, "dates_changed_at": now, "dates_drops": _drops(session, SignUpDate, scope, now),
    }  # fmt: skip
    values: dict[str, Any] = {"mark": mark, "changed_at": now} if entries else {}
    if entries:
        values["drops"] = _drops(session, ConferenceDay, scope, now)
    if label is not None:
        values["label"] = label
    first = {"scope": scope, "revision": 1, "mark": mark, "changed_at": now, "drops": []}
    rows = insert_for(session)(FeedRevision).values(first | dates | values)
    session.execute(
        rows.on_conflict_do_update(
            index_elements=["scope"],
            set_=dates | values | {"revision": FeedRevision.revision + 1},
        )
    )


def _drops(
    session: Session, model: type[ConferenceDay] | type[SignUpDate], scope: str, now: datetime
) -> Sequence[str]:
    removed = (
        select(model.removed_at)
        .join(FeedContent, FeedContent.conference_id == model.conference_id)
        .where(FeedContent.scope == scope, model.removed_at > now - CANCELLED_STAYS)
    )
    return drop_instants(session.scalars(removed))
