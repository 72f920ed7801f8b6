"""From the promise of a letter about needs to its text."""

from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.messages.needs import needs_new
from regapp.registrations.models import Participant
from regapp.registrations.needs_list import count_open_needs
from regapp.registrations.queries import list_conferences_of


def render_needs_new(
    session: Session, row: OutboxMessage, context: LetterContext
) -> tuple[Envelope, Letter] | None:
    """None where nobody is to see to it any more, or it is all seen to."""
    found = list_conferences_of(session, [Participant(conference_id=row.subject_id)])
    conference = found.get(row.subject_id)
    number = conference.needs_contact_id if conference else None
    contact = session.get(Person, number) if number else None
    count = count_open_needs(session, [row.subject_id]).get(row.subject_id, 0)
    if conference is None or contact is None or not contact.active or not count:
        return None
    envelope = Envelope(to_name=contact.name, to_email=contact.email, sender_name=context.addresses.host)
    return envelope, needs_new(conference, contact.name, count, context.addresses)
