"""How long health data stays, and who answers for what. Pure."""

from dataclasses import dataclass
from datetime import date

from regapp.conferences.models import Conference
from regapp.organizers.models import Organizer
from regapp.registrations.rules import needs_deleted_on


@dataclass(frozen=True)
class Shared:
    """One conference of an organizer, with those that answer for it together with it."""

    conference: Conference
    needs_deleted_on: date | None
    others: tuple[Organizer, ...]


def shared(conference: Conference, organizer: Organizer) -> Shared:
    """Loaded: days, owner, co_organizers with organizers."""
    everyone = (conference.owner, *(one.organizer for one in conference.co_organizers))
    others = tuple(one for one in everyone if one.id != organizer.id)
    return Shared(conference, needs_deleted_on(conference), others)
