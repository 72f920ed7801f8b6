"""Roles at one conference only, and which organizers hold it: effective at the next click."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from regapp.accounts.commands import invitation_link, invite_person
from regapp.accounts.models import PasswordReset, Person
from regapp.audit.commands import By, record
from regapp.conferences.commands.feeds import touch_entries
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, ConferenceMember, ConferenceOrganizer
from regapp.kernel.refusal import Refusal
from regapp.organizers.commands import promise_role_letter
from regapp.organizers.models import Member, Organizer, Role
from regapp.organizers.rules import RoleInvite

ROLE_GIVEN = "conferences.role_given"
_UNUSED_AFTER = timedelta(days=30)


def invite_helper(
    session: Session,
    conference: Conference,
    organizer: Organizer,
    invite: RoleInvite,
    *,
    by: By,
    system_now: datetime,
    now: datetime,
) -> ConferenceMember:
    """A role at this conference on behalf of one that holds it, and its letter. Refuses member_known."""
    person, link = invite_person(
        session, invite.email, name=invite.name, system_now=system_now, now=now, by=by
    )
    row = ConferenceMember
    known = exists().where(
        row.conference_id == conference.id, row.organizer_id == organizer.id, row.person_id == person.id
    )
    if session.scalar(select(known)):
        raise Refusal("member_known", "email")
    member = give_helper_role(
        session, conference.id, organizer, person_id=person.id, role=invite.role, by=by, now=now,
        invited_name=invite.name,
    )  # fmt: skip
    promise_role_letter(session, ROLE_GIVEN, member.id, link, invite.language, by=by, now=now)
    return member


def give_helper_role(
    session: Session,
    conference_id: int,
    organizer: Organizer,
    *,
    person_id: int,
    role: Role,
    by: By,
    now: datetime,
    invited_name: str = "",
) -> ConferenceMember:
    """The role alone, without a letter, to somebody who has none here for this organizer."""
    member = ConferenceMember(
        conference_id=conference_id, organizer_id=organizer.id, person_id=person_id, role=role,
        created_at=now, invited_name=invited_name,
    )  # fmt: skip
    session.add(member)
    session.flush()
    _record(session, "role_given", member, f"role:{organizer.slug}:{role.value}", by=by, now=now)
    return member


def resend_helper(
    session: Session, member: ConferenceMember, *, language: str, by: By, system_now: datetime, now: datetime
) -> None:
    """The letter once more, with a link of its own."""
    link = invitation_link(session, session.get_one(Person, member.person_id), system_now=system_now)
    promise_role_letter(session, ROLE_GIVEN, member.id, link, language, by=by, now=now)
    _record(session, "role_letter_resent", member, by=by, now=now)


def change_helper(
    session: Session,
    organizer: Organizer,
    member: ConferenceMember,
    role: Role,
    *,
    seen: Role,
    by: By,
    now: datetime,
) -> None:
    """Refuses role_changed_meanwhile: `seen` is what the page showed."""
    if member.role is not seen:
        raise Refusal("role_changed_meanwhile")
    member.role = role
    session.flush()
    _record(session, "role_given", member, f"role:{organizer.slug}:{role.value}", by=by, now=now)


def remove_helper(
    session: Session, organizer: Organizer, member: ConferenceMember, *, by: By, now: datetime
) -> None:
    _record(session, "role_taken", member, f"role:{organizer.slug}", by=by, now=now)
    session.delete(member)
    session.flush()


def add_co_organizer(
    session: Session, conference: Conference, organizer: Organizer, *, version: int, by: By, now: datetime
) -> None:
    """Its people see the conference from now on. Refuses organizer_known, edited_meanwhile."""
    claim_version(session, conference, version)
    if organizer.id in _holders(session, conference):
        raise Refusal("organizer_known", "organizer")
    last = select(func.max(ConferenceOrganizer.position)).where(
        ConferenceOrganizer.conference_id == conference.id
    )
    position = session.scalar(last)
    session.add(
        ConferenceOrganizer(
            conference_id=conference.id, organizer_id=organizer.id,
            position=0 if position is None else position + 1,
        )
    )  # fmt: skip
    _told(session, "co_organizer_added", conference, organizer, by=by, now=now)


def remove_co_organizer(
    session: Session, conference: Conference, organizer: Organizer, *, by: By, now: datetime
) -> None:
    """Its people see nothing of it from their next click on, and their roles at it are gone."""
    at = (ConferenceOrganizer.conference_id == conference.id) & (
        ConferenceOrganizer.organizer_id == organizer.id
    )
    if session.execute(delete(ConferenceOrganizer).where(at)).rowcount == 0:  # type: ignore[attr-defined]
        return
    claim_version(session, conference, conference.version)
    held = (ConferenceMember.conference_id == conference.id) & (ConferenceMember.organizer_id == organizer.id)
    session.execute(delete(ConferenceMember).where(held))
    _told(session, "co_organizer_removed", conference, organizer, by=by, now=now)


def note_joined(session: Session, person_id: int, *, now: datetime) -> None:
    """They have looked in: see `regapp.organizers.commands.note_joined`."""
    waiting = (ConferenceMember.person_id == person_id) & ConferenceMember.joined_at.is_(None)
    session.execute(update(ConferenceMember).where(waiting).values(joined_at=now))


def sweep_unused_accounts(session: Session, *, now: datetime) -> None:
    """Forget whom nobody has given a role that lasts and who never chose a password."""
    person = Person.id
    session.execute(
        delete(Person).where(
            Person.password_hash.is_(None),
            Person.created_at < now - _UNUSED_AFTER,
            ~exists().where(Member.person_id == person),
            ~exists().where(ConferenceMember.person_id == person),
            ~exists().where(PasswordReset.person_id == person),
            ~exists().where(Conference.needs_contact_id == person),
        ),
        execution_options={"synchronize_session": False},
    )


def _holders(session: Session, conference: Conference) -> set[int]:
    at = ConferenceOrganizer.conference_id == conference.id
    found = session.scalars(select(ConferenceOrganizer.organizer_id).where(at))
    return {conference.owner_id, *found}


def _told(
    session: Session, action: str, conference: Conference, organizer: Organizer, *, by: By, now: datetime
) -> None:
    """Written down, and in the feeds of whoever holds it."""
    conference.changed_at, conference.changed_by_id = now, by.person_id
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=[f"organizer:{organizer.slug}"],
    )  # fmt: skip
    touch_entries(session, conference, now)


def _record(
    session: Session, action: str, member: ConferenceMember, *fields: str, by: By, now: datetime
) -> None:
    record(
        session, action, by=by, subject_type="person", subject_ids=[member.person_id], now=now,
        conference_id=member.conference_id, fields=fields,
    )  # fmt: skip
