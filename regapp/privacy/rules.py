"""How long health data stays. Pure."""

from datetime import date, timedelta

from regapp.conferences.models import Conference

# Diet, allergy and needs: health data, kept no longer than the bill from the kitchen takes.
NEEDS_STAY = timedelta(days=14)


def needs_deleted_on(conference: Conference) -> date | None:
    """The day on which they are deleted; None while the conference has no date."""
    last = max((day.on for day in conference.days), default=None)
    return last + NEEDS_STAY if last else None
