"""The confirmation once more: for an organizer, and for whoever holds the link and got none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.models import Conference
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.letters import promise, promise_to_holder
from regapp.registrations.commands.link import count_asked
from regapp.registrations.commands.sign_up import CONFIRMATION, WAITING
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.rules import check_may_get_seat, has_address, holder_email

# What is said once more of those who stand so.
_LETTERS = {Status.CONFIRMED: CONFIRMATION, Status.WAITING: WAITING}


def resend_confirmation(
    session: Session, participant: Participant, conference: Conference, *, by: By, now: datetime
) -> None:
    """Promise the confirmation once more. Loaded: registration, participants; days of `conference`.

    Refuses: signup_cancelled, conference_past, not_confirmed, no_address.
    """
    check_may_get_seat(conference, now)
    if participant.status is not Status.CONFIRMED:
        raise Refusal("not_confirmed")
    if not has_address(participant.registration, participant):
        raise Refusal("no_address")
    promise(session, CONFIRMATION, participant.registration, [participant], now=now)
    _record(session, [participant], conference, by=by, now=now)


def resend_to_holder(
    session: Session,
    registration: Registration,
    people: Sequence[Participant],
    conferences: Mapping[int, Conference],
    *,
    whole: bool,
    now: datetime,
) -> None:
    """Promise whoever holds the link their letter once more: that these have seats, or wait for them.

    Each conference has a letter of its own, and so have those who wait beside others with a seat.
    Held: the registration. Loaded: its participants; days of the conferences. Refuses:
    signup_cancelled, conference_past, not_confirmed, no_address, asked_too_often.
    """
    email = holder_email(registration, people, whole=whole)
    if not email:
        raise Refusal("no_address")
    groups: dict[tuple[int, Status], list[Participant]] = {}
    for person in people:
        if person.status in _LETTERS:
            check_may_get_seat(conferences[person.conference_id], now)
            groups.setdefault((person.conference_id, person.status), []).append(person)
    if not groups:
        raise Refusal("not_confirmed")
    count_asked(session, email, language=registration.language, now=now)
    for (number, status), group in groups.items():
        promise_to_holder(session, _LETTERS[status], registration, group, whole=whole, now=now)
        _record(session, group, conferences[number], by=PARTICIPANT, now=now)


def _record(
    session: Session, people: Sequence[Participant], conference: Conference, *, by: By, now: datetime
) -> None:
    record(
        session, "resent", by=by, subject_type="participant", subject_ids=[one.id for one in people],
        now=now, conference_id=conference.id,
    )  # fmt: skip
