"""Letters that came back: marked with the code, until the address is another one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.mailing.bounces import Bounce
from regapp.mailing.commands import mark_bounced
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.mailing.render import UnusableAddressError, recipient_address
from regapp.registrations.models import Participant, Registration
from regapp.registrations.queries import about_participant, about_registration


def letter_came_back(session: Session, bounce: Bounce, *, now: datetime) -> Sequence[int]:
    """Mark what left as this letter as not arrived; the ids of what was marked.

    now  the system's. A report about an address that is not used any more marks nothing to see to.
    """
    rows = mark_bounced(session, now, message_id=bounce.message_id, code=bounce.code)
    for row in rows:
        address = _address_of(session, row)
        if bounce.to and address and not _is_same(bounce.to, address):
            row.state = LetterState.CORRECTED
    session.flush()
    return [row.id for row in rows]


def address_changed(
    session: Session, *, participant_id: int | None = None, registration_id: int | None = None
) -> None:
    """What did not reach the old address is seen to: a participant's, a booker's."""
    if participant_id is not None:
        _correct(session, about_participant(), participant_id)
    if registration_id is not None:
        _correct(session, about_registration(), registration_id)


def settle_undelivered(session: Session, participant: Participant, *, by: By, now: datetime) -> None:
    """An organizer has seen to it: rang, wrote, or found that it does not matter."""
    address_changed(session, participant_id=participant.id, registration_id=participant.registration_id)
    record(
        session, "mail_settled", by=by, subject_type="participant", subject_ids=[participant.id], now=now,
        conference_id=participant.conference_id,
    )  # fmt: skip


def _correct(session: Session, about: ColumnElement[bool], subject_id: int) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject_id == subject_id, OutboxMessage.state == LetterState.FAILED, about)
        .values(state=LetterState.CORRECTED)
        .execution_options(synchronize_session=False)
    )


def _address_of(session: Session, row: OutboxMessage) -> str | None:
    """Where the letter would go today; None for one that is about nobody here."""
    owner = Participant.email, Participant.id, about_participant()
    booker = Registration.booker_email, Registration.id, about_registration()
    for column, key, about in (owner, booker):
        found = select(column).join(OutboxMessage, OutboxMessage.subject_id == key)
        address = session.scalar(found.where(OutboxMessage.id == row.id, about))
        if address is not None:
            return address
    return None


def _is_same(one: str, other: str) -> bool:
    """As mail servers see them: the domain in punycode, capitals alike."""
    try:
        return recipient_address(one).casefold() == recipient_address(other).casefold()
    except UnusableAddressError:
        return one.casefold() == other.casefold()
