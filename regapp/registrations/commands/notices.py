"""Promising what is sent once: reminders by themselves, thanks at an organizer's word."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference
from regapp.conferences.rules import SignUpState, held_days, sign_up_state
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import Priority
from regapp.registrations.models import BookerRole, Notice, Participant, Registration, Status
from regapp.registrations.rules import Reminder, reminder_at, reminder_due_on

AFTER = "after"
PRESENTATIONS = "presentations"
# Well under what one statement may carry on either database.
_BATCH = 5000


def to_be_reminded(conference: Conference, reminder: Reminder, first_day: date) -> ColumnElement[bool]:
    """Who has had a place since before the reminder's moment, and was not reminded of that day.

    Who came later knows the day: they just had a letter that says it.
    """
    moment = reminder_at(reminder, first_day, conference.zone)
    return _without(conference.id, reminder.value, first_day) & (Participant.status_at <= moment)


def send_reminder(session: Session, conference: Conference, reminder: Reminder, *, now: datetime) -> int:
    """Promise the reminder to everybody who has not got it; how many they were.

    Once for each participant and date, whatever the number of workers. Loaded: days.
    """
    first_day = reminder_due_on(reminder, conference, now)
    if first_day is None:
        return 0
    wanted = to_be_reminded(conference, reminder, first_day)
    return _send_once(session, conference.id, reminder.value, first_day, wanted, now=now)


def send_thanks(session: Session, conference: Conference, *, by: By, now: datetime) -> int:
    """Promise thanks to everybody who had a place and has not got them; how many they were.

    Refuses not_over_yet. Loaded: days.
    """
    last_day = _thanked_for(conference, now)
    if last_day is None:
        raise Refusal("not_over_yet")
    wanted = _without(conference.id, AFTER, last_day)
    thanked = _send_once(session, conference.id, AFTER, last_day, wanted, now=now)
    if thanked:
        record(
            session, "thanked", by=by, subject_type="conference", subject_ids=[conference.id], now=now,
            conference_id=conference.id,
        )  # fmt: skip
    return thanked


def send_presentations(
    session: Session, conference: Conference, came: Collection[int] | None, *, by: By, now: datetime
) -> int:
    """Promise the letter that presentations are there; how many they were.

    came  who was there, by participant; None: everybody who had a place. Refuses not_held. Loaded: days.
    """
    days = held_days(conference)
    if not days:
        raise Refusal("not_held")
    wanted = _without(conference.id, PRESENTATIONS, days[-1].on)
    if came is not None:
        wanted &= Participant.id.in_(sorted(came))
    sent = _send_once(session, conference.id, PRESENTATIONS, days[-1].on, wanted, now=now)
    if sent:
        record(
            session, "presentations_told", by=by, subject_type="conference", subject_ids=[conference.id],
            now=now, conference_id=conference.id,
        )  # fmt: skip
    return sent


def count_to_tell(session: Session, conference: Conference, came: Collection[int] | None) -> int:
    """How many have not got the letter that presentations are there. `came` and days as for sending it."""
    days = held_days(conference)
    if not days:
        return 0
    wanted = _without(conference.id, PRESENTATIONS, days[-1].on)
    if came is not None:
        wanted &= Participant.id.in_(sorted(came))
    return session.scalars(select(func.count(Participant.id)).where(wanted)).one()


def count_to_thank(session: Session, conference: Conference, now: datetime) -> int:
    """How many had a place and got no thanks yet; 0 until it is over. Loaded: days."""
    last_day = _thanked_for(conference, now)
    if last_day is None:
        return 0
    wanted = _without(conference.id, AFTER, last_day)
    return session.scalars(select(func.count(Participant.id)).where(wanted)).one()


def _thanked_for(conference: Conference, now: datetime) -> date | None:
    """The last day of what is over; None where nothing was held yet."""
    over = sign_up_state(conference, now) is SignUpState.PAST
    return held_days(conference)[-1].on if over else None


def _without(conference_id: int, kind: str, held_on: date) -> ColumnElement[bool]:
    """Confirmed, and without this notice."""
    got = select(Notice.participant_id).where(
        Notice.participant_id == Participant.id, Notice.kind == kind, Notice.held_on == held_on
    )
    seated = (Participant.conference_id == conference_id) & (Participant.status == Status.CONFIRMED)
    return seated & ~got.exists()


def _send_once(
    session: Session,
    conference_id: int,
    kind: str,
    held_on: date,
    wanted: ColumnElement[bool],
    *,
    now: datetime,
) -> int:
    """The key of the notice decides between two that send at once: only who wrote it promises."""
    people = select(Participant.id, literal(kind), literal(held_on), literal(now)).where(wanted)
    written = (
        insert_for(session)(Notice)
        .from_select(["participant_id", "kind", "held_on", "created_at"], people.order_by(Participant.id))
        .on_conflict_do_nothing()
        .returning(Notice.participant_id)
    )
    ids = sorted(session.scalars(written).all())
    details = {"conference_id": conference_id, "on": held_on.isoformat()}
    for some in _batches(ids):
        _promise(session, kind, some, details, now=now)
    return len(ids)


def _promise(
    session: Session, kind: str, ids: Sequence[int], details: dict[str, Any], *, now: datetime
) -> None:
    """To each with an address; for those without to whoever signed them up and stays at home."""
    addressed = select(Participant.id).where(Participant.id.in_(ids), Participant.email != "")
    bookers = (
        select(Participant.registration_id)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(
            Participant.id.in_(ids), Participant.email == "", Registration.booker_email != "",
            Registration.booker_role == BookerRole.OTHERS,
        )
        .distinct()
    )  # fmt: skip
    for found, name in ((addressed, kind), (bookers, f"{kind}_to_booker")):
        enqueue_many(
            session, f"registrations.{name}", subject_ids=sorted(session.scalars(found)), now=now,
            priority=Priority.MASS, details=details,
        )  # fmt: skip


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
