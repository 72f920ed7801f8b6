"""Events become conferences: drafts at first, changed the way an organizer's save changes them.

An imported conference remembers what the file said last. Where only the file changed, it
follows; where only we changed it, our words stand; where both did, somebody has to choose.
"""

import hashlib
import itertools
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, record
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceKind,
    ConferenceStatus,
)
from regapp.conferences.models.address import RESERVED
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.rules import held_days
from regapp.conferences.scopes import theme_slug
from regapp.importing.names import is_taken
from regapp.importing.plan import Event, EventDay, Step, Verdict, refused
from regapp.kernel.tokens import new_uid
from regapp.organizers.models import Organizer
from regapp.registrations.commands.conference import edit_conference

Facts = Mapping[str, Any]
LONGEST = {"title": 160, "venue": 160, "street": 160, "place": 80}
WORDS = {
    "title": "rubrik", "about": "beskrivning", "venue": "lokal", "street": "gatuadress", "place": "ort",
    "zone": "tidszon", "days": "dagar",
}  # fmt: skip
_MARK = "ics:"
_LONGEST_SLUG = 70


def plan_conferences(session: Session, events: tuple[Event, ...], owner: Organizer) -> list[Step]:
    return [_step(session, event, owner) for event in events]


def carry_out(session: Session, steps: list[Step], owner: Organizer, now: datetime) -> list[str]:
    """The addresses of new conferences; what is the same or refused is left alone."""
    made = []
    for step in steps:
        if step.event is None:
            continue
        if step.verdict is Verdict.NEW:
            made.append(_make(session, step.event, owner, now))
        elif step.verdict is Verdict.CHANGED and step.row_id is not None:
            _change(session, step.event, step.row_id, now)
    return made


def wanted_facts(event: Event) -> Facts:
    return {
        "title": event.title,
        "about": event.text,
        **place_of(event.location),
        "zone": event.zone,
        "days": [_plain(day) for day in event.days],
    }


def place_of(location: str) -> dict[str, str]:
    """ "Stadshotellet, Kungsgatan 24, Varberg" as venue, street and town; one word is a town."""
    parts = [part.strip() for part in location.split(",") if part.strip()]
    *before, place = parts or [""]
    venue, *street = before or [""]
    return {"venue": venue, "street": ", ".join(street), "place": place}


def _step(session: Session, event: Event, owner: Organizer) -> Step:
    wanted = wanted_facts(event)
    too_long = [WORDS[name] for name, length in LONGEST.items() if len(wanted[name]) > length]
    if too_long:
        return refused(event, f"för lång: {', '.join(too_long)}")
    found = select(ConferenceDay.conference_id).where(ConferenceDay.uid == event.uid)
    conference_id = session.scalars(found).one_or_none()
    if conference_id is None and is_taken(session, event.uid):
        return refused(event, "finns redan här som något annat")
    if conference_id is None:
        return Step(Verdict.NEW, event.title, event.notes, event)
    return _compared(event, get_conference(session, conference_id), wanted, owner)


def _compared(event: Event, row: Conference, wanted: Facts, owner: Organizer) -> Step:
    if not row.season_digest.startswith(_MARK):
        return refused(event, "finns redan här och kom inte från en kalenderfil")
    if row.owner_id != owner.id:
        return refused(event, f"tillhör {row.owner.name}")
    stored = _stored_facts(row)
    differs = tuple(WORDS[name] for name in wanted if wanted[name] != stored[name])
    in_file, here = (_digest(facts) != row.season_digest for facts in (wanted, stored))
    if not differs:
        return Step(Verdict.SAME, event.title, (), event, row.id)
    if not in_file:
        return Step(Verdict.SAME, event.title, ("ändrad här, det står kvar",), event, row.id)
    if here:
        return refused(event, f"ändrad både här och i filen: {', '.join(differs)}")
    if row.status not in {ConferenceStatus.DRAFT, ConferenceStatus.PUBLISHED}:
        return refused(event, "hålls inte: ändra den här")
    return Step(Verdict.CHANGED, event.title, (*differs, *event.notes), event, row.id)


def _stored_facts(row: Conference) -> Facts:
    days = [EventDay(day.on, day.starts_at, day.ends_at) for day in held_days(row)]
    texts = {name: getattr(row, name) for name in ("title", "about", "venue", "street", "place", "zone")}
    return {**texts, "days": [_plain(day) for day in days]}


def _plain(day: EventDay) -> list[str | None]:
    hours = (at.isoformat() if at else None for at in (day.starts_at, day.ends_at))
    return [day.on.isoformat(), *hours]


def _digest(facts: Facts) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return _MARK + hashlib.sha256(text.encode()).hexdigest()[:56]


def _make(session: Session, event: Event, owner: Organizer, now: datetime) -> str:
    """A draft. Its first day bears the event's UID for ever, the others get their own."""
    wanted = wanted_facts(event)
    texts = {name: value for name, value in wanted.items() if name != "days"}
    row = Conference(
        **texts, kind=ConferenceKind.CONFERENCE, status=ConferenceStatus.DRAFT, owner_id=owner.id,
        created_at=now, changed_at=now, season_digest=_digest(wanted),
    )  # fmt: skip
    session.add(row)
    session.flush()
    path = _free_path(session, event.title)
    session.add(Address(path=path, conference_id=row.id))
    first, *others = event.days
    session.add(
        ConferenceDay(
            conference_id=row.id, on=first.on, starts_at=first.starts_at, ends_at=first.ends_at,
            uid=event.uid, sequence=event.sequence, created_at=now, changed_at=now,
        )
    )  # fmt: skip
    for day in others:
        session.add(
            ConferenceDay(
                conference_id=row.id, on=day.on, uid=new_uid(), created_at=now, changed_at=now,
            )
        )  # fmt: skip
    record(
        session, "conference_imported", by=SYSTEM, subject_type="conference", subject_ids=[row.id], now=now,
        conference_id=row.id,
    )  # fmt: skip
    session.flush()
    return path


def _change(session: Session, event: Event, conference_id: int, now: datetime) -> None:
    """As a save on the page: calendars and those who are signed up hear of it."""
    row = get_conference(session, conference_id)
    wanted = wanted_facts(event)
    values = {name: value for name, value in wanted.items() if name != "days"}
    plans = [DayPlan(day.on, day.starts_at, day.ends_at) for day in event.days]
    edit = ConferenceEdit(row.version, values, plans)
    edit_conference(session, row, edit, capacity=None, by=SYSTEM, now=now)
    row.season_digest = _digest(wanted)
    session.flush()


def _free_path(session: Session, title: str) -> str:
    """An address of its own, after the title."""
    plain = theme_slug(title)[:_LONGEST_SLUG].strip("-") or "konferens"
    paths = itertools.chain([plain], (f"{plain}-{number}" for number in itertools.count(2)))
    return next(one for one in paths if one not in RESERVED and find_address(session, one) is None)
