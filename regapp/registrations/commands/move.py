"""Moving a participant to another place of the series: seat, charge and calendar follow."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.billing.commands import reverse_charges
from regapp.choices.commands.answers import keep_answers
from regapp.choices.rules import Answers
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.fees import (
    carry_over,
    charge_seats,
    forget_consents,
    free_extras,
    take_wishes,
)
from regapp.registrations.commands.late import mark_late
from regapp.registrations.commands.letters import CANCELLED, promise
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.seats import give_back, take_seat
from regapp.registrations.commands.seminars import answers_there, leave_choices
from regapp.registrations.commands.sign_up import CONFIRMATION
from regapp.registrations.models import (
    Attendance,
    LeftConference,
    NeedsAnswer,
    Participant,
    Registration,
    Status,
)
from regapp.registrations.queries import conference_again
from regapp.registrations.rules import ACTIVE, attendance_at, check_may_get_seat, check_may_leave


def move_participant(
    session: Session,
    registration: Registration,
    participant: Participant,
    *,
    origin: Conference,
    target: Conference,
    now: datetime,
    by: By,
    line: bool = True,
) -> None:
    """Give `participant` a seat at `target` instead of the one at `origin`.

    The old charge is reversed, the new seller charges: the category and the options of the same
    name there, at the price of the participant's own day, else the ordinary fee. Meals follow by
    their names (`answers_there`). The old calendar entry is cancelled and the new one sent. Refuses
    same_place, place_full and what cancelling refuses. `line` as for cancelling.
    """
    if origin.id == target.id:
        raise Refusal("same_place")
    check_may_leave(origin, now)
    check_may_get_seat(target, now)
    if pool_of(origin) is None or pool_of(target) is None:
        raise Refusal("signup_none")
    lock_pools(session, [pool.id for pool in (*origin.pools, *target.pools)])
    check_may_get_seat(conference_again(session, target.id), now)
    _read_again(session, participant)
    if participant.status not in ACTIVE or participant.conference_id != origin.id:
        raise Refusal("already_cancelled")
    attendance = attendance_at(target, participant.attendance)
    answers = answers_there(session, participant, origin, target)
    if not take_seat(session, target, attendance):
        raise Refusal("place_full", place=target.place or target.title)
    # Who waited or was offered a seat had nothing in the calendar that a letter could take back.
    had_seat = participant.status is Status.CONFIRMED
    _leave(session, participant, origin, now)
    participant.attendance = attendance
    _settle(session, participant, target, answers, now)
    _note_left(session, participant, origin.id, target.id, now)
    take_wishes(session, target, [participant], now=now)
    charge_seats(session, target, registration, [participant.id], now=now)
    for conference in (origin, target):
        record(
            session, "moved", by=by, subject_type="participant", subject_ids=[participant.id], now=now,
            conference_id=conference.id, fields=("conference",),
        )  # fmt: skip
    mark_late(session, target, participant.id, ("conference",), now=now)
    _promise_letters(session, registration, participant, origin, had_seat=had_seat, now=now)
    if line:
        let_in(session, origin, now=now)


def _promise_letters(
    session: Session,
    registration: Registration,
    participant: Participant,
    origin: Conference,
    *,
    had_seat: bool,
    now: datetime,
) -> None:
    """That the one is over and the other theirs; what was cancelled for all was told by itself."""
    if origin.status is not ConferenceStatus.CANCELLED:
        left = {"conference_id": origin.id, "had_seat": had_seat, "moved": True}
        promise(session, CANCELLED, registration, [participant], now=now, details=left)
    promise(session, CONFIRMATION, registration, [participant], now=now)


def _note_left(session: Session, participant: Participant, origin: int, target: int, now: datetime) -> None:
    """Their own calendar cancels what it showed; what they come back to is no longer left."""
    mine = LeftConference.participant_id == participant.id
    session.execute(delete(LeftConference).where(mine, LeftConference.conference_id.in_([origin, target])))
    session.add(
        LeftConference(
            participant_id=participant.id, conference_id=origin, rising=participant.rising, left_at=now
        )
    )
    session.flush()


def _read_again(session: Session, participant: Participant) -> None:
    """As it stands now, and locked; its relationships stay loaded."""
    found = select(Participant.id).where(Participant.id == participant.id)
    session.execute(found.with_for_update()).one()
    session.refresh(
        participant,
        [
            "status",
            "conference_id",
            "attendance",
            "queue_ticket",
            "offered_until",
            "rising",
            "category_id",
            "access_code_id",
            "priced_at",
        ],
    )


def _settle(
    session: Session, participant: Participant, target: Conference, answers: Answers, now: datetime
) -> None:
    """At the new place, with what belongs to the person."""
    carry_over(session, participant, target)
    participant.conference_id = target.id
    participant.status, participant.status_at, participant.queue_ticket = Status.CONFIRMED, now, None
    participant.offered_until = None
    participant.rising += 1
    session.flush()
    needs = update(NeedsAnswer).where(NeedsAnswer.participant_id == participant.id)
    session.execute(needs.values(conference_id=target.id))
    if participant.attendance is Attendance.ONSITE:
        keep_answers(session, {participant.id: answers})


def _leave(session: Session, participant: Participant, origin: Conference, now: datetime) -> None:
    """What was chosen in the programme is not to be had elsewhere."""
    if origin.turned_digital_at is not None:
        forget_consents(session, [participant.id])
    free_extras(session, [participant])
    leave_choices(session, [participant.id], now=now, keep=False)
    if participant.status is Status.WAITING:
        give_back(session, origin, waiting=[participant])
        return
    give_back(session, origin, seated=[participant])
    reverse_charges(session, [participant.id], now=now)
