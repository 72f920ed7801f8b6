"""Telling subscribers to news what happened, in the transaction in which it happens."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceDay, ConferenceNews, ConferenceStatus
from regapp.conferences.news import PublicState, news_of, public_state
from regapp.kernel.tokens import new_uid


def tell_news(session: Session, conference: Conference, now: datetime, *, programme: bool = False) -> None:
    """Compare what was told last with how it stands; nothing for a draft, nothing twice.

    programme  the programme was published now, wherever it stands
    """
    if conference.status is ConferenceStatus.DRAFT:
        return
    session.flush()
    last = select(ConferenceNews.after).where(ConferenceNews.conference_id == conference.id)
    known = session.scalars(last.order_by(ConferenceNews.id.desc()).limit(1)).first()
    before = PublicState.of(known) if known is not None else None
    held = select(ConferenceDay).where(
        ConferenceDay.conference_id == conference.id, ConferenceDay.removed_at.is_(None)
    )
    days = session.scalars(held.order_by(ConferenceDay.on, ConferenceDay.id)).all()
    after = public_state(conference, days, before, programme=programme)
    had = [day.stored() for day in before.days] if before is not None else []
    for kind in news_of(before, after):
        session.add(
            ConferenceNews(
                conference_id=conference.id, kind=kind, uid=new_uid(), at=now, before=had,
                after=after.stored(),
            )
        )  # fmt: skip
    session.flush()
