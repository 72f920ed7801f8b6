"""From a promised letter of a mailing to its text: who it still fits, and the page of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from regapp.accounts.models import Person
from regapp.campaigns import messages
from regapp.campaigns.commands import TRIAL
from regapp.campaigns.models import Campaign
from regapp.campaigns.rules import Audience, words_in
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.texts import title_of, when
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers
from regapp.registrations.messages import Occasion, envelope
from regapp.registrations.models import Participant, Registration
from regapp.registrations.occasions import occasion_for
from regapp.registrations.preview import invented
from regapp.registrations.queries import MAILING, MAILING_TO_BOOKER, list_conferences_of

Rendered = tuple[Envelope, Letter] | None
# Leads nowhere: a real link opens a real registration.
_TOKEN = "exempel"  # noqa: S105 - no secret, an example


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {MAILING: _to_participant, MAILING_TO_BOOKER: _to_booker, TRIAL: _trial}


@dataclass(frozen=True)
class _Page:
    """One page of the reader's that the letter leads to, and whom it is about there."""

    conference_id: int
    registration: Registration
    token: str
    people: tuple[Participant, ...]


def _to_participant(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    campaign = session.get(Campaign, row.batch_id, populate_existing=True)
    people = _still_fitting(session, campaign, row.details.get("participant_ids", [row.subject_id]))
    reader = next((one for one in people if one.email), None)
    if campaign is None or reader is None:
        return None
    pages = _pages(people, reader)
    return _write(session, campaign, pages, reader, context)


def _to_booker(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    campaign = session.get(Campaign, row.batch_id, populate_existing=True)
    people = _still_fitting(session, campaign, row.details["participant_ids"])
    if campaign is None or not people or not people[0].registration.booker_email:
        return None
    return _write(session, campaign, _pages(people, None), None, context)


def _still_fitting(
    session: Session, campaign: Campaign | None, participant_ids: Sequence[int]
) -> list[Participant]:
    """Those it was promised for that stand as they were to stand: whoever cancelled since is skipped."""
    if campaign is None:
        return []
    found = (
        select(Participant)
        .where(Participant.id.in_(participant_ids))
        .options(joinedload(Participant.registration).selectinload(Registration.participants))
    )
    known = {person.id: person for person in session.scalars(found).unique()}
    statuses = Audience.of(campaign.audience).statuses
    return [
        known[number] for number in participant_ids if number in known and known[number].status in statuses
    ]


def _pages(people: Sequence[Participant], reader: Participant | None) -> list[_Page]:
    """The reader's own first. A booker's page shows the whole registration."""
    ordered = sorted(people, key=lambda one: one is not reader)
    found: dict[tuple[int, str], _Page] = {}
    for one in ordered:
        whole = one.is_booker or not one.email
        token = one.registration.token if whole else one.token
        page = found.get((one.conference_id, token))
        known = page.people if page else ()
        found[one.conference_id, token] = _Page(one.conference_id, one.registration, token, (*known, one))
    return list(found.values())


def _write(
    session: Session,
    campaign: Campaign,
    pages: Sequence[_Page],
    reader: Participant | None,
    context: LetterContext,
) -> Rendered:
    first, *others = pages
    conferences = list_conferences_of(session, [page.people[0] for page in pages])
    occasion = occasion_for(
        session, first.registration, conferences[first.conference_id], first.people,
        reader=reader, token=first.token, context=context, calendar=None,
    )  # fmt: skip
    language = occasion.language
    more = [
        (_named(conferences[page.conference_id], language), context.addresses.registration(page.token))
        for page in others
    ]
    return envelope(occasion), messages.mailing(occasion, words_in(campaign, language), more)


def _named(conference: Conference, language: str) -> str:
    return f"{title_of(conference, language)}, {when(conference, language)}"


def _trial(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    """As somebody of that name would read it who signed up at the first of its places."""
    person = session.get(Person, row.details["person_id"])
    found = select(Campaign).where(Campaign.id == row.subject_id).options(selectinload(Campaign.places))
    campaign = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if person is None or not person.active or campaign is None:
        return None
    conference = get_conference(session, campaign.conference_ids[0])
    registration = invented(conference, row.details["language"])
    (reader,) = registration.participants
    reader.given_name, _, reader.family_name = person.name.partition(" ")
    reader.email = person.email
    occasion = Occasion(
        registration=registration, conference=conference, people=[reader], reader=reader, token=_TOKEN,
        addresses=context.addresses, now=context.now,
    )  # fmt: skip
    letter = messages.trial(occasion, words_in(campaign, row.details["language"]))
    return replace(envelope(occasion), to_name=person.name), letter
