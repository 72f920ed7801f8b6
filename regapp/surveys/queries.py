"""Reading surveys and suggestions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.surveys.models import SpentKey, Suggestion, SuggestionSent, SuggestionState, Survey
from regapp.surveys.rules import closes_at, opens_at, reminds_at


def find_survey(session: Session, conference_id: int) -> Survey | None:
    """With its questions."""
    found = select(Survey).where(Survey.conference_id == conference_id)
    return session.scalars(found.options(selectinload(Survey.questions))).one_or_none()


def get_survey(session: Session, survey_id: int) -> Survey | None:
    """With its questions."""
    found = select(Survey).where(Survey.id == survey_id).options(selectinload(Survey.questions))
    return session.scalars(found).one_or_none()


def is_spent(session: Session, key_hash: str) -> bool:
    """Whether somebody has answered by that link."""
    return session.get(SpentKey, key_hash) is not None


def list_to_open(session: Session, now: datetime) -> list[int]:
    """Conferences whose survey opens by itself and should have."""
    found = select(Survey.conference_id).join(Conference, Conference.id == Survey.conference_id).where(
        Survey.opens_by_itself,
        Survey.opened_at.is_(None),
        Conference.status == ConferenceStatus.PUBLISHED,
    )  # fmt: skip
    due = ((number, opens_at(get_conference(session, number))) for number in session.scalars(found).all())
    return [number for number, at in due if at is not None and at <= now]


def list_running(session: Session, now: datetime) -> tuple[list[int], list[int]]:
    """Conferences whose survey is to remind, and those whose survey is to close."""
    found = select(Survey).where(Survey.opened_at.is_not(None), Survey.closed_at.is_(None))
    remind, close = [], []
    for one in session.scalars(found):
        closes, reminds = closes_at(one), reminds_at(one)
        if closes is not None and closes <= now:
            close.append(one.conference_id)
        elif reminds is not None and reminds <= now:
            remind.append(one.conference_id)
    return remind, close


def list_suggestions(
    session: Session, series_id: int, state: SuggestionState | None = None
) -> Sequence[Suggestion]:
    """The newest first."""
    found = select(Suggestion).where(Suggestion.series_id == series_id)
    if state is not None:
        found = found.where(Suggestion.state == state)
    return session.scalars(found.order_by(Suggestion.id.desc())).all()


def count_suggestions(session: Session, series_id: int) -> dict[SuggestionState, int]:
    counted = select(Suggestion.state, func.count()).where(Suggestion.series_id == series_id)
    return {state: count for state, count in session.execute(counted.group_by(Suggestion.state))}


def count_new_suggestions(session: Session, series_ids: Sequence[int]) -> dict[int, int]:
    """How many nobody has read, by series. One statement, none without a series."""
    if not series_ids:
        return {}
    counted = (
        select(Suggestion.series_id, func.count())
        .where(Suggestion.series_id.in_(series_ids), Suggestion.state == SuggestionState.NEW)
        .group_by(Suggestion.series_id)
    )
    return {number: count for number, count in session.execute(counted)}


def is_in_the_box(session: Session, series_id: int, text: str) -> bool:
    """Whether nobody has read the same words yet."""
    found = select(Suggestion.id).where(
        Suggestion.series_id == series_id, Suggestion.state == SuggestionState.NEW, Suggestion.text == text
    )
    return session.scalars(found.limit(1)).first() is not None


def count_sent(session: Session, client_key: str, since: datetime) -> int:
    """How many suggestions came from there lately."""
    counted = select(func.count(SuggestionSent.id)).where(
        SuggestionSent.client_key == client_key, SuggestionSent.at > since
    )
    return session.scalars(counted).one()
