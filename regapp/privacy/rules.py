"""How long health data stays, and who answers for what. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days
from regapp.organizers.models import Organizer

# Diet, allergy and needs: health data, kept no longer than the bill from the kitchen takes.
NEEDS_STAY = timedelta(days=14)


@dataclass(frozen=True)
class Shared:
    """One conference of an organizer, with those that answer for it together with it."""

    conference: Conference
    needs_deleted_on: date | None
    others: tuple[Organizer, ...]


def needs_deleted_on(conference: Conference) -> date | None:
    """The day on which they are deleted; None while the conference has no date.

    Counted from the last day still held; of a cancelled conference from the last one planned.
    """
    days = held_days(conference) or conference.days
    last = max((day.on for day in days), default=None)
    return last + NEEDS_STAY if last else None


def shared(conference: Conference, organizer: Organizer) -> Shared:
    """Loaded: days, owner, co_organizers with organizers."""
    everyone = (conference.owner, *(one.organizer for one in conference.co_organizers))
    others = tuple(one for one in everyone if one.id != organizer.id)
    return Shared(conference, needs_deleted_on(conference), others)
