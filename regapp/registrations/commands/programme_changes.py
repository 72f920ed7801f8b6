"""Telling those who come what has changed in the programme: whoever chose an item, or everybody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.choices.models import ParticipantChoice
from regapp.conferences.models import Conference
from regapp.kernel.i18n import LANGUAGES
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue_each
from regapp.mailing.models import Priority
from regapp.programme.commands import mark_told
from regapp.programme.queries import list_items
from regapp.programme.rules.telling import Change, change_words, changes
from regapp.registrations.models import BookerRole, Participant, Registration, Status
from regapp.registrations.rules import may_cancel

PROGRAMME_CHANGED = "registrations.programme_changed"


class Audience(Enum):
    """Whom a change of the programme is told to."""

    # What one chooses to those who chose it, what is for all to all.
    TOUCHED = "touched"
    ALL = "all"


def list_changes(session: Session, conference: Conference) -> Sequence[Change]:
    """What nobody was told of yet."""
    return changes(list_items(session, conference.id), conference.zone)


def count_confirmed(session: Session, conference_id: int) -> int:
    """How many have a place."""
    here = (Participant.conference_id == conference_id, Participant.status == Status.CONFIRMED)
    return session.scalars(select(func.count(Participant.id)).where(*here)).one()


def count_touched(session: Session, conference: Conference, audience: Audience) -> int:
    """How many of those who come would be written to."""
    return len(_touched(session, conference, list_changes(session, conference), audience))


def tell_programme_changes(
    session: Session, conference: Conference, *, audience: Audience, message: str, by: By, now: datetime
) -> int:
    """A letter to each it touches; then it is known. How many people. Refuses nothing_to_tell."""
    found = list_changes(session, conference)
    if not found or not may_cancel(conference, now):
        raise Refusal("nothing_to_tell")
    touched = _touched(session, conference, found, audience)
    _promise(session, conference, found, touched, message, now)
    mark_told(session, conference)
    record(
        session, "programme_told", by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=["programme"],
    )  # fmt: skip
    return len(touched)


def let_be(session: Session, conference: Conference, *, by: By, now: datetime) -> None:
    """Small things: nobody needs to hear of them."""
    mark_told(session, conference)
    record(
        session, "programme_not_told", by=by, subject_type="conference", subject_ids=[conference.id],
        now=now, conference_id=conference.id, fields=["programme"],
    )  # fmt: skip


def _touched(
    session: Session, conference: Conference, found: Sequence[Change], audience: Audience
) -> Mapping[int, Sequence[int]]:
    """Places in `found` that touch each participant with a seat, in order; nobody is left with none."""
    here = (Participant.conference_id == conference.id, Participant.status == Status.CONFIRMED)
    people = session.scalars(select(Participant.id).where(*here).order_by(Participant.id)).all()
    if audience is Audience.ALL:
        return {number: range(len(found)) for number in people}
    places = {change.item.id: place for place, change in enumerate(found)}
    chosen = _chosen(session, [change.item.id for change in found if _is_chosen(change)])
    for_all = [place for place, change in enumerate(found) if not _is_chosen(change)]
    touched = {
        number: sorted([*for_all, *(places[item_id] for item_id in chosen.get(number, ()))])
        for number in people
    }
    return {number: which for number, which in touched.items() if which}


def _is_chosen(change: Change) -> bool:
    """One of a round, and there before: what is new there nobody can have chosen."""
    return change.item.round is not None and not change.before.get("off")


def _chosen(session: Session, item_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = {}
    rows = select(ParticipantChoice.participant_id, ParticipantChoice.item_id)
    for number, item_id in session.execute(rows.where(ParticipantChoice.item_id.in_(item_ids))):
        found.setdefault(number, []).append(item_id)
    return found


def _promise(
    session: Session,
    conference: Conference,
    found: Sequence[Change],
    touched: Mapping[int, Sequence[int]],
    message: str,
    now: datetime,
) -> None:
    """To each with an address; for those without to whoever signed them up and stays at home."""
    words = [{language: list(change_words(one, language)) for language in LANGUAGES} for one in found]

    def details(which: Iterable[int]) -> dict[str, Any]:
        return {
            "conference_id": conference.id,
            "changes": [words[place] for place in which],
            "message": message,
        }

    own: list[tuple[int, dict[str, Any]]] = []
    booked: dict[int, set[int]] = {}
    for number, email, registration_id, role in _readers(session, conference):
        if number not in touched:
            continue
        if email:
            own.append((number, details(touched[number])))
        elif role is BookerRole.OTHERS:
            booked.setdefault(registration_id, set()).update(touched[number])
    enqueue_each(session, PROGRAMME_CHANGED, own, now=now, priority=Priority.MASS)
    to_bookers = [(number, details(sorted(which))) for number, which in booked.items()]
    enqueue_each(session, f"{PROGRAMME_CHANGED}_to_booker", to_bookers, now=now, priority=Priority.MASS)


def _readers(session: Session, conference: Conference) -> Any:
    found = (
        select(Participant.id, Participant.email, Participant.registration_id, Registration.booker_role)
        .join(Registration, Registration.id == Participant.registration_id)
        .where(Participant.conference_id == conference.id, Participant.status == Status.CONFIRMED)
        .order_by(Participant.id)
    )
    return session.execute(found)
