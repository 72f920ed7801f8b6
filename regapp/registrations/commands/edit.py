"""Organizers' changes of what was written about a person or a buyer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference
from regapp.registrations.commands.bounce import address_changed
from regapp.registrations.commands.draft import needs_values, person_values
from regapp.registrations.commands.fees import charge_anew
from regapp.registrations.commands.late import mark_late
from regapp.registrations.commands.needs import tell_contact
from regapp.registrations.commands.values import BuyerDetails, NewParticipant
from regapp.registrations.models import NeedsAnswer, Participant, Registration
from regapp.registrations.rules import lacks_reference

# Columns of the registration, and what they are called in `BuyerDetails`.
BUYER_COLUMNS = {
    "buyer_kind": "kind", "buyer_name": "name", "buyer_org_number": "org_number",
    "buyer_reference": "reference", "reference_later": "reference_later",
    "buyer_endpoint": "endpoint", "buyer_street": "street", "buyer_postcode": "postcode",
    "buyer_town": "town", "kind_disputed": "kind_disputed",
}  # fmt: skip
_KITCHENS = ("diet", "allergies", "food_note", "named_to_kitchen")
_NEEDS = (*_KITCHENS, "access_needs")
_insert_needs = insert(NeedsAnswer.__table__)  # type: ignore[arg-type]  # declared as FromClause
# A change of these changes the VAT or whether there is an invoice at all.
_PRICED = {"buyer_kind", "buyer_org_number"}


def edit_participant(
    session: Session,
    registration: Registration,
    participant: Participant,
    person: NewParticipant,
    *,
    conference: Conference,
    with_needs: bool,
    by: By,
    now: datetime,
) -> list[str]:
    """Write down what was changed; the history names the fields. Loaded: needs.

    with_needs  whether the editor saw diet and needs; otherwise they are left as they are
    """
    changed = write_person(session, registration, participant, person, with_needs=with_needs)
    if changed:
        _record(session, participant, changed, by=by, now=now)
        mark_late(session, conference, participant.id, changed, now=now)
    if "access_needs" in changed:
        tell_contact(session, conference, [person], now=now)
    return changed


def write_person(
    session: Session,
    registration: Registration,
    participant: Participant,
    person: NewParticipant,
    *,
    with_needs: bool,
) -> list[str]:
    """Make the participant what `person` says, but for answers and choices; the fields that changed.

    A booker's own name and address are the registration's too.
    """
    person = replace(person, is_booker=participant.is_booker)
    values = person_values(person)
    changed = [name for name, value in values.items() if getattr(participant, name) != value]
    for name in changed:
        setattr(participant, name, values[name])
    if with_needs:
        changed += _edit_needs(session, participant, person)
    if participant.is_booker:
        _edit_booker(session, registration, person)
    if "email" in changed:
        address_changed(session, participant_id=participant.id)
    session.flush()
    return changed


def _edit_booker(session: Session, registration: Registration, person: NewParticipant) -> None:
    registration.booker_name = f"{person.given_name} {person.family_name}"
    if person.email and person.email != registration.booker_email:
        registration.booker_email, registration.booker_email_key = person.email, person.email.casefold()
        address_changed(session, registration_id=registration.id)


def edit_buyer(
    session: Session,
    registration: Registration,
    buyer: BuyerDetails,
    conferences: dict[int, Conference],
    *,
    by: By,
    now: datetime,
) -> list[str]:
    """Change who pays; seats are charged anew where kind or number changed.

    `conferences` of the participants by id, with prices and owner. Loaded: participants.
    """
    changed = [
        column
        for column, name in BUYER_COLUMNS.items()
        if getattr(registration, column) != getattr(buyer, name)
    ]
    for column in changed:
        setattr(registration, column, getattr(buyer, BUYER_COLUMNS[column]))
    if not changed:
        return []
    lacking = lacks_reference(buyer.kind, buyer.reference, charged=True)
    for participant in registration.participants:
        participant.buyer_kind, participant.lacks_reference = buyer.kind, lacking
    session.flush()
    if _PRICED.intersection(changed):
        charge_anew(session, registration, registration.participants, conferences, now=now)
    for participant in registration.participants:
        _record(session, participant, changed, by=by, now=now)
    return changed


def _edit_needs(session: Session, participant: Participant, person: NewParticipant) -> list[str]:
    """Which of "diet" (all that the kitchen reads) and "access_needs" changed. Loaded: needs."""
    wanted = needs_values(person, participant.id, participant.conference_id)
    kept = participant.needs
    before = {name: getattr(kept, name) if kept else type(wanted[name])() for name in _NEEDS}
    changed = [name for name in _NEEDS if before[name] != wanted[name]]
    if not changed:
        return []
    if kept is None:
        session.execute(_insert_needs, wanted)
    elif not person.has_needs:
        session.delete(kept)
    else:
        for name in changed:
            setattr(kept, name, wanted[name])
        if "food_note" in changed:
            kept.kitchen_words = None
        if "access_needs" in changed:
            # What somebody needs anew is to be seen to anew.
            kept.arranged_at, kept.arranged_by_id = None, None
    return list(dict.fromkeys("diet" if name in _KITCHENS else name for name in changed))


def _record(
    session: Session, participant: Participant, fields: Sequence[Any], *, by: By, now: datetime
) -> None:
    record(
        session, "edited", by=by, subject_type="participant", subject_ids=[participant.id], now=now,
        conference_id=participant.conference_id, fields=[str(name) for name in fields],
    )  # fmt: skip
