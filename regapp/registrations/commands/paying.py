"""The buyer, changed by the booker, and the reference by whoever was sent the link for it."""

import hashlib
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.billing.queries import is_exported
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.registrations.commands.edit import BUYER_COLUMNS, edit_buyer
from regapp.registrations.commands.values import BuyerDetails
from regapp.registrations.models import Participant, Registration
from regapp.registrations.queries import list_conferences_of


def buyer_of(registration: Registration) -> BuyerDetails:
    """Who pays, as the form would send it. There is a buyer."""
    values = {name: getattr(registration, column) for column, name in BUYER_COLUMNS.items()}
    return BuyerDetails(**values)


def buyer_seen(registration: Registration) -> str:
    """Equal as long as nobody saved another buyer: a form drawn before must not undo it."""
    values = [getattr(registration, column) for column in BUYER_COLUMNS]
    return hashlib.sha256(repr(values).encode("utf-8", "backslashreplace")).hexdigest()


def change_buyer(
    session: Session,
    registration_id: int,
    buyer: BuyerDetails,
    *,
    seen: str,
    now: datetime,
    by: By = PARTICIPANT,
) -> list[str]:
    """Change who pays; seats are charged anew where it matters. Refuses buyer_exported, edited_by_other."""
    registration = _open(session, registration_id)
    if seen != buyer_seen(registration):
        raise Refusal("edited_by_other")
    return _edit(session, registration, buyer, by=by, now=now)


def give_reference(
    session: Session, registration_id: int, reference: str, *, now: datetime, by: By = PARTICIPANT
) -> list[str]:
    """Write down the reference, whoever has it. Refuses buyer_exported."""
    registration = _open(session, registration_id)
    kept = buyer_of(registration)
    given = {**kept.__dict__, "reference": reference, "reference_later": not reference}
    return _edit(session, registration, BuyerDetails(**given), by=by, now=now)


def share_reference(
    session: Session, registration: Registration, *, shared: bool, now: datetime, by: By = PARTICIPANT
) -> None:
    """Make the link on which somebody else writes the reference, or make it dead."""
    silent = {"synchronize_session": False}
    row = update(Registration).where(Registration.id == registration.id)
    if shared:
        row = row.where(Registration.reference_token.is_(None)).values(reference_token=new_token())
    else:
        row = row.where(Registration.reference_token.is_not(None)).values(reference_token=None)
    changed = session.scalars(row.returning(Registration.id), execution_options=silent).all()
    if not changed:
        return
    action = "reference_shared" if shared else "reference_unshared"
    for person in registration.participants:
        record(
            session, action, by=by, subject_type="participant",
            subject_ids=[person.id], now=now, conference_id=person.conference_id,
        )  # fmt: skip


def _edit(
    session: Session, registration: Registration, buyer: BuyerDetails, *, by: By, now: datetime
) -> list[str]:
    held = list_conferences_of(session, registration.participants)
    return edit_buyer(session, registration, buyer, held, by=by, now=now)


def _open(session: Session, registration_id: int) -> Registration:
    """As it stands, locked with its people: who leaves meanwhile is not charged again."""
    found = (
        select(Registration)
        .where(Registration.id == registration_id)
        .options(selectinload(Registration.participants))
        .execution_options(populate_existing=True)
    )
    session.execute(select(Registration.id).where(Registration.id == registration_id).with_for_update()).one()
    people = select(Participant.id).where(Participant.registration_id == registration_id)
    session.execute(people.order_by(Participant.id).with_for_update()).all()
    registration = session.scalars(found).one()
    if registration.buyer_kind is None:
        raise Refusal("no_buyer")
    if is_exported(session, registration_id):
        raise Refusal("buyer_exported")
    return registration
