"""What a letter is about, read from the rows: the same for every kind of letter to participants."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from regapp.billing.queries import charged_to
from regapp.choices.texts import item_title
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.offers import has_options
from regapp.mailing.renderers import LetterContext
from regapp.registrations.asking import with_parts
from regapp.registrations.chosen import items_of, list_choice_facts
from regapp.registrations.messages import Occasion
from regapp.registrations.models import Participant, Registration
from regapp.registrations.queries import list_picks, places_in_line
from regapp.registrations.rules import needs_deleted_on
from regapp.registrations.turned import list_consents, list_elsewhere
from regapp.wording.queries import own_words


def occasion_for(
    session: Session,
    registration: Registration,
    conference: Conference,
    people: Sequence[Participant],
    *,
    reader: Participant | None,
    token: str,
    context: LetterContext,
    calendar: Any,
) -> Occasion:
    (asking,) = with_parts(session, [conference])
    ids = [person.id for person in people]
    called_off = conference.status is ConferenceStatus.CANCELLED
    return Occasion(
        registration=registration,
        conference=conference,
        people=people,
        reader=reader,
        token=token,
        addresses=context.addresses,
        calendar=calendar,
        places=places_in_line(session, people),
        charged=charged_to(session, ids),
        elsewhere=list_elsewhere(session, conference, context.now) if called_off else (),
        asked=list_consents(session, ids) if conference.turned_digital_at else {},
        picks=list_picks(session, ids) if has_options(conference) else (),
        words=own_words(session, conference.id, registration.language),
        now=context.now,
        needs_go_on=None if context.config.demo else needs_deleted_on(conference),
        chosen=list_choice_facts(
            session, {conference.id: asking}, _here(people, conference), registration.language
        ),
        items={
            number: item_title(item, registration.language) for number, item in items_of(asking.parts).items()
        },
    )


def _here(people: Sequence[Participant], conference: Conference) -> list[Participant]:
    """Those who have not moved since: what was chosen elsewhere is not to be told here."""
    return [person for person in people if person.conference_id == conference.id]


def find_reader(session: Session, participant_id: int) -> Participant | None:
    """Whom a letter is for, with registration and companions."""
    found = (
        select(Participant)
        .where(Participant.id == participant_id)
        .options(joinedload(Participant.registration).selectinload(Registration.participants))
    )
    return session.scalars(found).unique().one_or_none()


def find_booked(session: Session, registration_id: int) -> Registration | None:
    """What a booker's letter is about, with its people."""
    found = (
        select(Registration)
        .where(Registration.id == registration_id)
        .options(selectinload(Registration.participants))
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).one_or_none()
