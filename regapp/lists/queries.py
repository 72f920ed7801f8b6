"""Finding sheets that were handed in, and who is signed up already."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.lists.models import ColumnChoice, Export, ExportState, SentList
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


def find_export(
    session: Session, number: int, *, person_id: int, conference_ids: Collection[int]
) -> Export | None:
    """Somebody's own, of conferences that they may still take participants out of."""
    found = session.get(Export, number)
    if found is None or found.person_id != person_id or not set(found.conference_ids) <= set(conference_ids):
        return None
    return found


def has_open_exports(session: Session) -> bool:
    found = select(Export.id).where(Export.state.in_([ExportState.WAITING, ExportState.RUNNING]))
    return session.execute(found.limit(1)).first() is not None


def list_old_exports(session: Session, before: datetime) -> Sequence[Export]:
    return session.scalars(select(Export).where(Export.created_at <= before)).all()


def find_columns(session: Session, person_id: int) -> list[str]:
    """The columns that somebody took the last time; none: all of them."""
    found = session.get(ColumnChoice, person_id)
    return list(found.columns) if found is not None else []
