"""Telling calendars that something changed: the revision behind each public feed's ETag."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.commands.news import tell_news
from regapp.conferences.models import Conference, ConferenceDay, FeedRevision
from regapp.conferences.rules import CANCELLED_STAYS, drop_instants
from regapp.database.upsert import insert_for
from regapp.kernel.tokens import new_token


def touch_feeds(session: Session, conference: Conference, now: datetime) -> None:
    """Raise the revision of every public feed that holds `conference`'s entries.

    To be called in the transaction of the change, after it is flushed: the row lock makes
    two changes of one feed follow each other.
    """
    session.flush()
    for scope, series_id, conference_id in _scopes(conference):
        rows = insert_for(session)(FeedRevision).values(
            scope=scope,
            revision=1,
            mark=new_token()[:16],
            changed_at=now,
            drops=_drops(session, now, series_id=series_id, conference_id=conference_id),
        )
        session.execute(
            rows.on_conflict_do_update(
                index_elements=["scope"],
                set_={
                    "revision": FeedRevision.revision + 1,
                    "mark": rows.excluded.mark,
                    "changed_at": rows.excluded.changed_at,
                    "drops": rows.excluded.drops,
                },
            )
        )
    tell_news(session, conference, now)


def _scopes(conference: Conference) -> list[tuple[str, int | None, int | None]]:
    found: list[tuple[str, int | None, int | None]] = [("all", None, None)]
    if conference.series_id:
        found.append((f"series:{conference.series_id}", conference.series_id, None))
    found.append((f"conference:{conference.id}", None, conference.id))
    return found


def _drops(session: Session, now: datetime, *, series_id: int | None, conference_id: int | None) -> list[str]:
    days = select(ConferenceDay).where(ConferenceDay.removed_at > now - CANCELLED_STAYS)
    if series_id is not None:
        days = days.join(Conference, Conference.id == ConferenceDay.conference_id)
        days = days.where(Conference.series_id == series_id)
    if conference_id is not None:
        days = days.where(ConferenceDay.conference_id == conference_id)
    return drop_instants(session.scalars(days).all())
