"""Miljömålsdagarna's next edition, as a draft: another county's turn."""

from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import County
from regapp.conferences.queries import find_address, get_conference
from regapp.dashboard.copying.commands import copy_conference
from regapp.dashboard.copying.rules import CopyPlan
from regapp.organizers.queries import find_organizer

_BEFORE, _NEXT = "miljomalsdagarna-2020", "miljomalsdagarna-2021"
_WEEKS = 52


def add_next_edition(session: Session, *, now: datetime) -> None:
    """Once: whatever becomes of it stays."""
    before, host, ours = (
        find_address(session, _BEFORE),
        find_organizer(session, "kalmar"),
        find_organizer(session, "rus"),
    )
    if before is None or before.conference_id is None or host is None or ours is None:
        return
    if find_address(session, _NEXT) is not None:
        return
    plan = CopyPlan(
        title="Miljömålsdagarna 2021", slug=_NEXT, owner_id=host.id, days=7 * _WEEKS, place="Kalmar",
        county=County.H,
    )  # fmt: skip
    source = get_conference(session, before.conference_id)
    copy_conference(session, source, plan, acting=[ours.id], by=SYSTEM, now=now)
