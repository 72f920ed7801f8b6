"""What is done for everybody of a conference at once: letters, charges. Few statements, however many."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.commands import reverse_charges
from regapp.billing.models import Charge
from regapp.conferences.models import Conference
from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import Priority
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands.fees import Paying, charge_groups
from regapp.registrations.commands.line import batches
from regapp.registrations.models import BookerRole, Participant, Registration, Status
from regapp.registrations.rules import ACTIVE


def tell_everybody(
    session: Session, conference: Conference, kind: str, now: datetime, details: Mapping[str, Any]
) -> int:
    """A mass letter to everybody who comes or waits, and to bookers who do not come; how many."""
    concerned = (Participant.conference_id == conference.id, Participant.status.in_(ACTIVE))
    people = select(Participant.id).where(*concerned, Participant.email != "").order_by(Participant.id)
    bookers = (
        select(Participant.registration_id)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(*concerned, Registration.booker_role == BookerRole.OTHERS, Registration.booker_email != "")
        .distinct()
        .order_by(Participant.registration_id)
    )
    count = 0
    for wanted, name in ((people, kind), (bookers, f"{kind}_to_booker")):
        ids = session.scalars(wanted).all()
        count += len(ids)
        for some in batches(ids):
            enqueue_many(
                session, name, subject_ids=some, now=now, priority=Priority.MASS,
                details={**details, "conference_id": conference.id},
            )  # fmt: skip
    return count


def undo_everybodys_charges(session: Session, conference: Conference, now: datetime) -> None:
    """Those who cancelled late too: nobody pays for a conference that is not held."""
    for some in batches(list_people(session, conference, *Status)):
        reverse_charges(session, some, now=now)


def charge_everybody(session: Session, conference: Conference, now: datetime) -> None:
    """Whoever has a seat pays what the form said, or what they said yes to. Loaded: prices, owner."""
    for some in batches(list_people(session, conference, Status.CONFIRMED)):
        charge_groups(session, conference, list_paying(session, some), now=now)


def standing_sums(session: Session, participant_ids: Sequence[int]) -> dict[int, int]:
    """What each of these is charged now, in öre."""
    found: dict[int, int] = {}
    for some in batches(participant_ids):
        # A reversal carries the negative: together they are nothing.
        summed = select(Charge.participant_id, func.sum(Charge.gross_minor)).where(
            Charge.participant_id.in_(some)
        )
        rows = session.execute(summed.group_by(Charge.participant_id))
        found |= {number: int(total) for number, total in rows}
    return found


class _Payer(NamedTuple):
    id: int
    buyer_kind: OrganizerKind | None
    buyer_org_number: str


class _Person(NamedTuple):
    id: int


def list_paying(session: Session, participant_ids: Sequence[int]) -> list[Paying]:
    """Who pays for each of these, in one light statement: whole rows of thousands take seconds.

    To be called under the lock of the conference's pools, without which nobody comes or goes.
    """
    rows = session.execute(
        select(Participant.id, Registration.id, Registration.buyer_kind, Registration.buyer_org_number)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(Participant.id.in_(participant_ids))
        .order_by(Participant.id)
    )
    return [(_Payer(number, kind, org), (_Person(person),)) for person, number, kind, org in rows]


def list_people(session: Session, conference: Conference, *statuses: Status) -> Sequence[int]:
    here = (Participant.conference_id == conference.id, Participant.status.in_(statuses))
    return session.scalars(select(Participant.id).where(*here).order_by(Participant.id)).all()
