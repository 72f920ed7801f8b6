"""The list at the door: everybody of one conference with what the door may see of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.checkin.keeper import Keeper
from regapp.checkin.queries import Came, Guest, list_came, list_everybody, tables_of
from regapp.checkin.rules import day_at
from regapp.checkin.tables import table_for
from regapp.conferences.models import Conference
from regapp.kernel.names import folded
from regapp.registrations.asking import with_parts
from regapp.registrations.chosen import list_choice_facts
from regapp.registrations.forms.choosing import SeminarsPart
from regapp.registrations.models import Attendance, Participant, Status
from regapp.web.i18n import _, language


@dataclass(frozen=True)
class Line:
    """Somebody on the list. `came` None: not here yet. `key`: what a search looks in."""

    guest: Guest
    came: Came | None
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return folded(f"{self.guest.name} {self.guest.organization}")

    @property
    def is_expected(self) -> bool:
        """On site and with a seat; or meant to be elsewhere, and let in at the door all the same."""
        coming = self.guest.status is Status.CONFIRMED
        is_here = self.came is not None and self.came.by != ""
        return coming and (self.guest.attendance is Attendance.ONSITE or is_here)

    def local(self, at: datetime, keeper: Keeper) -> datetime:
        return at.astimezone(ZoneInfo(keeper.conference.zone))


def lines_for(session: Session, keeper: Keeper, now: datetime, *, tagged: bool = False) -> list[Line]:
    """In Swedish order; three statements, a few more where there is something to choose."""
    here = keeper.conference
    guests = list_everybody(session, here.id)
    came = list_came(session, here.id, day_at(here, now))
    tags = _tags(session, here, [guest.id for guest in guests]) if tagged else {}
    return [
        Line(guest, one if (one := came.get(guest.id)) and one.stands else None, tags.get(guest.id, ()))
        for guest in guests
    ]


def tags_of(session: Session, keeper: Keeper, participant_id: int | None) -> list[str]:
    """Where the badge lies, and what one person chose among: "Pass 1: Metodstöd"."""
    if participant_id is None:
        return []
    return list(_tags(session, keeper.conference, [participant_id]).get(participant_id, ()))


def _tags(session: Session, conference: Conference, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Where the badge lies, seminars and ways to take part; never meals, diet or money."""
    (asking,) = with_parts(session, [conference])
    found = select(Participant).where(Participant.id.in_(ids), Participant.conference_id == conference.id)
    if len(ids) > 1:
        found = select(Participant).where(Participant.conference_id == conference.id)
    people = session.scalars(found).all()
    tables = tables_of(session, conference.id)
    tags = {one.id: _first_tags(one, tables) for one in people}
    seminars = [part for part in asking.parts if isinstance(part, SeminarsPart)]
    if seminars:
        facts = list_choice_facts(session, {conference.id: asking}, people, language())
        hidden = {_("Måltider"), _("Deltagande"), _("Dagar")}
        for number, some in facts.items():
            tags[number] += [f"{label}: {value}" for label, value in some if label not in hidden]
    return {number: tuple(some) for number, some in tags.items()}


def _first_tags(person: Participant, tables: str) -> list[str]:
    if person.attendance is Attendance.REMOTE:
        return [_("På distans")]
    name = person.alias if person.protected else person.family_name or person.given_name
    table = table_for(tables, name)
    return [_("Namnbricka: bord %(table)s", table=table)] if table else []
