"""From a promised letter about a role to its text. What is taken back meanwhile is not written."""

from sqlalchemy.orm import Session

from regapp.accounts.letters import password_link
from regapp.accounts.models import Person
from regapp.accounts.queries import find_open_reset
from regapp.kernel.clock import SystemClock
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.organizers.commands import ROLE_GIVEN
from regapp.organizers.messages import role_given
from regapp.organizers.models import Member, Organizer, Role

Written = tuple[Envelope, Letter] | None


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {ROLE_GIVEN: render_role_given}


def render_role_given(session: Session, message: OutboxMessage, context: LetterContext) -> Written:
    member = session.get(Member, message.subject_id)
    if member is None:
        return None
    organizer = session.get_one(Organizer, member.organizer_id)
    return role_letter(session, message, context, member.person_id, member.role, where=organizer.name)


def role_letter(
    session: Session,
    message: OutboxMessage,
    context: LetterContext,
    person_id: int,
    role: Role,
    *,
    where: str,
) -> Written:
    """None for a closed account, and for a link that would open nothing any more."""
    person, inviter = session.get_one(Person, person_id), session.get(Person, message.details.get("by", 0))
    if not person.active:
        return None
    first = person.password_hash is None
    link = context.addresses.url("arrangor/")
    if first:
        found = find_open_reset(session, message.details.get("link", 0), SystemClock().now())
        if found is None:
            return None
        link = password_link(found[0], context)
    letter = role_given(
        name=person.name, inviter=inviter.name if inviter else "", role=role, where=where, link=link,
        first=first, host=context.addresses.host, language=message.details.get("language", "sv"),
    )  # fmt: skip
    return Envelope(to_name=person.name, to_email=person.email, sender_name=context.addresses.host), letter
