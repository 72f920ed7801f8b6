"""Addresses on lists, and what became of them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.database.session import transaction
from regapp.interest.commands import ask, tell
from regapp.interest.models import Interest, Wish
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext

BEFORE = datetime(2019, 12, 20, 9, 0, tzinfo=UTC)
# The second of the opening.
OPENED = datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
ANNA, BO = "anna@exempel.se", "bo@exempel.se"


def wish(session: Session, email: str = ANNA, kind: Wish = Wish.OPENING, **values: Any) -> Interest:
    """One row, committed. `values`: conference_id, series_id, now, awaits_date, language."""
    defaults: dict[str, Any] = {"language": "sv", "now": BEFORE}
    ask(session, email, wish=kind, **defaults | values)
    session.commit()
    found = select(Interest).where(Interest.email == email, Interest.wish == kind)
    row = session.scalars(found.order_by(Interest.id.desc())).first()
    session.commit()
    return row or Interest()


def tell_all(app: Flask, now: datetime, limit: int = 1000) -> int:
    """Everything that is to be told at `now`; how many rows it was."""
    total = 0
    with app.app_context():
        while True:
            with transaction() as rows:
                told = tell(rows, now=now, limit=limit)
            if not told:
                return total
            total += told


def rows(session: Session) -> list[Interest]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Interest).order_by(Interest.id)))


def promised(session: Session) -> list[OutboxMessage]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def written(app: Flask, session: Session, now: datetime, **settings: Any) -> list[tuple[Envelope, Letter]]:
    """Every promised letter as the worker would write it."""
    config = replace(app.extensions["regapp"].config, **settings)
    context = LetterContext(config, Addresses(config.base_url), now)
    found = [renderers()[row.kind](session, row, context) for row in promised(session)]
    return [one for one in found if one is not None]
