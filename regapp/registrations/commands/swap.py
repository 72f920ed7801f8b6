"""Whose conference was cancelled goes to another place of the series instead."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.move import move_participant
from regapp.registrations.commands.own_move import cost_there
from regapp.registrations.models import Participant, Registration
from regapp.registrations.rules import ACTIVE, may_take_in


def swap_participants(
    session: Session,
    registration: Registration,
    participant_ids: Collection[int],
    target: Conference,
    *,
    now: datetime,
) -> int:
    """Give those of `participant_ids` whose conference of the same series is cancelled a seat at
    `target`; how many they were. All of them or nobody. Going twice is going once.

    Refuses place_full, signup_…, buyer_missing. Loaded: participants; `target` as for its page.
    """
    moved = 0
    for person in sorted(registration.participants, key=lambda one: one.id):
        if person.id not in participant_ids or person.status not in ACTIVE:
            continue
        origin = get_conference(session, person.conference_id)
        if may_swap(origin, target):
            _check(session, registration, person, target, now)
            move_participant(
                session, registration, person, origin=origin, target=target, now=now, by=PARTICIPANT
            )
            moved += 1
    return moved


def may_swap(origin: Conference, target: Conference) -> bool:
    """Whether the one is cancelled and the other is another place of its series."""
    same_series = origin.series_id is not None and origin.series_id == target.series_id
    return same_series and origin.id != target.id and origin.status is ConferenceStatus.CANCELLED


def _check(
    session: Session, registration: Registration, person: Participant, target: Conference, now: datetime
) -> None:
    if not may_take_in(target, now):
        raise Refusal("place_full", place=target.place or target.title)
    if registration.buyer_kind is None and cost_there(session, registration, person, target, now):
        raise Refusal("buyer_missing")


def who_may_swap(
    people: Collection[Participant], conferences: dict[int, Conference], target: Conference
) -> list[Participant]:
    return [
        one for one in people if one.status in ACTIVE and may_swap(conferences[one.conference_id], target)
    ]
