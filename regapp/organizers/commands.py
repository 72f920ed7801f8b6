"""Giving people their roles at an organizer, and taking them back: effective at their next click."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from regapp.accounts.commands import invitation_link, invite_person
from regapp.accounts.models import Person
from regapp.audit.commands import SYSTEM, By, record
from regapp.audit.models import Actor
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue
from regapp.mailing.models import Priority
from regapp.organizers.models import Member, Organizer, Role
from regapp.organizers.queries import find_member, has_other_owner
from regapp.organizers.rules import RoleInvite

ROLE_GIVEN = "organizers.role_given"


def set_role(
    session: Session,
    organizer: Organizer,
    *,
    person_id: int,
    role: Role,
    now: datetime,
    by: By = SYSTEM,
    invited_name: str = "",
) -> Member:
    """Make somebody a member, or change the role of one. Refuses last_owner."""
    member = find_member(session, organizer_id=organizer.id, person_id=person_id)
    if member is None:
        member = Member(
            organizer_id=organizer.id, person_id=person_id, created_at=now, role=role,
            invited_name=invited_name,
        )  # fmt: skip
        session.add(member)
    elif role is not Role.OWNER:
        _check_owner_stays(session, organizer, member, by)
    member.role = role
    session.flush()
    fields = [f"role:{organizer.slug}:{role.value}"]
    _record(session, "role_given", organizer.id, person_id, by=by, now=now, fields=fields)
    return member


def invite_member(
    session: Session, organizer: Organizer, invite: RoleInvite, *, by: By, system_now: datetime, now: datetime
) -> Member:
    """Give an address a role and promise its letter, whoever it is. Refuses member_known.

    Nothing that the inviter sees tells whether the address had an account before.
    """
    person, link = invite_person(
        session, invite.email, name=invite.name, system_now=system_now, now=now, by=by
    )
    if find_member(session, organizer_id=organizer.id, person_id=person.id):
        raise Refusal("member_known", "email")
    member = set_role(
        session, organizer, person_id=person.id, role=invite.role, now=now, by=by, invited_name=invite.name
    )
    promise_role_letter(session, ROLE_GIVEN, member.id, link, invite.language, by=by, now=now)
    return member


def resend_invitation(
    session: Session, member: Member, *, language: str, by: By, system_now: datetime, now: datetime
) -> None:
    """The letter once more, with a link of its own."""
    link = invitation_link(session, session.get_one(Person, member.person_id), system_now=system_now)
    promise_role_letter(session, ROLE_GIVEN, member.id, link, language, by=by, now=now)
    _record(session, "role_letter_resent", member.organizer_id, member.person_id, by=by, now=now)


def change_role(
    session: Session, organizer: Organizer, member: Member, role: Role, *, seen: Role, by: By, now: datetime
) -> None:
    """Another role for a member. Refuses last_owner, and role_changed_meanwhile: `seen` is what
    the page showed."""
    if member.role is not seen:
        raise Refusal("role_changed_meanwhile")
    set_role(session, organizer, person_id=member.person_id, role=role, now=now, by=by)


def remove_member(
    session: Session, organizer: Organizer, *, person_id: int, now: datetime, by: By = SYSTEM
) -> bool:
    """Whether there was a role to take. Refuses last_owner."""
    member = find_member(session, organizer_id=organizer.id, person_id=person_id)
    if member is not None:
        _check_owner_stays(session, organizer, member, by)
    mine = (Member.organizer_id == organizer.id) & (Member.person_id == person_id)
    gone = session.execute(delete(Member).where(mine).returning(Member.id)).scalar_one_or_none()
    if gone is None:
        return False
    fields = [f"role:{organizer.slug}"]
    _record(session, "role_taken", organizer.id, person_id, by=by, now=now, fields=fields)
    return True


def note_joined(session: Session, person_id: int, *, now: datetime) -> None:
    """They have looked in: their own name is shown from now on, and no invitation sent again."""
    waiting = (Member.person_id == person_id) & Member.joined_at.is_(None)
    session.execute(update(Member).where(waiting).values(joined_at=now))


def promise_role_letter(
    session: Session, kind: str, subject_id: int, link: int, language: str, *, by: By, now: datetime
) -> None:
    details = {"link": link, "language": language, "by": by.person_id or 0}
    enqueue(session, kind, subject_id=subject_id, now=now, priority=Priority.IMMEDIATE, details=details)


def _check_owner_stays(session: Session, organizer: Organizer, member: Member, by: By) -> None:
    """Somebody must be left who can give roles. The operator's terminal may do without.

    Two owners who remove each other at the same time wait for each other at the organizer's row.
    """
    if by.actor is Actor.SYSTEM or member.role is not Role.OWNER:
        return
    session.execute(select(Organizer.id).where(Organizer.id == organizer.id).with_for_update())
    if not has_other_owner(session, organizer.id, member.person_id):
        raise Refusal("last_owner")


def _record(
    session: Session,
    action: str,
    organizer_id: int,
    person_id: int,
    *,
    by: By,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    record(
        session, action, by=by, subject_type="person", subject_ids=[person_id], now=now,
        organizer_id=organizer_id, fields=fields,
    )  # fmt: skip
