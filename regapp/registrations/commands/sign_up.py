"""Signing up: the hot path. Core statements built once, one short transaction.

One sent form is one registration: its key is unique, so the second post of a key finds the
first one's registration whatever happened to the answer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, or_, select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.commands.seats import SeatResult, is_as_read, take, take_or_wait
from regapp.conferences.models import Conference
from regapp.conferences.prices import Pick
from regapp.conferences.rules import (
    check_not_called_off,
    check_takes_sign_ups,
    pool_of,
    remote_pool_of,
)
from regapp.database.prepared import Prepared
from regapp.interest.commands import ask
from regapp.interest.models import Wish
from regapp.invitations.commands import accept
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue_many
from regapp.registrations.commands.answers import insert_answers
from regapp.registrations.commands.choosing import Claim, add_picks, check_choices, take_claimed
from regapp.registrations.commands.draft import Draft, draft_sign_up, needs_values
from regapp.registrations.commands.fees import charge_picks, parties_at
from regapp.registrations.commands.needs import tell_contact
from regapp.registrations.commands.seminars import keep_choices
from regapp.registrations.commands.values import SignedUp, SignUp
from regapp.registrations.models import NeedsAnswer, Participant, Registration, Status
from regapp.registrations.rules import ACTIVE, is_apart, same_person_key

CONFIRMATION = "registrations.confirmation"
CONFIRMATION_TO_BOOKER = "registrations.confirmation_to_booker"
WAITING = "registrations.waiting"
WAITING_TO_BOOKER = "registrations.waiting_to_booker"

_registrations: Table = Registration.__table__  # type: ignore[assignment]  # declared as FromClause
_participants: Table = Participant.__table__  # type: ignore[assignment]  # declared as FromClause
_insert_needs = insert(NeedsAnswer.__table__)  # type: ignore[arg-type]  # declared as FromClause
_there = select(_participants.c.given_name, _participants.c.family_name, _participants.c.email).where(
    _participants.c.conference_id == bindparam("conference_id"),
    or_(*(_participants.c.status == status for status in ACTIVE)),
)
_same_person = Prepared(_there.where(_participants.c.email_key == bindparam("email")))
_same_people = _there.where(_participants.c.email_key.in_(bindparam("emails", expanding=True)))
_by_key = select(_registrations.c.id, _registrations.c.token, _registrations.c.submission_digest).where(
    _registrations.c.submission_key == bindparam("key")
)


def sign_up(
    session: Session,
    conference: Conference,
    form: SignUp,
    *,
    now: datetime,
    by: By = PARTICIPANT,
    always_open: bool = False,
    tell: bool = True,
    drafted: Draft | None = None,
) -> SignedUp:
    """Sign up everybody on the form to `conference`: seats for all, or a place in line for all.

    Where it is held both ways, those from a distance have seats of their own. What was chosen
    is taken in the same transaction, all or nothing.

    Loaded on `conference`: days, pools, prices, owner. `always_open` lets an organizer add people
    outside the window, never to a conference that is called off; without `tell` nobody gets a letter
    about it; `drafted` was made of the form before the transaction. Refuses: signup_…,
    full_without_queue, group_too_large, onsite_full, remote_full, seminar_full, what `check_choices`
    and `take_claimed` refuse, already_registered, changed_meanwhile (read the conference again).
    """
    drafted = drafted or draft_sign_up(session, conference, form, now=now)
    registration_id = drafted.insert_registration(session)
    if registration_id is None:
        return _answer_again(session, form)
    if always_open:
        check_not_called_off(conference)
    else:
        check_takes_sign_ups(conference, now)
        _accept_invitation(session, conference, form, now, registration_id=registration_id)
    _check_new_people(session, conference, form)
    claim = check_choices(session, conference, form, now, by_organizer=always_open)
    seats = _seats(session, conference, form)
    take_claimed(session, claim, seated=seats.seated)
    ids = _insert_people(
        session, conference, form, drafted, registration_id=registration_id, seats=seats, claim=claim
    )
    add_picks(session, form.participants, ids, seated=seats.seated)
    keep_choices(session, dict(zip(ids, form.participants, strict=True)), seated=seats.seated)
    if seats.seated:
        charge(session, conference, form, now, registration_id=registration_id, participant_ids=ids)
    record(
        session, "signed_up" if seats.seated else "joined_line", by=by, subject_type="participant",
        subject_ids=ids, now=now, conference_id=conference.id,
    )  # fmt: skip
    if tell:
        _promise_letters(session, form, ids, now, registration_id=registration_id, seated=seats.seated)
    _pass_on(session, conference, form, now)
    return SignedUp(token=drafted.token, seated=seats.seated)


def _pass_on(session: Session, conference: Conference, form: SignUp, now: datetime) -> None:
    """What the form says to others: who sees to needs, and the list of the next edition."""
    tell_contact(session, conference, form.participants, now=now)
    if form.next_time and form.booker_email:
        ask(
            session, form.booker_email, wish=Wish.NEXT, language=form.language, now=now,
            conference_id=conference.id,
        )  # fmt: skip


def _accept_invitation(
    session: Session, conference: Conference, form: SignUp, now: datetime, *, registration_id: int
) -> None:
    """Where only the invited may come, the form spends an invitation."""
    if not conference.invitation_only:
        return
    if len(form.participants) != 1:
        raise Refusal("invitation_for_one")
    email = form.participants[0].email
    accept(session, conference.id, form.invitation, email, registration_id=registration_id, now=now)


def _answer_again(session: Session, form: SignUp) -> SignedUp:
    first = session.execute(_by_key, {"key": form.key}).one()
    seated = select(Participant.id).where(
        Participant.registration_id == first.id, Participant.status == Status.CONFIRMED
    )
    return SignedUp(
        token=first.token,
        seated=session.execute(seated.limit(1)).first() is not None,
        again=True,
        edited=first.submission_digest != form.digest(),
    )


def _check_new_people(session: Session, conference: Conference, form: SignUp) -> None:
    """Ask once when somebody with the same name and address is signed up already."""
    emails = {person.email.casefold() for person in form.participants if person.email}
    if form.once_more or not emails:
        return
    rows: Iterable[Any]
    if len(emails) == 1:
        rows = _same_person.run(session, {"conference_id": conference.id, "email": min(emails)})
    else:
        values = {"conference_id": conference.id, "emails": sorted(emails)}
        rows = session.execute(_same_people, values)
    known = {same_person_key(*row) for row in rows}
    for person in form.participants:
        if same_person_key(person.given_name, person.family_name, person.email) in known:
            name = f"{person.given_name} {person.family_name}"
            raise Refusal("already_registered", name=name)


def _seats(session: Session, conference: Conference, form: SignUp) -> SeatResult:
    """Seats for all, or one ticket for all. Refuses onsite_full where some are to come and others
    not: those who could have a seat would wait for those who cannot."""
    far = sum(is_apart(conference, person.attendance) for person in form.participants)
    here = len(form.participants) - far
    seats = _seats_here(session, conference, here) if here else SeatResult(None)
    if far:
        if not seats.seated:
            raise Refusal("onsite_full")
        _seats_from_a_distance(session, conference, far)
    return seats


def _seats_here(session: Session, conference: Conference, count: int) -> SeatResult:
    pool = pool_of(conference)
    if pool is None:
        raise Refusal("signup_none")
    if count > pool.capacity:
        raise Refusal("group_too_large", capacity=pool.capacity)
    seats = take_or_wait(session, pool.id, count, version=conference.version)
    if seats is None:
        raise Refusal("changed_meanwhile")
    if not seats.seated and not conference.has_waiting_list:
        raise Refusal("full_without_queue")
    return seats


def _seats_from_a_distance(session: Session, conference: Conference, count: int) -> None:
    """Nobody waits for them: who finds them taken may come instead, or wait for a seat there.

    Holds the conference's own pool too, as everybody does who takes something at it.
    """
    own, pool = pool_of(conference), remote_pool_of(conference)
    if own and not is_as_read(session, own.id, version=conference.version):
        raise Refusal("changed_meanwhile")
    if pool is not None and not take(session, pool.id, count):
        raise Refusal("remote_full")


def _insert_people(
    session: Session,
    conference: Conference,
    form: SignUp,
    drafted: Draft,
    *,
    registration_id: int,
    seats: SeatResult,
    claim: Claim,
) -> Sequence[int]:
    late = {
        "registration_id": registration_id,
        "status": Status.CONFIRMED if seats.seated else Status.WAITING,
        "queue_ticket": seats.ticket,
    }
    ids = drafted.insert_people(
        session, [{**late, "access_code_id": claim.code_of(person)} for person in form.participants]
    )
    needs = [
        needs_values(person, participant_id, conference.id)
        for participant_id, person in zip(ids, form.participants, strict=True)
        if person.has_needs
    ]
    if needs:
        session.execute(_insert_needs, needs)
    insert_answers(session, dict(zip(ids, form.participants, strict=True)))
    return ids


def charge(
    session: Session,
    conference: Conference,
    form: SignUp,
    now: datetime,
    *,
    registration_id: int,
    participant_ids: Sequence[int],
) -> None:
    """Charge what each chose, if the conference costs anything and somebody is to pay."""
    if not conference.prices or form.buyer is None:
        return
    picks = {
        participant_id: (Pick(person.category_id, person.option_ids), now)
        for participant_id, person in zip(participant_ids, form.participants, strict=True)
    }
    parties = parties_at(conference, form.buyer.kind, form.buyer.org_number)
    charge_picks(session, conference, picks, parties, registration_id=registration_id, now=now)


def _promise_letters(
    session: Session,
    form: SignUp,
    ids: Sequence[int],
    now: datetime,
    *,
    registration_id: int,
    seated: bool,
) -> None:
    people = zip(ids, form.participants, strict=True)
    addressed = [participant_id for participant_id, person in people if person.email]
    kind = CONFIRMATION if seated else WAITING
    if addressed:
        enqueue_many(session, kind, subject_ids=addressed, now=now)
    if form.booker_email and not any(person.is_booker for person in form.participants):
        booker_kind = CONFIRMATION_TO_BOOKER if seated else WAITING_TO_BOOKER
        enqueue_many(session, booker_kind, subject_ids=[registration_id], now=now)
