"""Who fits, which mailings there are, how their letters stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, case, cast, exists, false, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from regapp.campaigns.models import Campaign, CampaignConference, CampaignState
from regapp.campaigns.rules import Audience, Recipient, recipients_of, shown_subject
from regapp.checkin.models import CheckIn
from regapp.choices.models import ChoiceState, ParticipantChoice
from regapp.conferences.models import Question
from regapp.mailing.models import LetterState, OutboxMessage
from regapp.registrations.models import (
    Answer,
    ErasureRequest,
    ErasureState,
    OptionPick,
    Participant,
    PickState,
    Registration,
    Status,
)
from regapp.registrations.queries import MAILING_TO_BOOKER

PAGE_SIZE = 50


def list_recipients(session: Session, conference_ids: Sequence[int], audience: Audience) -> list[Recipient]:
    """Who would get a letter now, in the order of those who signed up. Two statements."""
    fits = _fits(conference_ids, audience)
    addressed = select(Participant.id, Participant.email_key).where(*fits, Participant.email != "")
    # Whose name is erased has nobody who would be told about them.
    erased = exists().where(
        ErasureRequest.participant_id == Participant.id, ErasureRequest.state == ErasureState.ERASED
    )
    others = (
        select(Participant.id, Registration.id, Registration.booker_email_key)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(*fits, Participant.email == "", ~erased)
    )
    return recipients_of(
        ((row[0], row[1]) for row in session.execute(addressed.order_by(Participant.id))),
        ((row[0], row[1], row[2]) for row in session.execute(others.order_by(Participant.id))),
    )


def count_unreached(session: Session, conference_ids: Sequence[int], audience: Audience) -> int:
    """How many fit that no letter goes to: no address, and none of who signed them up."""
    found = (
        select(func.count(Participant.id))
        .join(Registration, Registration.id == Participant.registration_id)
        .where(*_fits(conference_ids, audience), Participant.email == "", Registration.booker_email == "")
    )
    return session.scalars(found).one()


def count_readers_of(
    session: Session, conference_ids: Sequence[int], audience: Audience, language: str
) -> int:
    """How many fit whose registration is in this language."""
    found = (
        select(func.count(Participant.id))
        .join(Registration, Registration.id == Participant.registration_id)
        .where(*_fits(conference_ids, audience), Registration.language == language)
    )
    return session.scalars(found).one()


def list_statuses(session: Session, conference_ids: Sequence[int], ids: Sequence[int]) -> tuple[Status, ...]:
    """How these participants stand, each way once."""
    found = select(Participant.status).where(
        Participant.id.in_(ids), Participant.conference_id.in_(conference_ids)
    )
    standing = set(session.scalars(found.distinct()))
    return tuple(status for status in Status if status in standing)


def find_campaign(
    session: Session, campaign_id: int, conference_ids: Collection[int], *, lock: bool = False
) -> Campaign | None:
    """A mailing that reaches none but these conferences. Loaded: places."""
    found = (
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .options(selectinload(Campaign.places))
        .execution_options(populate_existing=True)
    )
    campaign = session.scalars(found.with_for_update() if lock else found).one_or_none()
    if campaign is None or not set(conference_ids).issuperset(campaign.conference_ids):
        return None
    return campaign


def list_campaigns(session: Session, conference_ids: Sequence[int]) -> Sequence[Campaign]:
    """Every mailing that reaches one of these, what is still to go first, then the latest. Loaded: places."""
    here = select(CampaignConference.campaign_id).where(CampaignConference.conference_id.in_(conference_ids))
    found = select(Campaign).where(Campaign.id.in_(here)).options(selectinload(Campaign.places))
    rows = session.scalars(found.order_by(Campaign.id.desc())).all()
    return sorted(rows, key=lambda one: (one.state is CampaignState.SENT, -_at(one).timestamp()))


@dataclass(frozen=True)
class DatedCampaign:
    """A mailing that went, or waits for its time. `sent`: which of them."""

    id: int
    at: datetime
    sent: bool
    subject: str
    series_id: int | None


def list_dated_campaigns(session: Session, conference_ids: Sequence[int]) -> list[DatedCampaign]:
    """Those to participants of these conferences that went or are to go, the first first. One statement."""
    here = select(CampaignConference.campaign_id).where(CampaignConference.conference_id.in_(conference_ids))
    at = func.coalesce(Campaign.sent_at, Campaign.goes_at)
    found = select(
        Campaign.id, Campaign.sent_at, Campaign.goes_at, Campaign.subject, Campaign.series_id
    ).where(Campaign.id.in_(here), Campaign.sent_at.is_not(None) | (Campaign.state == CampaignState.PLANNED))
    return [
        DatedCampaign(number, when, sent_at is not None, shown_subject(subject), series_id)
        for number, sent_at, goes_at, subject, series_id in session.execute(found.order_by(at))
        if (when := sent_at or goes_at) is not None
    ]


def list_stopped(session: Session, conference_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Planned mailings that did not go and wait for somebody to look at them: their numbers, by
    conference where there is one."""
    found = (
        select(CampaignConference.conference_id, Campaign.id)
        .join(Campaign, Campaign.id == CampaignConference.campaign_id)
        .where(CampaignConference.conference_id.in_(conference_ids), Campaign.state == CampaignState.STOPPED)
    )
    stopped: dict[int, frozenset[int]] = {}
    for conference_id, number in session.execute(found):
        stopped[conference_id] = stopped.get(conference_id, frozenset()) | {number}
    return stopped


def list_due(session: Session, now: datetime) -> Sequence[int]:
    """The planned mailings whose time has come."""
    due = select(Campaign.id).where(Campaign.state == CampaignState.PLANNED, Campaign.goes_at <= now)
    return session.scalars(due.order_by(Campaign.goes_at, Campaign.id)).all()


def count_trials(session: Session, campaign_id: int, kind: str, since: datetime) -> int:
    """Test letters of a mailing promised since then."""
    row = OutboxMessage
    found = select(func.count(row.id)).where(
        row.subject_id == campaign_id, row.kind == kind, row.created_at > since
    )
    return session.scalars(found).one()


@dataclass(frozen=True)
class Delivery:
    """One letter of a mailing: to whom, and how it stands. `person` shown by alias where protected.

    booker  it went to whoever signed the person up
    """

    person: Participant
    booker: bool
    state: LetterState
    code: str
    at: datetime | None


def list_deliveries(
    session: Session, campaign_id: int, states: Collection[LetterState], *, page: int
) -> tuple[list[Delivery], bool]:
    """One page of a mailing's letters in Swedish order, and whether another follows."""
    to_booker = OutboxMessage.kind == MAILING_TO_BOOKER
    companion = aliased(Participant)
    first = (
        select(func.min(companion.id))
        .where(companion.registration_id == OutboxMessage.subject_id)
        .scalar_subquery()
    )
    # One number to look up, whichever it is: an OR would look through all participants.
    about = Participant.id == case((to_booker, first), else_=OutboxMessage.subject_id)
    found = (
        select(Participant, to_booker, OutboxMessage)
        .select_from(OutboxMessage)
        .join(Participant, about)
        .where(OutboxMessage.batch_id == campaign_id, OutboxMessage.state.in_(states))
        .options(joinedload(Participant.registration))
        .order_by(Participant.sort_key, OutboxMessage.id)
    )
    rows = session.execute(found.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    found_here = [
        Delivery(person, bool(booker), letter.state, letter.last_error or "", letter.ended_at)
        for person, booker, letter in rows[:PAGE_SIZE]
    ]
    return found_here, len(rows) > PAGE_SIZE


def _at(campaign: Campaign) -> datetime:
    return campaign.sent_at or campaign.goes_at or campaign.changed_at


def _fits(conference_ids: Sequence[int], audience: Audience) -> list[ColumnElement[bool]]:
    """Everything that is asked of a participant."""
    found: list[ColumnElement[bool]] = [Participant.conference_id.in_(conference_ids)]
    found += [Participant.status.in_(audience.statuses)]
    if audience.attendance is not None:
        found.append(Participant.attendance == audience.attendance)
    if audience.choice:
        found.append(_chose(audience.choice))
    if audience.answer:
        found.append(_answered(audience.answer))
    if audience.lacks_reference:
        found.append(Participant.lacks_reference.is_(True))
    if audience.came is not None:
        came = exists().where(CheckIn.participant_id == Participant.id, CheckIn.undone_at.is_(None))
        found.append(came if audience.came else ~came)
    if audience.ids is not None:
        found.append(Participant.id.in_(audience.ids))
    return found


def _chose(choice: str) -> ColumnElement[bool]:
    """ "pass-7": a seat in that item; "onskar-7": a wish for one; "tillval-3": that option."""
    what, _, number = choice.partition("-")
    if what == "tillval":
        picked = select(OptionPick.participant_id).where(
            OptionPick.option_id == int(number), OptionPick.state == PickState.HELD
        )
        return Participant.id.in_(picked)
    states = {"pass": ChoiceState.SEATED, "onskar": ChoiceState.WISHED}
    if what not in states:
        return false()
    chosen = select(ParticipantChoice.participant_id).where(
        ParticipantChoice.item_id == int(number), ParticipantChoice.state == states[what]
    )
    return Participant.id.in_(chosen)


def _answered(answer: str) -> ColumnElement[bool]:
    """ "3:1": who answered question 3, as it stands now or stood before, with 1."""
    number, _, value = answer.partition(":")
    asked = select(Question.conference_id, Question.key).where(Question.id == int(number)).subquery()
    versions = select(Question.id).where(
        Question.conference_id == asked.c.conference_id, Question.key == asked.c.key
    )
    # A list of short codes, written alike by both databases.
    holds = cast(Answer.values, String).contains(f'"{value}"', autoescape=True)
    return Participant.id.in_(select(Answer.participant_id).where(Answer.question_id.in_(versions), holds))
