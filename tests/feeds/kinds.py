"""Every kind of calendar feed there is, over the 2020 season, and what may happen to its conferences.

A new kind of feed joins the proof by one line in `KINDS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Address, Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.config import ROOT
from regapp.database.session import transaction
from regapp.programme.commands import ItemPlan, publish_programme, save_item
from regapp.programme.models import ProgrammeItem
from regapp.programme.queries import list_items
from regapp.registrations.commands import sign_up
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import Participant
from tests.world import a_sign_up

SERIES = "smartare-gronare-sverige"
VARBERG, KALMAR, LULEA = (f"{SERIES}/{place}" for place in ("varberg", "kalmar", "lulea"))
# Two whole days, one without any day, one that is past, one that is free.
DAYS, COURSES, PAST, BREAKFAST = (
    "miljomalsdagarna-2020", "kurser-i-forandringsledning", "nobelmotet-2019", "frukostseminarium-varberg",
)  # fmt: skip
SIGNED_UP_AT = datetime(2020, 1, 15, 9, 0, tzinfo=UTC)
SEASON = ROOT / "seasons" / "2020.toml"

Address_ = Callable[[Flask], str]


def at(path: str) -> Address_:
    """A feed that has the same address everywhere."""
    return lambda _app: path


def personal(app: Flask) -> str:
    """The calendar of somebody who is signed up to Varberg; signs her up at the first call."""
    with app.app_context(), transaction() as rows:
        found = select(Participant.feed_token).limit(1)
        token = rows.scalars(found).first()
        if token is None:
            varberg = rows.scalars(select(Address.conference_id).where(Address.path == VARBERG)).one() or 0
            sign_up(rows, get_conference(rows, varberg), a_sign_up(), now=SIGNED_UP_AT)
            token = rows.scalars(found).one()
    return f"/a/{token}.ics"


# Kinds that hold one person's: alarms, and what is private.
PRIVATE = {"personal"}


def programme(app: Flask) -> str:
    """The items of Miljömålsdagarna; writes and publishes some at the first call."""
    with app.app_context(), transaction() as rows:
        days_id = rows.scalars(select(Address.conference_id).where(Address.path == DAYS)).one() or 0
        if not list_items(rows, days_id):
            for number, title in enumerate(("Välkommen", "Mat; hälsa, miljö", "Paus")):
                row = get_conference(rows, days_id)
                starts = datetime(2020, 5, 6, 7 + number, tzinfo=UTC)
                ends, day_id = starts + timedelta(minutes=45), row.days[0].id
                plan = ItemPlan(day_id=day_id, title=title, starts_at=starts, ends_at=ends, room="Salen")
                save_item(rows, row, None, plan, version=row.version, by=SYSTEM, now=SIGNED_UP_AT)
            row = get_conference(rows, days_id)
            publish_programme(rows, row, shown=True, version=row.version, by=SYSTEM, now=SIGNED_UP_AT)
    return f"/{DAYS}/program.ics"


KINDS: dict[str, Address_] = {
    "programme": programme,
    "personal": personal,
    "all": at("/kalender.ics"),
    "series": at(f"/{SERIES}.ics"),
    "place": at(f"/{VARBERG}.ics"),
    "conference": at(f"/{DAYS}.ics"),
    "county": at("/kalender/lan/halland.ics"),
    "organizer": at("/kalender/arrangor/rus.ics"),
    "theme": at("/kalender/tema/livsmedel.ics"),
    "on site": at("/kalender/pa-plats.ics"),
    "remote": at("/kalender/pa-distans.ics"),
    "days of sign-up": at("/kalender.ics?visa=anmalan"),
    "in English": at(f"/{SERIES}.ics?lang=en"),
}


@dataclass
class Season:
    """The season in a database, and an organizer's hands on it. `now` is when a change is made."""

    app: Flask
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        loaded = self.app.test_cli_runner().invoke(args=["season", "load", str(SEASON)])
        assert loaded.exit_code == 0, loaded.output

    def feeds(self) -> dict[str, str]:
        """Every kind's address."""
        return {kind: address(self.app) for kind, address in KINDS.items()}

    def save(self, path: str, now: datetime, *, days: Sequence[DayPlan] | None = None, **values: Any) -> None:
        with self.app.app_context(), transaction() as rows:
            row = self._conference(rows, path)
            kept = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(row)]
            edit = ConferenceEdit(row.version, values, kept if days is None else days)
            edit_conference(rows, row, edit, capacity=None, by=SYSTEM, now=now)

    def cancel(self, path: str, now: datetime) -> None:
        with self.app.app_context(), transaction() as rows:
            cancel_conference(rows, self._conference(rows, path), "", by=SYSTEM, now=now)

    def items(self, path: str) -> Sequence[ProgrammeItem]:
        with self.app.app_context(), transaction() as rows:
            return list_items(rows, self._conference(rows, path).id)

    def conference(self, path: str) -> Conference:
        with self.app.app_context(), transaction() as rows:
            return self._conference(rows, path)

    def _conference(self, rows: Session, path: str) -> Conference:
        if path not in self.ids:
            found = select(Address.conference_id).where(Address.path == path)
            self.ids[path] = rows.scalars(found).one() or 0
        return get_conference(rows, self.ids[path])


def a_day(on: date, hours: tuple[int, int] | None = None) -> DayPlan:
    """With hours in UTC, or all day."""
    if hours is None:
        return DayPlan(on)
    return DayPlan(on, *(datetime(on.year, on.month, on.day, hour, tzinfo=UTC) for hour in hours))
