"""Mailings of the edition before, as drafts for the next."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import By
from regapp.campaigns.models import Campaign, CampaignConference, CampaignState
from regapp.campaigns.rules import Audience
from regapp.dashboard.copying.rules import Shift


def copy_mailings(
    session: Session,
    made: Mapping[int, int],
    shift: Shift,
    *,
    series_id: int | None,
    by: By,
    now: datetime,
) -> None:
    """Words and whom they are for, with the time they went moved; nothing goes unless somebody says so.

    made  the copies by the conferences they are of
    """
    here = select(CampaignConference.campaign_id).where(CampaignConference.conference_id.in_(made))
    found = select(Campaign).where(Campaign.id.in_(here)).options(selectinload(Campaign.places))
    for campaign in session.scalars(found.order_by(Campaign.id)).all():
        audience = Audience.of(campaign.audience)
        if audience.ids is not None or audience.choice or audience.answer:
            # To certain people, or those of a seminar or an answer: none of them are here.
            continue
        words = {name: getattr(campaign, name) for name in ("subject", "body", "subject_en", "body_en")}
        copy = Campaign(
            **words, series_id=series_id, audience=audience.kept(), state=CampaignState.DRAFT,
            goes_at=shift(campaign.sent_at or campaign.goes_at), created_at=now, created_by_id=by.person_id,
            changed_at=now, changed_by_id=by.person_id,
        )  # fmt: skip
        copy.places = [
            CampaignConference(conference_id=made[number])
            for number in campaign.conference_ids
            if number in made
        ]
        session.add(copy)
    session.flush()
