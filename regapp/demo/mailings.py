"""Mailings of the season: two that went before the demonstration begins, and one that is to go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.campaigns.commands import plan_campaign, write_campaign
from regapp.campaigns.models import Campaign, CampaignState
from regapp.campaigns.queries import list_recipients
from regapp.campaigns.rules import REGRET, Audience
from regapp.conferences.models import Conference
from regapp.demo.moments import instant
from regapp.mailing.commands import enqueue_each
from regapp.mailing.models import LetterState, OutboxMessage, Priority
from regapp.registrations.models import Participant
from regapp.registrations.queries import MAILING

_PLACES = ("varberg", "kalmar", "lulea")
_SERIES = "smartare-gronare-sverige"
# What the receiving servers said of some of them.
_REFUSED = ("550 5.1.1", "552 5.2.2")


@dataclass(frozen=True)
class Written:
    """`goes_at`: when it went or goes."""

    places: tuple[str, ...]
    goes_at: datetime
    subject: str
    body: str


MAILINGS = (
    Written(
        _PLACES, instant(date(2020, 2, 3), 9), "Så reser du till {ort}",
        "Nu är det en dryg månad kvar, och det är många som kommer.\n\n"
        "Åk gärna tåg eller buss, eller tillsammans med en kollega.",
    ),
    Written(
        ("varberg",), instant(date(2020, 2, 11), 13), "Parkera bakom teatern",
        "Hej igen {namn}!\n\nKommer du med bil kan du parkera bakom teatern. Ladda gärna där också.",
    ),
    Written(
        ("varberg",), instant(date(2020, 3, 26), 9), "Vi ses i morgon i {ort}",
        "Dörrarna öppnar i god tid: {halltider}.\n\nVisa koden på din anmälan, så går det fort i entrén.",
    ),
)  # fmt: skip


def add_mailings(session: Session, conferences: Mapping[str, Conference], *, now: datetime) -> None:
    """Those of the places that are there, by path. What went has gone: nothing of it waits for the worker."""
    for written in MAILINGS:
        held = [found for place in written.places if (found := conferences.get(f"{_SERIES}/{place}"))]
        if len(held) < len(written.places):
            continue
        if written.goes_at <= now:
            _send(session, _write(session, held, written, written.goes_at), held, written.goes_at)
        elif written.goes_at >= now + REGRET:
            campaign = _write(session, held, written, now)
            plan_campaign(
                session, campaign.id, within=campaign.conference_ids, version=campaign.version,
                goes_at=written.goes_at, by=SYSTEM, now=now,
            )  # fmt: skip


def _write(session: Session, held: list[Conference], written: Written, at: datetime) -> Campaign:
    texts = {"subject": written.subject, "body": written.body, "subject_en": "", "body_en": ""}
    series_id = held[0].series_id if len(held) > 1 else None
    ids = [one.id for one in held]
    return write_campaign(session, ids, texts, Audience(), series_id=series_id, by=SYSTEM, now=at)


def _send(session: Session, campaign: Campaign, held: list[Conference], at: datetime) -> None:
    """To those who had signed up by then; all but a few arrived."""
    ids = [one.id for one in held]
    early = select(Participant.id).where(Participant.conference_id.in_(ids), Participant.created_at <= at)
    known = set(session.scalars(early))
    recipients = [one for one in list_recipients(session, ids, Audience()) if one.subject_id in known]
    promises: list[tuple[int, dict[str, Any]]] = [
        (one.subject_id, {}) for one in recipients if not one.to_booker
    ]
    enqueue_each(session, MAILING, promises, now=at, priority=Priority.MASS, batch_id=campaign.id)
    rows = update(OutboxMessage).where(OutboxMessage.batch_id == campaign.id)
    session.execute(rows.values(state=LetterState.SENT, ended_at=at))
    for code, (subject_id, _details) in zip(_REFUSED, promises[::40], strict=False):
        refused = rows.where(OutboxMessage.subject_id == subject_id)
        session.execute(refused.values(state=LetterState.FAILED, last_error=code))
    campaign.state, campaign.sent_at, campaign.goes_at = CampaignState.SENT, at, at
    session.flush()
