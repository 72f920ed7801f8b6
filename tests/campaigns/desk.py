"""What tests of mailings write and send with."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import SYSTEM
from regapp.campaigns.commands import TRIAL, plan_campaign, send_campaign, write_campaign
from regapp.campaigns.models import Campaign
from regapp.campaigns.rules import REGRET, Audience
from regapp.conferences.models import Conference
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from tests.sending import NOW

SOON = NOW + REGRET
WORDS = {
    "subject": "Praktiskt inför {ort}", "body": "Ta med matlåda, {namn}.\n\nVi ses {dag}!",
    "subject_en": "", "body_en": "",
}  # fmt: skip


class MailingDesk:
    """Each verb in a transaction of its own."""

    def __init__(self, app: Flask, session: Session) -> None:
        self._app, self._session = app, session

    def write(self, *held: Conference, words: dict[str, str] | None = None, **audience: Any) -> int:
        with self._app.app_context(), transaction() as rows:
            ids = [one.id for one in held]
            series_id = held[0].series_id if len(held) > 1 else None
            made = write_campaign(
                rows,
                ids,
                WORDS | (words or {}),
                Audience(**audience),
                series_id=series_id,
                by=SYSTEM,
                now=NOW,
            )
            return made.id

    def plan(self, campaign_id: int, goes_at: datetime | None = None, now: datetime = NOW) -> None:
        found = self.read(campaign_id)
        with self._app.app_context(), transaction() as rows:
            plan_campaign(
                rows, campaign_id, within=found.conference_ids, version=found.version, goes_at=goes_at,
                by=SYSTEM, now=now,
            )  # fmt: skip

    def send(self, campaign_id: int, now: datetime = SOON) -> int | None:
        with self._app.app_context(), transaction() as rows:
            return send_campaign(rows, campaign_id, now=now)

    def sent(self, *held: Conference, **what: Any) -> int:
        """Written, planned, and gone."""
        number = self.write(*held, **what)
        self.plan(number)
        assert self.send(number) is not None
        return number

    def read(self, campaign_id: int) -> Campaign:
        self._session.rollback()
        self._session.expire_all()
        found = select(Campaign).where(Campaign.id == campaign_id).options(selectinload(Campaign.places))
        return self._session.scalars(found).one()

    def rows(self, campaign_id: int) -> Sequence[OutboxMessage]:
        self._session.rollback()
        self._session.expire_all()
        found = select(OutboxMessage).where(OutboxMessage.batch_id == campaign_id)
        return self._session.scalars(found.order_by(OutboxMessage.id)).all()

    def letters(self, campaign_id: int) -> list[tuple[Envelope, Letter]]:
        """As the worker would write them; those that are needless by now are left out."""
        config = self._app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), SOON + timedelta(minutes=1))
        written = [renderers()[row.kind](self._session, row, context) for row in self.rows(campaign_id)]
        return [one for one in written if one]

    def trials(self) -> list[tuple[Envelope, Letter]]:
        """The test letters, as the worker would write them."""
        self._session.rollback()
        config = self._app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        rows = self._session.scalars(select(OutboxMessage).where(OutboxMessage.kind == TRIAL))
        written = [renderers()[row.kind](self._session, row, context) for row in rows.all()]
        return [one for one in written if one]
