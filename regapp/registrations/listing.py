"""Who stands in the list of participants."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.registrations.models import Participant, Status


def list_listed(session: Session, conference_id: int) -> list[tuple[str, str]]:
    """Name and organization of those who come and said that they may be listed, in Swedish order."""
    found = select(Participant.given_name, Participant.family_name, Participant.organization).where(
        Participant.conference_id == conference_id,
        Participant.status == Status.CONFIRMED,
        Participant.listed,
        Participant.protected.is_(False),
    )
    rows = session.execute(found.order_by(Participant.sort_key, Participant.id))
    return [(f"{given} {family}", organization) for given, family, organization in rows]
