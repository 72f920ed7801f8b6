"""From a promise to its letter. The key is made here and is nowhere else: a second try makes another."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.queries import get_conference
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.registrations.models import Participant, Registration
from regapp.surveys import messages
from regapp.surveys.commands import ASKED, REMINDER
from regapp.surveys.keys import new_key
from regapp.surveys.queries import find_survey
from regapp.surveys.rules import is_open


def renderers() -> Renderers:
    return {ASKED: _renderer(messages.asked), REMINDER: _renderer(messages.reminder, again=True)}


def _renderer(
    write: Callable[[messages.Occasion], Letter], *, again: bool = False
) -> Callable[[Session, OutboxMessage, LetterContext], tuple[Envelope, Letter] | None]:
    def render(
        session: Session, row: OutboxMessage, context: LetterContext
    ) -> tuple[Envelope, Letter] | None:
        found = (
            select(Participant, Registration.language)
            .join(Registration, Registration.id == Participant.registration_id)
            .where(Participant.id == row.subject_id)
        )
        person, language = session.execute(found).one()
        survey = find_survey(session, person.conference_id)
        if survey is None or not is_open(survey) or not person.email:
            return None
        conference = get_conference(session, person.conference_id)
        envelope = Envelope(
            to_name=person.alias if person.protected else person.name,
            to_email=person.email,
            sender_name=conference.contact_name or context.addresses.host,
            sender_email=conference.sender_email or None,
            reply_to_name=conference.contact_name,
            reply_to_email=conference.contact_email or None,
        )
        key = new_key(context.config.secret_key, survey.id, again=again)
        name = person.alias if person.protected else person.given_name
        return envelope, write(messages.Occasion(conference, survey, name, key, context.addresses, language))

    return render
