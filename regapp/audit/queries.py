"""Reading history."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event


def list_history(session: Session, subject_type: str, subject_id: int) -> Sequence[Event]:
    """What happened to one subject, newest first."""
    found = select(Event).where(Event.subject_type == subject_type, Event.subject_id == subject_id)
    return session.scalars(found.order_by(Event.id.desc())).all()
