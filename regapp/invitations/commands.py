"""Inviting, answering, passing on, reminding. Every change writes history and promises its letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, ConferenceDay
from regapp.invitations.models import Forwarding, Guests, Invitation, Reply
from regapp.invitations.rules import Guest, is_due_a_reminder, may_answer
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.mailing.commands import enqueue, enqueue_many
from regapp.mailing.models import Priority

INVITATION = "invitations.invitation"
REMINDER = "invitations.reminder"
COLLEAGUE_REFUSED = "invitations.colleague_refused"
# Names and addresses of the invited go so long after the last day.
STAY = timedelta(days=60)
_insert = insert(Invitation.__table__).returning(Invitation.__table__.c.id)  # type: ignore[arg-type]  # declared as FromClause


@dataclass(frozen=True)
class GuestPlan:
    """How a conference invites, as the organizer saved it."""

    invitation_only: bool
    forwarding: Forwarding
    text: str
    text_en: str
    answer_by: date | None


def plan_guests(
    session: Session, conference: Conference, plan: GuestPlan, *, version: int, by: By, now: datetime
) -> None:
    """Say who may sign up, and how invitations go on. Refuses edited_meanwhile."""
    claim_version(session, conference, version)
    conference.invitation_only = plan.invitation_only
    guests = session.get(Guests, conference.id)
    if guests is None:
        guests = Guests(conference_id=conference.id)
        session.add(guests)
    guests.forwarding, guests.answer_by = plan.forwarding, plan.answer_by
    guests.text, guests.text_en = plan.text, plan.text_en
    session.flush()
    _note(session, "guests_saved", "conference", [conference.id], conference.id, by=by, now=now)


def invite(
    session: Session, conference_id: int, guests: Sequence[Guest], *, by: By, now: datetime
) -> Sequence[int]:
    """A personal link and a letter to each, in bulk; nobody is invited twice."""
    if not guests:
        return []
    rows = [_row(conference_id, guest, now) for guest in guests]
    ids = session.execute(_insert, rows).scalars().all()
    _note(session, "invited", "invitation", ids, conference_id, by=by, now=now)
    enqueue_many(session, INVITATION, subject_ids=ids, now=now, priority=Priority.MASS)
    return ids


def look_at(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """ "Visa inbjudan" was pressed. The first time counts."""
    first = update(Invitation).where(Invitation.id == invitation.id, Invitation.opened_at.is_(None))
    session.execute(first.values(opened_at=now), execution_options={"synchronize_session": False})
    session.refresh(invitation)


def decline(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Saying no twice is one no. Refuses invitation_answered."""
    _lock(session, invitation)
    if invitation.reply is Reply.DECLINED:
        return
    _check_open(invitation)
    _reply(session, invitation, Reply.DECLINED, now)
    _note(
        session, "declined", "invitation", [invitation.id], invitation.conference_id, by=PARTICIPANT, now=now
    )


def accept(
    session: Session, conference_id: int, token: str, email: str, *, registration_id: int, now: datetime
) -> None:
    """The invited person signs up, by this registration.

    Refuses signup_invited_only (no such invitation, or answered already) and
    invitation_other_address.
    """
    found = select(Invitation).where(Invitation.token == token, Invitation.conference_id == conference_id)
    invitation = session.scalars(found.with_for_update()).one_or_none()
    if invitation is None or not may_answer(invitation):
        raise Refusal("signup_invited_only")
    if invitation.email_key != email.casefold():
        raise Refusal("invitation_other_address", address=invitation.email)
    invitation.registration_id = registration_id
    _reply(session, invitation, Reply.SIGNED_UP, now)


def suggest_colleague(
    session: Session, invitation: Invitation, guests: Guests | None, *, name: str, email: str, now: datetime
) -> None:
    """Ask the organizer to invite a colleague instead.

    Nothing is sent to the colleague before the organizer agrees. Refuses forwarding_locked,
    invitation_answered, colleague_invited.
    """
    if guests is None or guests.forwarding is Forwarding.LOCKED:
        raise Refusal("forwarding_locked")
    _lock(session, invitation)
    _check_open(invitation)
    _check_new(session, invitation.conference_id, email)
    invitation.colleague_name, invitation.colleague_email = name, email
    _reply(session, invitation, Reply.ASKED, now)
    _note(
        session, "colleague_suggested", "invitation", [invitation.id], invitation.conference_id,
        by=PARTICIPANT, now=now,
    )  # fmt: skip


def approve_colleague(session: Session, invitation: Invitation, *, by: By, now: datetime) -> None:
    """Invite the colleague; the first link is spent. Refuses nothing_asked, colleague_invited."""
    _lock(session, invitation)
    if invitation.reply is not Reply.ASKED:
        raise Refusal("nothing_asked")
    _check_new(session, invitation.conference_id, invitation.colleague_email)
    guest = Guest(
        invitation.colleague_name, invitation.colleague_email, invitation.organization, invitation.county,
        invitation.role,
    )  # fmt: skip
    row = _row(invitation.conference_id, guest, now) | {"instead_of_id": invitation.id}
    ids = session.execute(_insert, [row]).scalars().all()
    invitation.colleague_name = invitation.colleague_email = ""
    _reply(session, invitation, Reply.PASSED, now)
    _note(session, "colleague_invited", "invitation", ids, invitation.conference_id, by=by, now=now)
    enqueue_many(session, INVITATION, subject_ids=ids, now=now)


def refuse_colleague(session: Session, invitation: Invitation, *, by: By, now: datetime) -> None:
    """The invitation stays the first one's own, who is told. Refuses nothing_asked."""
    _lock(session, invitation)
    if invitation.reply is not Reply.ASKED:
        raise Refusal("nothing_asked")
    invitation.colleague_name = invitation.colleague_email = ""
    invitation.reply, invitation.answered_at = Reply.SILENT, None
    session.flush()
    _note(
        session, "colleague_refused", "invitation", [invitation.id], invitation.conference_id, by=by, now=now
    )
    enqueue(session, COLLEAGUE_REFUSED, subject_id=invitation.id, now=now)


def remind_silent(session: Session, conference_id: int, *, by: By, now: datetime) -> int:
    """A letter to those who have not answered at all, at most once a day; how many they were."""
    silent = select(Invitation).where(
        Invitation.conference_id == conference_id, Invitation.reply == Reply.SILENT
    )
    due = [one for one in session.scalars(silent.with_for_update()) if is_due_a_reminder(one, now)]
    ids = [one.id for one in due]
    if ids:
        rows = update(Invitation).where(Invitation.id.in_(ids)).values(reminded_at=now)
        session.execute(rows, execution_options={"synchronize_session": False})
        _note(session, "invitation_reminded", "invitation", ids, conference_id, by=by, now=now)
        enqueue_many(session, REMINDER, subject_ids=ids, now=now, priority=Priority.MASS)
    return len(ids)


def withdraw(session: Session, invitation: Invitation, *, by: By, now: datetime) -> None:
    """Take an unanswered invitation back: the link opens nothing. Refuses invitation_answered."""
    _lock(session, invitation)
    _check_open(invitation)
    _note(
        session,
        "invitation_withdrawn",
        "invitation",
        [invitation.id],
        invitation.conference_id,
        by=by,
        now=now,
    )
    session.execute(delete(Invitation).where(Invitation.id == invitation.id))


def delete_old_invitations(session: Session, *, now: datetime) -> int:
    """Delete the invitations of conferences over for 60 days; how many there were."""
    over = (
        select(ConferenceDay.conference_id)
        .group_by(ConferenceDay.conference_id)
        .having(func.max(ConferenceDay.on) < (now - STAY).date())
    )
    old = Invitation.conference_id.in_(over)
    # A row may point at another one that goes with it.
    session.execute(update(Invitation).where(old).values(instead_of_id=None))
    gone = session.execute(delete(Invitation).where(old).returning(Invitation.id)).all()
    return len(gone)


def _row(conference_id: int, guest: Guest, now: datetime) -> dict[str, object]:
    return {
        "conference_id": conference_id,
        "token": new_token(),
        "name": guest.name,
        "email": guest.email,
        "email_key": guest.email.casefold(),
        "organization": guest.organization,
        "county": guest.county,
        "role": guest.role,
        "reply": Reply.SILENT,
        "colleague_name": "",
        "colleague_email": "",
        "created_at": now,
    }


def _check_open(invitation: Invitation) -> None:
    if not may_answer(invitation):
        raise Refusal("invitation_answered")


def _check_new(session: Session, conference_id: int, email: str) -> None:
    known = select(Invitation.id).where(
        Invitation.conference_id == conference_id, Invitation.email_key == email.casefold()
    )
    if session.execute(known.limit(1)).first() is not None:
        raise Refusal("colleague_invited", field="email")


def _lock(session: Session, invitation: Invitation) -> None:
    """As it stands now, until the transaction ends."""
    session.execute(select(Invitation.id).where(Invitation.id == invitation.id).with_for_update()).one()
    session.refresh(invitation)


def _reply(session: Session, invitation: Invitation, reply: Reply, now: datetime) -> None:
    invitation.reply, invitation.answered_at = reply, now
    session.flush()


def _note(
    session: Session,
    action: str,
    subject_type: str,
    subject_ids: Sequence[int],
    conference_id: int,
    *,
    by: By,
    now: datetime,
) -> None:
    record(
        session, action, by=by, subject_type=subject_type, subject_ids=subject_ids, now=now,
        conference_id=conference_id,
    )  # fmt: skip


def forget_invited(session: Session, conference_id: int, email: str) -> None:
    """Empty who was invited by this address, also as a colleague; that somebody was stays."""
    key = email.casefold()
    rows = select(Invitation).where(
        Invitation.conference_id == conference_id,
        (Invitation.email_key == key) | (func.lower(Invitation.colleague_email) == key),
    )
    for one in session.scalars(rows):
        if one.email_key == key:
            # Unique within the conference, and nobody's address.
            one.name, one.email, one.email_key = "", "", f"-{one.id}"
        else:
            one.colleague_name, one.colleague_email = "", ""
    session.flush()
