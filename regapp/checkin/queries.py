"""Who is expected, who came, and who may stand at the door."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.checkin.models import CheckIn, Door, DoorLink
from regapp.conferences.models import Conference
from regapp.registrations.models import Attendance, Participant, Status

# Nobody looks further in a list at the door.
_LONGEST_LIST = 5000


@dataclass(frozen=True)
class Came:
    """A check-in as the pages tell it; `by` is empty when they opened the remote link themselves."""

    participant_id: int
    at: datetime
    undone_at: datetime | None
    nonce: str
    by: str

    @property
    def stands(self) -> bool:
        return self.undone_at is None


@dataclass(frozen=True)
class Guest:
    """Somebody of a conference's list: only what the door may see."""

    id: int
    registration_id: int
    conference_id: int
    series_id: int | None
    status: Status
    attendance: Attendance
    status_at: datetime
    given_name: str
    family_name: str
    organization: str
    protected: bool
    alias: str
    ticket_code: str

    @property
    def name(self) -> str:
        return self.alias if self.protected else f"{self.given_name} {self.family_name}".strip()

    @property
    def sorted_name(self) -> str:
        """As lists write it: "Lindqvist, Anna"."""
        if self.protected or not self.family_name:
            return self.name
        return f"{self.family_name}, {self.given_name}"


@dataclass(frozen=True)
class Count:
    """Those expected on site, and how many of them came."""

    expected: int
    came: int

    @property
    def percent(self) -> int:
        return 100 * self.came // self.expected if self.expected else 0


def find_link(session: Session, token: str) -> DoorLink | None:
    """A helper's link that was not taken back."""
    return session.scalars(
        select(DoorLink).where(DoorLink.token == token, DoorLink.revoked_at.is_(None))
    ).one_or_none()


def list_links(session: Session, conference_id: int) -> Sequence[DoorLink]:
    """All of them, those taken back last."""
    found = select(DoorLink).where(DoorLink.conference_id == conference_id)
    return session.scalars(found.order_by(DoorLink.revoked_at.is_not(None), DoorLink.id)).all()


def list_guests(
    session: Session, *, codes: Collection[str] = (), ids: Collection[int] = (), lock: bool = False
) -> list[Guest]:
    """Whom these codes and ids belong to, wherever they are signed up.

    lock  nobody cancels or moves them until the transaction ends
    """
    found = _guests().where(or_(Participant.ticket_code.in_(codes), Participant.id.in_(ids)))
    if lock:
        found = found.order_by(Participant.id).with_for_update(read=True, key_share=True, of=Participant)
    return [Guest(*row) for row in session.execute(found)]


def list_everybody(session: Session, conference_id: int) -> list[Guest]:
    """Those of one conference in Swedish order, the cancelled and the waiting too."""
    found = _guests().where(Participant.conference_id == conference_id)
    found = found.order_by(Participant.sort_key, Participant.id).limit(_LONGEST_LIST)
    return [Guest(*row) for row in session.execute(found)]


def _guests() -> Any:
    who = Participant
    return select(
        who.id, who.registration_id, who.conference_id, Conference.series_id, who.status, who.attendance,
        who.status_at, who.given_name, who.family_name, who.organization, who.protected, who.alias,
        who.ticket_code,
    ).join(Conference, Conference.id == who.conference_id)  # fmt: skip


def list_came(
    session: Session,
    conference_id: int,
    on: date | None,
    *,
    since: int = -1,
    ids: Collection[int] | None = None,
) -> dict[int, Came]:
    """Check-ins of one day by participant; those after `since` alone, or of `ids`."""
    row = CheckIn
    found = (
        select(row.participant_id, row.at, row.undone_at, row.nonce, DoorLink.name, Person.name)
        .outerjoin(DoorLink, DoorLink.id == row.link_id)
        .outerjoin(Person, Person.id == row.person_id)
        .where(row.on == on)
    )
    if ids is None:
        found = found.where(row.conference_id == conference_id, row.seq > since)
    else:
        found = found.where(row.participant_id.in_(ids))
    return {
        who: Came(who, at, undone_at, nonce, link or person or "")
        for who, at, undone_at, nonce, link, person in session.execute(found)
    }


def count(session: Session, conference_id: int, on: date | None) -> Count:
    """Of those with a seat on site, on one day."""
    stands = (CheckIn.participant_id == Participant.id) & (CheckIn.on == on) & CheckIn.undone_at.is_(None)
    counted = (
        select(func.count(), func.count(CheckIn.participant_id))
        .select_from(Participant)
        .outerjoin(CheckIn, stands)
        .where(
            Participant.conference_id == conference_id,
            Participant.status == Status.CONFIRMED,
            Participant.attendance == Attendance.ONSITE,
        )
    )
    return Count(*session.execute(counted).one())


def count_came(session: Session, conference_ids: Collection[int]) -> dict[int, int]:
    """How many came to each of these conferences, on any day, from a distance too."""
    row = CheckIn
    counted = (
        select(row.conference_id, func.count(func.distinct(row.participant_id)))
        .join(Participant, Participant.id == row.participant_id)
        .where(
            row.conference_id.in_(conference_ids),
            row.undone_at.is_(None),
            Participant.conference_id == row.conference_id,
            Participant.status == Status.CONFIRMED,
        )
        .group_by(row.conference_id)
    )
    return {number: many for number, many in session.execute(counted)}


def seq_of(session: Session, conference_id: int) -> int:
    """How far the door has come; 0 before anything happened."""
    return session.scalar(select(Door.seq).where(Door.conference_id == conference_id)) or 0


def tables_of(session: Session, conference_id: int) -> str:
    """Where badges lie, as `regapp.checkin.tables` reads it."""
    return session.scalar(select(Door.tables).where(Door.conference_id == conference_id)) or ""


def mark_of(session: Session, conference_id: int) -> str:
    """Changes whenever somebody signs up, cancels, moves in or out: then phones fetch the list anew."""
    row = Participant
    found = select(func.count(), func.max(row.id), func.max(row.status_at)).where(
        row.conference_id == conference_id
    )
    many, newest, at = session.execute(found).one()
    # An aggregate of instants is none when there are no rows, whatever its type says.
    last: datetime | None = at
    return f"{many}-{newest or 0}-{last.timestamp() if last is not None else 0:.0f}"
