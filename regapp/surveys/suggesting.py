"""What happens to suggestions."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Series
from regapp.kernel.refusal import Refusal
from regapp.surveys.models import Suggestion, SuggestionSent, SuggestionState
from regapp.surveys.queries import count_sent, is_in_the_box

_AN_HOUR = timedelta(hours=1)
# A whole authority may sit behind one client address.
_PER_HOUR = 10


def suggest(
    session: Session,
    series_id: int,
    text: str,
    email: str,
    *,
    client_key: str,
    now: datetime,
    system_now: datetime,
) -> None:
    """Put it in the box, once: a page that is loaded anew sends the same words again.

    Refuses too_many_suggestions from one network within an hour.
    """
    if count_sent(session, client_key, system_now - _AN_HOUR) >= _PER_HOUR:
        raise Refusal("too_many_suggestions")
    if is_in_the_box(session, series_id, text):
        return
    session.add(SuggestionSent(client_key=client_key, at=system_now))
    session.add(
        Suggestion(
            series_id=series_id, text=text, email=email, state=SuggestionState.NEW, written_on=now.date()
        )
    )
    session.flush()


def set_state(
    session: Session, series: Series, number: int, state: SuggestionState, *, by: By, now: datetime
) -> bool:
    """What the planners have done with it; whether it is there."""
    row = _find(session, series.id, number)
    if row is not None:
        row.state = state
        _note(session, series, "suggestion_marked", by, now)
    return row is not None


def remove_suggestion(session: Session, series: Series, number: int, *, by: By, now: datetime) -> bool:
    row = _find(session, series.id, number)
    if row is not None:
        session.delete(row)
        _note(session, series, "suggestion_removed", by, now)
    return row is not None


def _note(session: Session, series: Series, action: str, by: By, now: datetime) -> None:
    """In the log of whoever owns the series."""
    session.flush()
    record(
        session, action, by=by, subject_type="series", subject_ids=[series.id], now=now,
        organizer_id=series.owner_id,
    )  # fmt: skip


def sweep_sent(session: Session, *, now: datetime) -> None:
    """Forget whose network sent what. `now` is the system's."""
    session.execute(delete(SuggestionSent).where(SuggestionSent.at <= now - _AN_HOUR))


def _find(session: Session, series_id: int, number: int) -> Suggestion | None:
    found = select(Suggestion).where(Suggestion.id == number, Suggestion.series_id == series_id)
    return session.scalars(found.with_for_update()).one_or_none()
