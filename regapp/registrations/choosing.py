"""From rows to the parts of the form: what each conference lets its participants choose."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from regapp.choices.queries import list_meals, list_rounds
from regapp.conferences.models import Conference, ConferenceMode
from regapp.conferences.rules import held_days, pool_of, remote_pool_of
from regapp.kernel.dates import weekday_date
from regapp.registrations.forms.choosing import AttendancePart, DaysPart, SeminarsPart


def attendance_parts(session: Session, conferences: Sequence[Conference]) -> Mapping[int, AttendancePart]:
    """Of those held both ways. Loaded: pools; reads nothing."""
    return {one.id: _attendance(one) for one in conferences if one.mode is ConferenceMode.HYBRID}


def days_parts(session: Session, conferences: Sequence[Conference]) -> Mapping[int, DaysPart]:
    """Of those that ask for days, or serve something. Loaded: days."""
    meals = list_meals(session, [one.id for one in conferences])
    found = {one.id: DaysPart(_days(one), meals.get(one.id, ())) for one in conferences}
    return {number: part for number, part in found.items() if part.days or part.meals}


def seminars_parts(session: Session, conferences: Sequence[Conference]) -> Mapping[int, SeminarsPart]:
    """Of those with rounds."""
    rounds = list_rounds(session, [one.id for one in conferences])
    return {number: SeminarsPart(some) for number, some in rounds.items()}


def _attendance(conference: Conference) -> AttendancePart:
    own, remote = pool_of(conference), remote_pool_of(conference)
    return AttendancePart(
        pool_id=own.id if own else None,
        remote_pool_id=remote.id if remote else None,
        waits=conference.has_waiting_list,
        onsite_info=(conference.onsite_info, conference.onsite_info_en),
        remote_info=(conference.remote_info, conference.remote_info_en),
    )


def _days(conference: Conference) -> tuple[tuple[int, str, str], ...]:
    """Where there is but one, nobody is asked."""
    days = held_days(conference)
    if not conference.asks_days or len(days) < 2:
        return ()
    return tuple((day.id, weekday_date(day.on, "sv"), weekday_date(day.on, "en")) for day in days)
