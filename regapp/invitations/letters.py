"""From a promised letter to its text. An invitation that was answered or taken back is not written of."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from regapp.conferences.models import ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.invitations import messages
from regapp.invitations.commands import COLLEAGUE_REFUSED, INVITATION, REMINDER
from regapp.invitations.messages import Occasion
from regapp.invitations.models import Guests, Invitation, Reply
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers

Write = Callable[[Occasion], Letter]


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {
        INVITATION: _renderer(messages.invitation),
        REMINDER: _renderer(messages.reminder),
        COLLEAGUE_REFUSED: _renderer(messages.colleague_refused),
    }


def _renderer(
    write: Write,
) -> Callable[[Session, OutboxMessage, LetterContext], tuple[Envelope, Letter] | None]:
    def render(
        session: Session, row: OutboxMessage, context: LetterContext
    ) -> tuple[Envelope, Letter] | None:
        invitation = session.get(Invitation, row.subject_id, populate_existing=True)
        if invitation is None or invitation.reply is not Reply.SILENT:
            return None
        conference = get_conference(session, invitation.conference_id)
        if conference.status is not ConferenceStatus.PUBLISHED:
            return None
        guests = session.get(Guests, conference.id)
        occasion = Occasion(invitation, conference, guests, context.addresses, context.now)
        return messages.envelope(occasion), write(occasion)

    return render
