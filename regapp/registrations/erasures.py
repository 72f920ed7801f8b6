"""Reading requests for erasure."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.registrations.models import ErasureRequest, ErasureState


def find_open_erasure(
    session: Session, registration_id: int, participant_id: int | None
) -> ErasureRequest | None:
    """What somebody asked for and nobody has decided."""
    row = ErasureRequest
    same = row.participant_id.is_(None) if participant_id is None else row.participant_id == participant_id
    found = select(row).where(row.registration_id == registration_id, same, row.state == ErasureState.ASKED)
    return session.scalars(found.limit(1)).first()


def list_erasures(session: Session, conference_ids: Sequence[int]) -> Sequence[ErasureRequest]:
    """The requests at these conferences, those to decide first and then the newest."""
    row = ErasureRequest
    open_first = (row.state != ErasureState.ASKED, row.id.desc())
    return session.scalars(
        select(row).where(row.conference_id.in_(conference_ids)).order_by(*open_first)
    ).all()


def count_erasures(session: Session, conference_ids: Sequence[int]) -> dict[int, int]:
    """How many wait for a decision, by conference where there is one."""
    row = ErasureRequest
    asked = select(row.conference_id, func.count()).where(
        row.conference_id.in_(conference_ids), row.state == ErasureState.ASKED
    )
    return {found[0]: found[1] for found in session.execute(asked.group_by(row.conference_id))}
