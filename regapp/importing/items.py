"""Events become items of one conference's programme, known again by their UIDs.

The file is the programme's source: where it differs from what stands here, it is followed, and
the preview says in what.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.rules import held_days
from regapp.conferences.texts import when, where
from regapp.importing.names import is_taken
from regapp.importing.plan import Event, Step, UnreadableError, Verdict, refused
from regapp.programme.commands import ItemPlan, save_item
from regapp.programme.models import ProgrammeItem

LONGEST = {"title": 200, "room": 120}
MOST_ITEMS = 300
WORDS = {
    "title": "rubrik", "text": "beskrivning", "room": "sal", "day_id": "dag", "starts_at": "början",
    "ends_at": "slut", "preliminary": "preliminär",
}  # fmt: skip


def conference_at(session: Session, path: str) -> Conference:
    """The conference that the items are for, with its days. Refuses what has no programme."""
    address = find_address(session, path.strip("/"))
    if address is None or address.conference_id is None:
        raise UnreadableError(f"kan inte läsas in: det finns ingen konferens på /{path.strip('/')}")
    found = get_conference(session, address.conference_id)
    if found.status not in {ConferenceStatus.DRAFT, ConferenceStatus.PUBLISHED}:
        raise UnreadableError("kan inte läsas in: konferensen hålls inte")
    return found


def plan_items(session: Session, events: tuple[Event, ...], path: str) -> list[Step]:
    conference = conference_at(session, path)
    if len(events) > MOST_ITEMS:
        raise UnreadableError(f"har fler än {MOST_ITEMS} programpunkter")
    return [_step(session, event, conference) for event in events]


def carry_out_items(session: Session, steps: list[Step], path: str, now: datetime) -> list[str]:
    """Saved as at the desk: calendars hear of it if the programme is published."""
    conference = conference_at(session, path)
    for step in steps:
        if step.event is None or step.verdict not in {Verdict.NEW, Verdict.CHANGED}:
            continue
        day = _day(conference, step.event)
        if day is None:
            continue
        item = session.get_one(ProgrammeItem, step.row_id) if step.row_id else None
        kept = _kept(item)
        plan = ItemPlan(**kept | _facts(step.event, conference, day))
        save_item(
            session, conference, item, plan, version=conference.version, by=SYSTEM, now=now,
            uid=step.event.uid, sequence=step.event.sequence,
        )  # fmt: skip
    return []


def _step(session: Session, event: Event, conference: Conference) -> Step:
    if len(event.days) > 1:
        return refused(event, "är längre än en dag")
    day = _day(conference, event)
    if day is None:
        return refused(event, f"ligger utanför konferensens dagar ({when(conference)})")
    wanted = _facts(event, conference, day)
    too_long = [WORDS[name] for name, length in LONGEST.items() if len(wanted[name]) > length]
    if too_long:
        return refused(event, f"för lång: {', '.join(too_long)}")
    item = session.scalars(select(ProgrammeItem).where(ProgrammeItem.uid == event.uid)).one_or_none()
    if item is None:
        if is_taken(session, event.uid):
            return refused(event, "finns redan här som något annat")
        return Step(Verdict.NEW, event.title, event.notes, event)
    return _compared(event, item, wanted, conference)


def _compared(event: Event, item: ProgrammeItem, wanted: Mapping[str, Any], conference: Conference) -> Step:
    if item.conference_id != conference.id:
        return refused(event, "står i en annan konferens program")
    if item.removed_at is not None:
        return refused(event, "är borttagen ur programmet här")
    differs = tuple(WORDS[name] for name, value in wanted.items() if getattr(item, name) != value)
    verdict = Verdict.CHANGED if differs else Verdict.SAME
    return Step(verdict, event.title, (*differs, *event.notes) if differs else (), event, item.id)


def _facts(event: Event, conference: Conference, day: ConferenceDay) -> dict[str, Any]:
    """What the file says of an item; the rest of it stays as it is."""
    return {
        "title": event.title,
        "text": event.text,
        "room": event.location.removesuffix(where(conference)).rstrip(", "),
        "day_id": day.id,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "preliminary": event.tentative,
    }


def _kept(item: ProgrammeItem | None) -> dict[str, Any]:
    names = ("kind", "round", "position", "title_en", "text_en", "speakers")
    return {name: getattr(item, name) for name in names} if item is not None else {}


def _day(conference: Conference, event: Event) -> ConferenceDay | None:
    """The held day that it is on, by the conference's own clocks."""
    on: date = event.days[0].on
    if event.starts_at is not None:
        on = event.starts_at.astimezone(ZoneInfo(conference.zone)).date()
    return next((day for day in held_days(conference) if day.on == on), None)
