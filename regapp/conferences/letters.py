"""From a promised letter about a role at a conference to its text."""

from sqlalchemy.orm import Session

from regapp.conferences.commands.members import ROLE_GIVEN
from regapp.conferences.models import ConferenceMember
from regapp.conferences.queries import get_conference
from regapp.conferences.texts import day_of, title_of
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.organizers.letters import Written, role_letter


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {ROLE_GIVEN: render_role_given}


def render_role_given(session: Session, message: OutboxMessage, context: LetterContext) -> Written:
    member = session.get(ConferenceMember, message.subject_id)
    if member is None:
        return None
    language = message.details.get("language", "sv")
    conference = get_conference(session, member.conference_id)
    day = day_of(conference, language, context.now)
    where = ", ".join(filter(None, (title_of(conference, language), day)))
    return role_letter(session, message, context, member.person_id, member.role, where=where)
