"""A mailing as three of its recipients would read it, with nothing in it that opens anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.campaigns.letters import renderers
from regapp.campaigns.models import Campaign
from regapp.campaigns.rules import Recipient
from regapp.mailing.letters import Letter
from regapp.mailing.models import OutboxMessage, Priority
from regapp.mailing.renderers import LetterContext
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.queries import MAILING, MAILING_TO_BOOKER
from regapp.registrations.rehearsal import disguise

_SAMPLES = 3


@dataclass(frozen=True)
class Sample:
    """A letter as one recipient will read it. A protected identity has its alias.

    status  where they stand; None for a booker of people without an address
    """

    name: str
    status: Status | None
    letter: Letter


def samples(
    session: Session, campaign: Campaign, recipients: Sequence[Recipient], context: LetterContext
) -> list[Sample]:
    """Three that differ as much as they can: place, who only booked, standing, language.

    session  one that keeps nothing: names and links are taken out of its rows
    """
    found = []
    for one in _chosen(session, recipients):
        status, name = _disguised(session, one)
        row = OutboxMessage(
            kind=MAILING_TO_BOOKER if one.to_booker else MAILING, subject_id=one.subject_id,
            details={"participant_ids": list(one.participant_ids)}, batch_id=campaign.id,
            priority=Priority.MASS,
        )  # fmt: skip
        written = renderers()[row.kind](session, row, context)
        if written is not None:
            found.append(Sample(name, status, written[1]))
    return found


def _chosen(session: Session, recipients: Sequence[Recipient]) -> list[Recipient]:
    """The first of each kind, then whoever is next."""
    # So many are enough to meet every kind there is.
    some = [*recipients[:200], *(one for one in recipients[200:] if one.to_booker)][:400]
    ids = [one.participant_ids[0] for one in some]
    rows = session.execute(
        select(Participant.id, Participant.conference_id, Participant.status, Registration.language)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(Participant.id.in_(ids))
    )
    kinds = {row[0]: tuple(row[1:]) for row in rows}
    first: dict[object, Recipient] = {}
    for one in some:
        first.setdefault((one.to_booker, kinds.get(one.participant_ids[0])), one)
    different = list(first.values())
    return [*different, *(one for one in some if one not in different)][:_SAMPLES]


def _disguised(session: Session, recipient: Recipient) -> tuple[Status | None, str]:
    """Where the reader stands and what they are called, once nothing shows that must not be seen."""
    found = select(Participant).where(Participant.id.in_(recipient.participant_ids))
    people = {person.id: person for person in session.scalars(found)}
    for number in sorted({person.registration_id for person in people.values()}):
        disguise(session, session.get_one(Registration, number))
    if recipient.to_booker:
        return None, session.get_one(Registration, recipient.subject_id).booker_name
    reader = people[recipient.subject_id]
    return reader.status, reader.name.strip()
