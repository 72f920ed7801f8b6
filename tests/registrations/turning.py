"""The turns of one conference, each in a transaction of its own, and what came of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from icalendar import Calendar
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.commands.turns import Reason
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days, local_instant
from regapp.mailing.letters import Letter
from regapp.registrations.commands.digital import Digital, turn_digital
from regapp.registrations.commands.turns import (
    cancel_conference,
    move_conference,
    postpone_conference,
)
from tests.registrations.desk import Desk
from tests.sending import NOW
from tests.world import ZONE

WHY = Reason("Smittläget i landet.", "The infection situation.")
FREE_UNTIL = local_instant(date(2020, 3, 21), 0, 0, ZONE)
ANSWER_BY = local_instant(date(2020, 2, 29), 0, 0, ZONE)


def day(on: date) -> DayPlan:
    return DayPlan(on, local_instant(on, 10, 0, ZONE), local_instant(on, 16, 0, ZONE))


def entry(letter: Letter) -> Any:
    assert letter.calendar is not None
    (found,) = Calendar.from_ical(letter.calendar.data).walk("VEVENT")
    return found


@dataclass
class Turns:
    """The commands at one conference, each in a transaction of its own."""

    desk: Desk

    def cancel(self, now: datetime = NOW, **more: Any) -> None:
        self.desk.do(lambda rows, held: cancel_conference(rows, held, WHY, by=SYSTEM, now=now, **more))

    def postpone(self, now: datetime = NOW, version: int | None = None, **more: Any) -> None:
        self.desk.do(
            lambda rows, held: postpone_conference(
                rows, held, WHY, by=SYSTEM, now=now, version=version or held.version, **more
            )
        )

    def move(self, *days: DayPlan, now: datetime = NOW, **values: Any) -> None:
        def move(rows: Session, held: Conference) -> None:
            capacity = values.pop("capacity", None)
            plans = days or [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(held)]
            edit = ConferenceEdit(held.version, values, plans)
            move_conference(
                rows, held, edit, WHY, free_until_at=FREE_UNTIL, capacity=capacity, by=SYSTEM, now=now
            )  # fmt: skip

        self.desk.do(move)

    def conference(self) -> Conference:
        self.desk.session.rollback()
        self.desk.session.expire_all()
        return get_conference(self.desk.session, self.desk.conference_id)

    def digital(self, fee: int = 0, now: datetime = NOW, **values: Any) -> None:
        wanted: dict[str, Any] = {
            "seats": None, "remote_url": "https://mote.exempel.se/1", "kept_options": frozenset(),
            "free_until_at": FREE_UNTIL, "answer_by_at": ANSWER_BY,
        }  # fmt: skip
        plan = Digital(fee_minor=fee, **wanted | values)
        self.desk.do(
            lambda rows, held: turn_digital(rows, held, plan, WHY, by=SYSTEM, now=now, version=held.version)
        )
