"""Reading what is printed; the alias of a protected identity, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from regapp.checkin.models import CheckIn
from regapp.printing.models import BadgePrint
from regapp.printing.rules import Badge
from regapp.registrations.models import Attendance, BadgeText, Participant, Status
from regapp.registrations.rules import shown_name

_COMES = and_(Participant.status == Status.CONFIRMED, Participant.attendance == Attendance.ONSITE)


@dataclass(frozen=True)
class Attendee:
    """A line of a list on paper."""

    participant_id: int
    name: str
    organization: str


def list_badges(
    session: Session,
    conference_id: int,
    *,
    participant_id: int | None = None,
    participant_ids: Sequence[int] = (),
) -> list[Badge]:
    """The badges of all who come in person, or of one or some of them, in one statement, by name."""
    found = (
        select(Participant, BadgeText, BadgePrint.digest)
        .outerjoin(BadgeText, BadgeText.participant_id == Participant.id)
        .outerjoin(BadgePrint, BadgePrint.participant_id == Participant.id)
        .where(Participant.conference_id == conference_id, _COMES)
        .order_by(Participant.sort_key, Participant.id)
    )
    if participant_id is not None:
        found = found.where(Participant.id == participant_id)
    if participant_ids:
        found = found.where(Participant.id.in_(participant_ids))
    return [_badge(*row) for row in session.execute(found)]


def list_attendees(session: Session, conference_id: int) -> list[Attendee]:
    """Who comes in person, family name first, as a list at a door is read."""
    found = select(Participant).where(Participant.conference_id == conference_id, _COMES)
    people = session.scalars(found.order_by(Participant.sort_key, Participant.id))
    return [Attendee(person.id, _family_first(person), person.organization) for person in people]


def find_badge_text(session: Session, participant_id: int) -> BadgeText | None:
    return session.get(BadgeText, participant_id)


def list_attended(
    session: Session, conference_id: int, *, participant_id: int | None = None
) -> list[Participant]:
    """Who took part, by name, or one of them: who was checked in on any day; where nobody was,
    because the door kept no list, everybody with a seat."""
    found = (
        select(Participant)
        .where(Participant.conference_id == conference_id, Participant.status == Status.CONFIRMED)
        .order_by(Participant.sort_key, Participant.id)
    )
    if participant_id is not None:
        found = found.where(Participant.id == participant_id)
    came = select(CheckIn.participant_id).where(
        CheckIn.conference_id == conference_id, CheckIn.undone_at.is_(None)
    )
    if session.scalars(came.limit(1)).first() is not None:
        found = found.where(Participant.id.in_(came))
    return list(session.scalars(found))


def _badge(person: Participant, own: BadgeText | None, printed_as: str | None) -> Badge:
    name = shown_name(person, may_see_protected=False)
    title = "" if person.protected else person.title
    # A name of one's own choosing never replaces the alias.
    if own is not None and not person.protected:
        name, title = own.name or name, own.line or title
    return Badge(
        participant_id=person.id,
        name=name,
        line=title,
        organization="" if person.protected else person.organization,
        no_photo=person.protected or (own is not None and own.no_photo),
        ticket_code=person.ticket_code,
        sort_key="" if person.protected else person.sort_key,
        printed_as=printed_as or "",
    )


def _family_first(person: Participant) -> str:
    if person.protected:
        return shown_name(person, may_see_protected=False)
    return ", ".join(part for part in (person.family_name, person.given_name) if part)
