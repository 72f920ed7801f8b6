"""Who holds a registration's link, and the organizers' desk: commands, each in its transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.audit.models import Event
from regapp.billing.queries import charged_sum
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference, SeatPool
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands import accept_offers, cancel_participants, expire_offers
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import list_expired, open_link
from tests.sending import NOW


class Desk:
    """Commands by whoever holds a registration's link; each in a transaction of its own."""

    def __init__(self, app: Flask, session: Session, conference: Conference) -> None:
        self.app, self.session, self.conference_id = app, session, conference.id

    def do(self, command: Callable[[Session, Conference], Any]) -> Any:
        with self.app.app_context(), transaction() as rows:
            return command(rows, get_conference(rows, self.conference_id))

    def on(self, token: str, command: Callable[..., Any]) -> Any:
        with self.app.app_context(), transaction() as rows:
            opened = open_link(rows, token)
            assert opened is not None
            held = get_conference(rows, self.conference_id)
            return command(rows, opened.registration, held, [one.id for one in opened.participants])

    def cancel(self, token: str, *places: int, now: datetime = NOW) -> None:
        self.on(
            token,
            lambda rows, one, held, ids: cancel_participants(
                rows, one, held, [ids[place] for place in places] or ids, now=now
            ),
        )

    def accept(self, token: str, *places: int, now: datetime = NOW) -> int:
        done: int = self.on(
            token,
            lambda rows, one, held, ids: accept_offers(
                rows, one, held, [ids[place] for place in places] or ids, now=now
            ),
        )
        return done

    def expire(self, now: datetime) -> int:
        def expire(rows: Session, held: Conference) -> int:
            return sum(expire_offers(rows, number, now=now) for number in list_expired(rows, now))

        done: int = self.do(expire)
        return done

    def statuses(self) -> list[Status]:
        self.session.commit()
        found = select(Participant.status).where(Participant.conference_id == self.conference_id)
        return list(self.session.scalars(found.order_by(Participant.id)))

    def letters(self) -> list[str]:
        self.session.commit()
        kinds = self.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id))
        return [kind.removeprefix("registrations.") for kind in kinds]

    def pool(self) -> tuple[int, int]:
        self.session.commit()
        self.session.expire_all()
        row = self.session.scalars(select(SeatPool).where(SeatPool.conference_id == self.conference_id)).one()
        return row.taken, row.waiting

    def charged(self) -> int:
        self.session.commit()
        return charged_sum(self.session, [self.conference_id]).get(self.conference_id, 0)

    def until(self) -> set[datetime | None]:
        self.session.commit()
        rows = select(Participant.offered_until).where(Participant.status == Status.OFFERED)
        return set(self.session.scalars(rows))

    def history(self) -> list[str]:
        self.session.commit()
        return list(self.session.scalars(select(Event.action).order_by(Event.id)))

    def save(self, *, capacity: int | None = None, **values: Any) -> None:
        def save(rows: Session, held: Conference) -> None:
            days = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(held)]
            edit = ConferenceEdit(held.version, values, days)
            edit_conference(rows, held, edit, capacity=capacity, by=SYSTEM, now=NOW)

        self.do(save)

    def written(self, kind: str, now: datetime = NOW) -> list[Letter]:
        self.session.rollback()
        self.session.expire_all()
        config = self.app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), now)
        rows = (
            select(OutboxMessage)
            .where(OutboxMessage.kind == f"registrations.{kind}")
            .order_by(OutboxMessage.id)
        )
        done = [renderers()[row.kind](self.session, row, context) for row in self.session.scalars(rows)]
        return [one[1] for one in done if one]
