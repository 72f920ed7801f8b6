"""A yes to a higher fee, by POST; and a no by silence, which costs nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import PARTICIPANT, SYSTEM, By, record
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.cancel import cancel_participants
from regapp.registrations.commands.fees import charge_seats, forget_consents
from regapp.registrations.commands.letters import promise
from regapp.registrations.commands.sign_up import CONFIRMATION
from regapp.registrations.models import FeeConsent, Participant, Registration
from regapp.registrations.rules import check_may_get_seat
from regapp.registrations.turned import list_silent


def accept_fee(
    session: Session,
    registration: Registration,
    conference: Conference,
    participant_ids: Collection[int],
    *,
    now: datetime,
    by: By = PARTICIPANT,
) -> int:
    """Say yes for those of `participant_ids` who are asked; how many they were. Twice is once.

    Refuses fee_answer_late and what a conference that is off refuses. Loaded: pools; participants.
    """
    check_may_get_seat(conference, now)
    lock_pools(session, [pool.id for pool in conference.pools])
    asked = _asked(session, conference.id, participant_ids)
    if not asked:
        return 0
    if any(now >= one.answer_by_at for one in asked):
        raise Refusal("fee_answer_late")
    ids = sorted(one.participant_id for one in asked)
    forget_consents(session, ids)
    charge_seats(session, conference, registration, ids, now=now)
    record(
        session, "fee_accepted", by=by, subject_type="participant", subject_ids=ids, now=now,
        conference_id=conference.id,
    )  # fmt: skip
    people = [one for one in registration.participants if one.id in ids]
    promise(session, CONFIRMATION, registration, people, now=now)
    return len(ids)


def expire_consents(session: Session, *, now: datetime) -> int:
    """Whoever did not answer in time is cancelled, for nothing; how many they were."""
    rows, count = list_silent(session, now), 0
    for conference_id in sorted({row.conference_id for row in rows}):
        conference = get_conference(session, conference_id)
        ids = [row.participant_id for row in rows if row.conference_id == conference_id]
        for registration in _registrations(session, ids):
            count += cancel_participants(
                session, registration, conference, ids, now=now, by=SYSTEM, waive=True
            )  # fmt: skip
    return count


def _asked(session: Session, conference_id: int, ids: Collection[int]) -> Sequence[FeeConsent]:
    found = select(FeeConsent).where(
        FeeConsent.participant_id.in_(ids), FeeConsent.conference_id == conference_id
    )
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _registrations(session: Session, ids: Sequence[int]) -> Sequence[Registration]:
    theirs = select(Participant.registration_id).where(Participant.id.in_(ids))
    found = select(Registration).where(Registration.id.in_(theirs)).order_by(Registration.id)
    whole = found.options(selectinload(Registration.participants))
    return session.scalars(whole.execution_options(populate_existing=True)).all()
