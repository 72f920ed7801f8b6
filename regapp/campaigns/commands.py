"""Writing a mailing, planning it, taking it back; and promising its letters when its time has come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import SYSTEM, By, record
from regapp.campaigns.models import Campaign, CampaignConference, CampaignState, StopReason
from regapp.campaigns.queries import count_trials, find_campaign, list_recipients
from regapp.campaigns.rules import (
    REGRET,
    TRIALS_PER_HOUR,
    Audience,
    Recipient,
    check_time,
    is_open,
    reason_to_stop,
    standing_of,
)
from regapp.conferences.models import Conference
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue, enqueue_each
from regapp.mailing.models import Priority
from regapp.mailing.rules import HOUR
from regapp.registrations.queries import MAILING, MAILING_TO_BOOKER

TRIAL = "campaigns.trial"
_TEXTS = ("subject", "body", "subject_en", "body_en")


def write_campaign(
    session: Session,
    conference_ids: Sequence[int],
    texts: Mapping[str, str],
    audience: Audience,
    *,
    series_id: int | None,
    by: By,
    now: datetime,
) -> Campaign:
    """Keep a new mailing as a draft."""
    campaign = Campaign(
        series_id=series_id, state=CampaignState.DRAFT, created_at=now, created_by_id=by.person_id, version=0,
        changed_at=now, places=[],
    )  # fmt: skip
    session.add(campaign)
    _fill(campaign, conference_ids, texts, audience, by=by, now=now)
    session.flush()
    _record(session, "mailing_saved", campaign, by=by, now=now)
    return campaign


def rewrite_campaign(
    session: Session,
    campaign_id: int,
    conference_ids: Sequence[int],
    texts: Mapping[str, str],
    audience: Audience,
    *,
    within: Collection[int],
    version: int,
    by: By,
    now: datetime,
) -> None:
    """Save over a draft, or over one that is planned: then what is saved is what goes.

    within  the conferences that whoever writes may mail

    Refuses campaign_gone, campaign_sent, campaign_edited_meanwhile.
    """
    campaign = _locked(session, campaign_id, within, version)
    _fill(campaign, conference_ids, texts, audience, by=by, now=now)
    if campaign.state is CampaignState.PLANNED:
        _note_standing(session, campaign)
    session.flush()
    _record(session, "mailing_saved", campaign, by=by, now=now)


def plan_campaign(
    session: Session,
    campaign_id: int,
    *,
    within: Collection[int],
    version: int,
    goes_at: datetime | None,
    by: By,
    now: datetime,
) -> datetime:
    """Let it go at `goes_at`, or as soon as the time to change one's mind is over; when that is.

    Refuses campaign_gone, campaign_sent, campaign_edited_meanwhile, campaign_too_soon, campaign_empty,
    nobody_to_mail.
    """
    campaign = _locked(session, campaign_id, within, version)
    if not (campaign.subject and campaign.body):
        raise Refusal("campaign_empty")
    if goes_at is not None:
        check_time(goes_at, now)
    if not list_recipients(session, campaign.conference_ids, Audience.of(campaign.audience)):
        raise Refusal("nobody_to_mail")
    campaign.state, campaign.goes_at, campaign.stopped_why = (
        CampaignState.PLANNED,
        goes_at or now + REGRET,
        None,
    )
    campaign.version += 1
    _note_standing(session, campaign)
    session.flush()
    _record(session, "mailing_planned", campaign, by=by, now=now)
    return campaign.goes_at


def take_back_campaign(
    session: Session, campaign_id: int, *, within: Collection[int], by: By, now: datetime
) -> None:
    """It is a draft again and goes nowhere. Refuses campaign_gone, campaign_sent."""
    campaign = _locked(session, campaign_id, within)
    if campaign.state is CampaignState.PLANNED:
        campaign.state = CampaignState.DRAFT
        campaign.version += 1
        session.flush()
        _record(session, "mailing_taken_back", campaign, by=by, now=now)


def delete_campaign(
    session: Session, campaign_id: int, *, within: Collection[int], by: By, now: datetime
) -> None:
    """Throw a mailing away that has not gone. Refuses campaign_gone, campaign_sent."""
    campaign = _locked(session, campaign_id, within)
    _record(session, "mailing_deleted", campaign, by=by, now=now)
    session.delete(campaign)
    session.flush()


def send_trial(
    session: Session,
    campaign_id: int,
    *,
    within: Collection[int],
    person_id: int,
    now: datetime,
) -> None:
    """Promise it to one who works on it, in each language that it is written in.

    Refuses campaign_gone, campaign_sent, campaign_empty, too_many_trials.
    """
    campaign = _locked(session, campaign_id, within)
    if not (campaign.subject and campaign.body):
        raise Refusal("campaign_empty")
    if count_trials(session, campaign.id, TRIAL, now - HOUR) >= TRIALS_PER_HOUR:
        raise Refusal("too_many_trials")
    for language in ("sv", "en") if campaign.subject_en or campaign.body_en else ("sv",):
        enqueue(
            session, TRIAL, subject_id=campaign.id, now=now, priority=Priority.IMMEDIATE,
            details={"person_id": person_id, "language": language},
        )  # fmt: skip


def send_campaign(session: Session, campaign_id: int, *, now: datetime) -> int | None:
    """Promise its letters to whoever fits now, if it is due; how many, None if it did not go.

    Once, however many ask: the row is locked, and it is planned no longer.
    """
    due = (
        select(Campaign)
        .where(Campaign.id == campaign_id, Campaign.state == CampaignState.PLANNED, Campaign.goes_at <= now)
        .options(selectinload(Campaign.places))
        .execution_options(populate_existing=True)
        .with_for_update(skip_locked=True)
    )
    campaign = session.scalars(due).one_or_none()
    if campaign is None:
        return None
    why = reason_to_stop(campaign, _conferences(session, campaign), now)
    recipients = list_recipients(session, campaign.conference_ids, Audience.of(campaign.audience))
    if why is not None or not recipients:
        campaign.state, campaign.stopped_why = CampaignState.STOPPED, why or StopReason.NOBODY
        campaign.version += 1
        session.flush()
        _record(session, "mailing_stopped", campaign, by=SYSTEM, now=now)
        return None
    _promise(session, campaign, recipients, now)
    campaign.state, campaign.sent_at = CampaignState.SENT, now
    session.flush()
    _record(session, "mailing_sent", campaign, by=SYSTEM, now=now)
    return len(recipients)


def _promise(session: Session, campaign: Campaign, recipients: Sequence[Recipient], now: datetime) -> None:
    """Behind every letter that somebody waits for."""
    for kind, to_booker in ((MAILING, False), (MAILING_TO_BOOKER, True)):
        enqueue_each(
            session, kind,
            [(one.subject_id, _details(one)) for one in recipients if one.to_booker is to_booker],
            now=now, priority=Priority.MASS, batch_id=campaign.id,
        )  # fmt: skip


def _details(recipient: Recipient) -> dict[str, Any]:
    alone = not recipient.to_booker and len(recipient.participant_ids) == 1
    return {} if alone else {"participant_ids": list(recipient.participant_ids)}


def _fill(
    campaign: Campaign,
    conference_ids: Sequence[int],
    texts: Mapping[str, str],
    audience: Audience,
    *,
    by: By,
    now: datetime,
) -> None:
    for name in _TEXTS:
        setattr(campaign, name, texts[name])
    campaign.audience = audience.kept()
    known = {place.conference_id: place for place in campaign.places}
    campaign.places = [
        known.get(number) or CampaignConference(conference_id=number) for number in conference_ids
    ]
    campaign.version += 1
    campaign.changed_at, campaign.changed_by_id = now, by.person_id


def _note_standing(session: Session, campaign: Campaign) -> None:
    marks = {one.id: standing_of(one) for one in _conferences(session, campaign)}
    for place in campaign.places:
        place.stood = marks[place.conference_id]


def _conferences(session: Session, campaign: Campaign) -> Sequence[Conference]:
    """As they stand now. With their days."""
    found = (
        select(Conference)
        .where(Conference.id.in_(campaign.conference_ids))
        .options(selectinload(Conference.days))
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).all()


def _locked(
    session: Session, campaign_id: int, within: Collection[int], version: int | None = None
) -> Campaign:
    campaign = find_campaign(session, campaign_id, within, lock=True)
    if campaign is None:
        raise Refusal("campaign_gone")
    if not is_open(campaign):
        raise Refusal("campaign_sent")
    if version is not None and campaign.version != version:
        raise Refusal("campaign_edited_meanwhile")
    return campaign


def _record(session: Session, action: str, campaign: Campaign, *, by: By, now: datetime) -> None:
    """At each conference it reaches."""
    for conference_id in campaign.conference_ids:
        record(
            session, action, by=by, subject_type="campaign", subject_ids=[campaign.id], now=now,
            conference_id=conference_id,
        )  # fmt: skip
