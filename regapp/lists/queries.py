"""Finding sheets that were handed in, and who is signed up already."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.lists.models import SentList
from regapp.registrations.models import Participant
from regapp.registrations.rules import ACTIVE, same_person_key


def find_list(session: Session, number: int, conference_id: int) -> SentList | None:
    found = session.get(SentList, number)
    return found if found is not None and found.conference_id == conference_id else None


def known_people(session: Session, conference_id: int, emails: Collection[str]) -> frozenset[str]:
    """Keys (`same_person_key`) of those with one of these addresses who come already."""
    found = select(Participant.given_name, Participant.family_name, Participant.email).where(
        Participant.conference_id == conference_id,
        Participant.email_key.in_({email.casefold() for email in emails if email}),
        Participant.status.in_(ACTIVE),
    )
    return frozenset(same_person_key(*row) for row in session.execute(found))
