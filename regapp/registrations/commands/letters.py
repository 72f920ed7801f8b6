"""Promising letters about something that happened to some of a registration's people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.mailing.commands import enqueue_each
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
ITEM_REMOVED = "registrations.item_removed"
CHOICES_CHANGED = "registrations.choices_changed"
COMPLETION = "registrations.completion"
DETAILS_CHANGED = "registrations.details_changed"
PLACE_RECEIVED = "registrations.place_received"
HANDED_OVER = "registrations.handed_over"
ERASURE_ANSWER = "registrations.erasure_answer"
OFFERED = "registrations.offered"
OFFER_DECLINED = "registrations.offer_declined"
OFFER_EXPIRED = "registrations.offer_expired"
OFFER_WITHDRAWN = "registrations.offer_withdrawn"
Group = tuple[Registration, Sequence[Participant]]


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
    group = (registration, participants)
    promise_all(session, kind, [group], now=now, details=details, priority=priority)


def promise_all(
    session: Session,
    kind: str,
    groups: Iterable[Group],
    *,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    priority: Priority = Priority.TRANSACTIONAL,
) -> None:
    """The same to the people of many registrations, in two statements however many they are."""
    people: list[tuple[int, Mapping[str, Any]]] = []
    bookers: list[tuple[int, Mapping[str, Any]]] = []
    for registration, participants in groups:
        told = _told(participants, details)
        targets = letter_targets(registration, participants)
        people += [(number, told) for number in targets.participant_ids]
        if targets.booker and registration.booker_email:
            bookers.append((registration.id, told))
    enqueue_each(session, kind, people, now=now, priority=priority)
    enqueue_each(session, f"{kind}_to_booker", bookers, now=now, priority=priority)


def promise_to_holder(
    session: Session,
    kind: str,
    registration: Registration,
    participants: Sequence[Participant],
    *,
    whole: bool,
    now: datetime,
) -> None:
    """A letter of `kind` about these to whoever holds the link alone: the booker (`whole`), else the
    only one of them. Nobody they came with is written to."""
    mine = (person for person in participants if person.is_booker and person.email)
    reader = next(mine, None) if whole else participants[0]
    told = _told(participants, None)
    if reader is None:
        enqueue_each(session, f"{kind}_to_booker", [(registration.id, told)], now=now)
    else:
        enqueue_each(session, kind, [(reader.id, told)], now=now)


def _told(participants: Sequence[Participant], details: Mapping[str, Any] | None) -> dict[str, Any]:
    # A booker who takes part reads of these, and not of the others they came with.
    told: dict[str, Any] = {**(details or {}), "participant_ids": [person.id for person in participants]}
    # How their calendar entries stand now: letters may wait, and must not overtake each other.
    if risings := {str(person.id): person.rising for person in participants if person.rising}:
        told["rising"] = risings
    return told
