"""Asking for the invoice references that are still missing, at most once a week each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.kernel.tokens import new_token
from regapp.mailing.commands import enqueue
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant, Registration, Status

ASK = "registrations.missing_reference_to_booker"
NOT_AGAIN_FOR = timedelta(days=7)


def ask_for_references(session: Session, conference_ids: Sequence[int], *, by: By, now: datetime) -> int:
    """Promise a letter to whoever signed up a buyer without its reference; how many letters.

    `conference_ids`: those that are held. A registration that was asked within a week is left
    alone. Its row is locked before the outbox is looked at, so that two who press at once ask once.
    """
    lacking = (
        select(Participant.registration_id, func.min(Participant.conference_id))
        .where(*_lacks(conference_ids))
        .group_by(Participant.registration_id)
    )
    places: dict[int, int] = {number: place for number, place in session.execute(lacking)}
    locked = select(Registration.id).where(Registration.id.in_(places), Registration.booker_email != "")
    ids = session.scalars(locked.order_by(Registration.id).with_for_update()).all()
    recently = _asked_recently(session, ids, now)
    asked = [number for number in ids if number not in recently]
    _make_links(session, asked)
    for number in asked:
        enqueue(session, ASK, subject_id=number, now=now, details={"conference_id": places[number]})
    people = select(Participant.id).where(Participant.registration_id.in_(asked), *_lacks(conference_ids))
    for place in sorted(set(places.values())):
        here = session.scalars(people.where(Participant.conference_id == place)).all()
        record(
            session, "reference_asked", by=by, subject_type="participant", subject_ids=here, now=now,
            conference_id=place,
        )  # fmt: skip
    return len(asked)


def _make_links(session: Session, registration_ids: Sequence[int]) -> None:
    """The letter leads to a page that may be sent on to whoever has the reference."""
    without = select(Registration.id).where(
        Registration.id.in_(registration_ids), Registration.reference_token.is_(None)
    )
    made = [{"number": number, "made": new_token()} for number in session.scalars(without)]
    table = Registration.__table__
    row = update(table).where(table.c.id == bindparam("number"))  # type: ignore[arg-type]  # FromClause
    if made:
        session.execute(row.values(reference_token=bindparam("made")), made)


def _lacks(conference_ids: Sequence[int]) -> Sequence[ColumnElement[bool]]:
    return (
        Participant.conference_id.in_(conference_ids),
        Participant.status == Status.CONFIRMED,
        Participant.lacks_reference.is_(True),
    )


def _asked_recently(session: Session, ids: Sequence[int], now: datetime) -> set[int]:
    letters = select(OutboxMessage.subject_id).where(
        OutboxMessage.subject_id.in_(ids), OutboxMessage.kind == ASK,
        OutboxMessage.created_at > now - NOT_AGAIN_FOR,
    )  # fmt: skip
    return set(session.scalars(letters))
