"""From a promised letter to its text. What is not wanted any more is not written."""

from sqlalchemy.orm import Session

from regapp.accounts.commands import PASSWORD_RESET
from regapp.accounts.keys import reset_token
from regapp.accounts.messages import password_reset
from regapp.accounts.models import PasswordReset
from regapp.accounts.queries import find_open_reset
from regapp.accounts.rules import RESET_LASTS
from regapp.kernel.clock import SystemClock
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers

_MINUTES = int(RESET_LASTS.total_seconds()) // 60


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {PASSWORD_RESET: render_password_reset}


def render_password_reset(
    session: Session, message: OutboxMessage, context: LetterContext
) -> tuple[Envelope, Letter] | None:
    """None for an address nobody has, and for a link that would open nothing any more."""
    found = find_open_reset(session, message.subject_id, SystemClock().now())
    if found is None:
        return None
    reset, person = found
    letter = password_reset(
        name=person.name,
        link=password_link(reset, context),
        host=context.addresses.host,
        minutes=_MINUTES,
        language=message.details.get("language", "sv"),
    )
    return Envelope(to_name=person.name, to_email=person.email, sender_name=context.addresses.host), letter


def password_link(reset: PasswordReset, context: LetterContext) -> str:
    """The address where a password is chosen, once."""
    token = reset_token(context.config.secret_key, reset.id, reset.created_at)
    return context.addresses.url(f"arrangor/losenord/{token}")
