"""Promising letters about something that happened to some of a registration's people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import Priority
from regapp.registrations.models import Participant, Registration
from regapp.registrations.rules import letter_targets

LET_IN = "registrations.let_in"
LET_IN_TO_BOOKER = "registrations.let_in_to_booker"
NO_SHOW = "registrations.no_show"
NO_SHOW_TO_BOOKER = "registrations.no_show_to_booker"
CANCELLED = "registrations.cancelled"
CANCELLED_TO_BOOKER = "registrations.cancelled_to_booker"
SEMINAR_SEAT = "registrations.seminar_seat"
CHOICES_CHANGED = "registrations.choices_changed"


def promise(
    session: Session,
    kind: str,
    registration: Registration,
    participants: Sequence[Participant],
    *,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    priority: Priority = Priority.TRANSACTIONAL,
) -> None:
    """A letter of `kind` to each participant with an address, and `<kind>_to_booker` to a
    booker who is not among them. Loaded: `registration.participants`."""
    targets = letter_targets(registration, participants)
    # How their calendar entries stand now: letters may wait, and must not overtake each other.
    risings = {str(person.id): person.rising for person in participants if person.rising}
    if risings:
        details = {**(details or {}), "rising": risings}
    if targets.participant_ids:
        enqueue_many(
            session, kind, subject_ids=targets.participant_ids, now=now, details=details, priority=priority
        )
    if targets.booker and registration.booker_email:
        ids = {"participant_ids": [participant.id for participant in participants]}
        enqueue_many(
            session, f"{kind}_to_booker", subject_ids=[registration.id], now=now,
            details={**(details or {}), **ids}, priority=priority,
        )  # fmt: skip
