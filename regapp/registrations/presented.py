"""Presentations on somebody's own page."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.conferences.rules import was_held
from regapp.programme.models import Presentation
from regapp.programme.queries import list_for_participants
from regapp.registrations.models import Participant, Status


def list_presented(
    session: Session, people: Sequence[Participant], conferences: Mapping[int, Conference], at: datetime
) -> Sequence[Presentation]:
    """Those of conferences where one of them has a place; asked only of what may have any."""
    seats = {one.conference_id for one in people if one.status is Status.CONFIRMED}
    asked = [conferences[number] for number in sorted(seats)]
    return [
        presentation
        for one in asked
        if one.programme_published_at is not None or was_held(one, at)
        for presentation in list_for_participants(session, one, at)
    ]
