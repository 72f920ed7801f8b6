"""The programme items of a season's conference: read, compared, brought up to date one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days
from regapp.programme.commands import ItemPlan, publish_programme, remove_item, save_item
from regapp.programme.models import ItemKind, ProgrammeItem
from regapp.programme.queries import list_items
from regapp.programme.rules import span_of
from regapp.season.hours import day_instants
from regapp.season.plan import ConferencePlan, HeldDay, ProgrammePlan
from regapp.season.reading import Table

LINES = {"title": 200, "title_en": 200, "room": 120, "speakers": 300}


def parse_item(table: Table) -> ProgrammePlan | None:
    on, start, end = table.day("on", required=True), table.hour("from"), table.hour("to")
    columns: dict[str, Any] = {name: table.line(name, limit) for name, limit in LINES.items()}
    columns |= {"text": table.text("text"), "text_en": table.text("text_en")}
    columns |= {
        "kind": table.choice("kind", ItemKind, ItemKind.TALK),
        "round": table.whole("round", least=1, most=99),
        "preliminary": table.flag("preliminary", default=False),
    }
    table.end()
    if not columns["title"]:
        table.problem("title", "saknas")
    if (start is None) != (end is None):
        table.problem("to" if end is None else "from", "saknas: ange både from och to, eller ingen av dem")
        return None
    if start is not None and end is not None and end <= start:
        table.problem("to", "ska vara senare än from")
    return ProgrammePlan(on, start, end, columns) if on else None


def planned_items(plan: ConferencePlan) -> list[list[Any]]:
    """As plain values, to be compared and digested."""
    found = []
    for item in plan.items:
        hours = [f"{at:%H:%M}" if at else "" for at in (item.start, item.end)]
        found.append([item.on.isoformat(), *hours, *_plain(item.columns)])
    return found


def stored_items(items: Sequence[ProgrammeItem], zone: str) -> list[list[Any]]:
    """The same of what is there, in the order of the file that made them."""
    found = []
    for item in _held(items):
        span = span_of(item, zone)
        hours = [f"{span.local_start():%H:%M}", f"{span.local_end():%H:%M}"] if span else ["", ""]
        columns = {name: getattr(item, name) for name in (*LINES, "text", "text_en", "kind", "round")}
        columns["preliminary"] = item.preliminary
        found.append([item.day.on.isoformat(), *hours, *_plain(columns)])
    return found


def load_items(session: Session, conference: Conference, plan: ConferencePlan, now: datetime) -> None:
    """First to first: a changed item keeps its UID. What the file names no longer is taken out."""
    held = _held(list_items(session, conference.id))
    days = {day.on: day.id for day in held_days(conference)}
    wanted = [_item(item, position, days, plan) for position, item in enumerate(plan.items)]
    for position, item in enumerate(wanted):
        old = held[position] if position < len(held) else None
        save_item(session, conference, old, item, version=conference.version, by=SYSTEM, now=now)
    for old in held[len(wanted) :]:
        remove_item(session, conference, old, version=conference.version, by=SYSTEM, now=now)
    if wanted and conference.programme_published_at is None:
        version = conference.version
        publish_programme(session, conference, shown=True, version=version, by=SYSTEM, now=now)


def _held(items: Sequence[ProgrammeItem]) -> list[ProgrammeItem]:
    return sorted(
        (item for item in items if item.removed_at is None), key=lambda item: (item.position, item.id)
    )


def _item(item: ProgrammePlan, position: int, days: Mapping[Any, int], plan: ConferencePlan) -> ItemPlan:
    starts_at, ends_at = day_instants(HeldDay(item.on, item.start, item.end), plan.columns["zone"])
    return ItemPlan(
        day_id=days[item.on], position=position, starts_at=starts_at, ends_at=ends_at, **item.columns
    )


def _plain(columns: Mapping[str, Any]) -> list[Any]:
    return [value.value if isinstance(value, ItemKind) else value for _name, value in sorted(columns.items())]
