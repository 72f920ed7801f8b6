"""From a promised letter to its text."""

from sqlalchemy.orm import Session

from regapp.conferences.queries import get_conference
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.programme.commands.speakers import CONSENT_ASKED
from regapp.programme.messages import consent_asked, envelope
from regapp.programme.models import Speaker


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {CONSENT_ASKED: _consent_asked}


def _consent_asked(
    session: Session, row: OutboxMessage, context: LetterContext
) -> tuple[Envelope, Letter] | None:
    """Nothing to somebody who is gone, has no address any longer, or has answered meanwhile."""
    speaker = session.get(Speaker, row.subject_id, populate_existing=True)
    if speaker is None or not speaker.email or (speaker.answered_at or row.created_at) > row.created_at:
        return None
    conference = get_conference(session, speaker.conference_id)
    return envelope(conference, speaker), consent_asked(conference, speaker, context.addresses)
