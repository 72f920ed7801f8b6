"""From a promised letter to the kitchen to its text; none without a link to lead to."""

from sqlalchemy.orm import Session

from regapp.catering.commands import KITCHEN_NUMBERS
from regapp.catering.messages import numbers
from regapp.catering.models import KitchenLink
from regapp.conferences.queries import get_conference
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers


def renderers() -> Renderers:
    return {KITCHEN_NUMBERS: _render}


def _render(session: Session, row: OutboxMessage, context: LetterContext) -> tuple[Envelope, Letter] | None:
    link = session.get(KitchenLink, row.subject_id, populate_existing=True)
    if link is None or not link.email:
        return None
    conference = get_conference(session, link.conference_id)
    envelope = Envelope(
        to_name="",
        to_email=link.email,
        sender_name=conference.contact_name or context.addresses.host,
        sender_email=conference.sender_email or None,
        reply_to_name=conference.contact_name,
        reply_to_email=conference.contact_email or None,
    )
    return envelope, numbers(conference, link.token, context.addresses)
