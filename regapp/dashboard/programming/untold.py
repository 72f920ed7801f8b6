"""How much of several programmes has changed since those who come were told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from regapp.conferences.models import Conference
from regapp.programme.models import ProgrammeItem
from regapp.programme.rules import is_published
from regapp.programme.rules.telling import changes
from regapp.registrations.rules import may_cancel


def count_untold(session: Session, conferences: Sequence[Conference], now: datetime) -> Mapping[int, int]:
    """By conference, in one statement; those that are over or not published need not be asked."""
    zones = {one.id: one.zone for one in conferences if is_published(one) and may_cancel(one, now)}
    if not zones:
        return {}
    found = select(ProgrammeItem).where(ProgrammeItem.conference_id.in_(zones))
    held: dict[int, list[ProgrammeItem]] = {}
    for item in session.scalars(found.options(joinedload(ProgrammeItem.day))):
        held.setdefault(item.conference_id, []).append(item)
    return {number: len(changes(items, zones[number])) for number, items in held.items()}
