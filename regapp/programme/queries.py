"""Finding programme items."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from regapp.conferences.models import Conference
from regapp.programme.models import ProgrammeItem
from regapp.programme.rules import is_published


def list_items(session: Session, conference_id: int) -> Sequence[ProgrammeItem]:
    """Every item with its day, removed ones too."""
    found = select(ProgrammeItem).where(ProgrammeItem.conference_id == conference_id)
    return session.scalars(found.options(joinedload(ProgrammeItem.day)).order_by(ProgrammeItem.id)).all()


def list_public_items(session: Session, conference: Conference) -> Sequence[ProgrammeItem]:
    """Nothing, and no question asked, while the programme is not published."""
    return list_items(session, conference.id) if is_published(conference) else ()


def find_item(session: Session, conference_id: int, item_id: int) -> ProgrammeItem | None:
    """One that is still in the programme, with its day."""
    found = select(ProgrammeItem).where(
        ProgrammeItem.id == item_id,
        ProgrammeItem.conference_id == conference_id,
        ProgrammeItem.removed_at.is_(None),
    )
    return session.scalars(found.options(joinedload(ProgrammeItem.day))).one_or_none()
