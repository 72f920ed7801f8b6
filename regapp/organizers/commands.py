"""Giving people their roles at an organizer, and taking them back: effective at their next click."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, By, record
from regapp.organizers.models import Member, Organizer, Role
from regapp.organizers.queries import find_member

_SUBJECT = "person"


def set_role(
    session: Session, organizer: Organizer, *, person_id: int, role: Role, now: datetime, by: By = SYSTEM
) -> Member:
    """Make somebody a member, or change the role of one."""
    member = find_member(session, organizer_id=organizer.id, person_id=person_id)
    if member is None:
        member = Member(organizer_id=organizer.id, person_id=person_id, created_at=now, role=role)
        session.add(member)
    member.role = role
    session.flush()
    fields = [f"role:{organizer.slug}:{role.value}"]
    record(
        session, "role_given", by=by, subject_type=_SUBJECT, subject_ids=[person_id], now=now, fields=fields
    )
    return member


def remove_member(
    session: Session, organizer: Organizer, *, person_id: int, now: datetime, by: By = SYSTEM
) -> bool:
    """Whether there was a role to take."""
    mine = (Member.organizer_id == organizer.id) & (Member.person_id == person_id)
    gone = session.execute(delete(Member).where(mine).returning(Member.id)).scalar_one_or_none()
    if gone is None:
        return False
    fields = [f"role:{organizer.slug}"]
    record(
        session, "role_taken", by=by, subject_type=_SUBJECT, subject_ids=[person_id], now=now, fields=fields
    )
    return True
