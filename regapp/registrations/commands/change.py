"""Changing one's own part by the link: all in one transaction, or nothing and a reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.choices.models import ChoiceState
from regapp.choices.offers import Choices
from regapp.choices.queries import list_chosen
from regapp.choices.rules import Chosen
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.answers import read_answers, write_answers
from regapp.registrations.commands.changing import NewChoices, change_choices
from regapp.registrations.commands.completion import note_answer
from regapp.registrations.commands.edit import write_person
from regapp.registrations.commands.fees import list_own_picks
from regapp.registrations.commands.late import mark_late
from regapp.registrations.commands.letters import DETAILS_CHANGED, promise
from regapp.registrations.commands.needs import tell_contact
from regapp.registrations.commands.options import change_options
from regapp.registrations.commands.values import NewParticipant
from regapp.registrations.freezing import may_change
from regapp.registrations.models import Frozen, Participant, Registration
from regapp.registrations.rules import ACTIVE, check_may_cancel

# What the kitchen counts by, and what of it is chosen.
_KITCHENS = ("diet", "allergies", "food_note", "named_to_kitchen")
_COUNTED = ("attendance", "days", "meals")
# What is not worth a letter of its own.
_OWN_LINE = frozenset({"options", "attendance", "choices", "days", "meals"})
_QUIET = frozenset({"title", "listed", "sort_key", "search_key", "sound_key", "email_key"})


@dataclass(frozen=True)
class Asked:
    """What the form asks beside the person: these questions, whether there are options, and which
    of attendance, days, meals and choices."""

    question_ids: tuple[int, ...] = ()
    options: bool = False
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Change:
    """A sent form.

    seen    the digest of what was kept when the form was drawn
    drawn   what the form could change; of the rest `person` says nothing
    """

    seen: str
    drawn: frozenset[Frozen]
    asked: Asked
    person: NewParticipant


def read_kept(session: Session, person: Participant, asked: Asked) -> NewParticipant:
    """What is kept about somebody, as the form would send it. Loaded: needs."""
    answers = read_answers(session, person.id, asked.question_ids) if asked.question_ids else {}
    picks = list_own_picks(session, person.id) if asked.options else ()
    chosen = list_chosen(session, [person.id])[person.id] if asked.choices else Choices()
    needs = person.needs
    return NewParticipant(
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        organization=person.organization,
        title=person.title,
        diet=tuple(needs.diet) if needs else (),
        allergies=tuple(needs.allergies) if needs else (),
        food_note=needs.food_note if needs else "",
        named_to_kitchen=needs.named_to_kitchen if needs else False,
        access_needs=needs.access_needs if needs else "",
        listed=person.listed,
        is_booker=person.is_booker,
        protected=person.protected,
        alias=person.alias,
        answers=tuple(sorted(answers.items())),
        category_id=person.category_id,
        option_ids=tuple(sorted(pick.option_id for pick in picks)),
        attendance=person.attendance,
        choices=tuple(
            Chosen(one.item_id, wish=one.state is ChoiceState.WISHED)
            for one in sorted(chosen.items, key=lambda one: one.item_id)
        ),
        days=tuple(sorted(chosen.days)),
        meals=tuple(sorted(chosen.meals)),
    )


def digest_of(conference_id: int, kept: NewParticipant) -> str:
    """Equal as long as nobody saved anything else: a form drawn before must not undo it."""
    parts = (conference_id, _normal(kept))
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def change_participant(
    session: Session,
    registration: Registration,
    participant_id: int,
    conference: Conference,
    change: Change,
    *,
    now: datetime,
    by: By = PARTICIPANT,
) -> list[str]:
    """Save what the form says; the fields that changed.

    History, letters and marks of what came late follow. Refuses already_cancelled, edited_by_other,
    kitchen_frozen, rest_frozen, what cancelling refuses and what `change_options` refuses. Loaded on
    `conference`: days, pools, prices, owner; on `registration`: participants.
    """
    check_may_cancel(conference, now)
    if change.asked.options or change.asked.choices:
        lock_pools(session, [pool.id for pool in conference.pools])
    person = lock_person(session, registration, participant_id)
    if person.status not in ACTIVE or person.conference_id != conference.id:
        raise Refusal("already_cancelled")
    kept = read_kept(session, person, change.asked)
    if change.seen != digest_of(conference.id, kept):
        raise Refusal("edited_by_other")
    wanted = _merged(kept, change)
    _check_frozen(conference, person, kept, wanted, now)
    changed = write_person(session, registration, person, wanted, with_needs=True)
    if write_answers(session, person.id, dict(kept.answers), _all_answers(wanted, change.asked)):
        changed.append("answers")
    if sorted(wanted.option_ids) != sorted(kept.option_ids):
        change_options(session, registration, person, conference, wanted.option_ids, now=now, by=by)
        changed.append("options")
    if change.asked.choices and _chosen(wanted) != _chosen(kept):
        new = NewChoices(wanted.attendance, wanted.choices, wanted.days, wanted.meals)
        changed += change_choices(
            session, registration, person, conference, new, by=by, now=now, tell=False
        )  # fmt: skip
    _tell(session, registration, person, conference, changed, by=by, now=now)
    if "access_needs" in changed:
        tell_contact(session, conference, [wanted], now=now)
    note_answer(person, now=now)
    session.flush()
    return changed


def _tell(
    session: Session,
    registration: Registration,
    person: Participant,
    conference: Conference,
    changed: Sequence[str],
    *,
    by: By,
    now: datetime,
) -> None:
    # Options and choices have their own lines.
    fields = [name for name in changed if name not in _OWN_LINE]
    if fields:
        record(
            session, "edited", by=by, subject_type="participant", subject_ids=[person.id], now=now,
            conference_id=conference.id, fields=fields,
        )  # fmt: skip
    mark_late(session, conference, person.id, changed, now=now)
    told = [name for name in changed if name not in _QUIET]
    if told:
        details = {"fields": told, "calendar": "attendance" in told}
        promise(session, DETAILS_CHANGED, registration, [person], now=now, details=details)


def lock_person(session: Session, registration: Registration, participant_id: int) -> Participant:
    """As they stand now, and nobody else's until the end. With needs."""
    found = (
        select(Participant)
        .where(Participant.id == participant_id, Participant.registration_id == registration.id)
        .options(joinedload(Participant.needs), joinedload(Participant.completion))
        .with_for_update(of=Participant)
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).unique().one()


def _merged(kept: NewParticipant, change: Change) -> NewParticipant:
    """What the form says of what it showed, and what is kept of the rest."""
    sent, asked = change.person, change.asked
    names: list[str] = []
    if Frozen.KITCHEN in change.drawn:
        names += [*_KITCHENS, *(name for name in _COUNTED if name in asked.choices)]
    if Frozen.REST in change.drawn:
        names += ["given_name", "family_name", "email", "organization", "title", "access_needs", "listed"]
        names += ["answers"] if asked.question_ids else []
        names += ["option_ids"] if asked.options else []
        names += ["choices"] if "choices" in asked.choices else []
    wanted = replace(kept, **{name: getattr(sent, name) for name in names})
    return replace(wanted, listed=wanted.listed and not kept.protected)


def _normal(person: NewParticipant) -> NewParticipant:
    """The same, in one order, and whether a choice is a seat or a wish left out: equal if nothing
    would be changed."""
    items = sorted(one.item_id for one in person.choices)
    return replace(
        person,
        named_to_kitchen=person.is_named_to_kitchen,
        answers=tuple(sorted(person.answers)),
        option_ids=tuple(sorted(person.option_ids)),
        choices=tuple(Chosen(number) for number in items),
        days=tuple(sorted(person.days)),
        meals=tuple(sorted(person.meals)),
    )


def _chosen(person: NewParticipant) -> tuple[object, ...]:
    plain = _normal(person)
    return plain.attendance, plain.choices, plain.days, plain.meals


def _check_frozen(
    conference: Conference, person: Participant, kept: NewParticipant, wanted: NewParticipant, now: datetime
) -> None:
    """What froze while the form lay open stays as it is."""
    before, after = _normal(kept), _normal(wanted)
    counted = {name: getattr(before, name) for name in (*_KITCHENS, *_COUNTED)}
    rest = replace(after, **counted)
    if rest != after and not may_change(conference, person, Frozen.KITCHEN, now):
        raise Refusal("kitchen_frozen", "person-diet")
    if rest != before and not may_change(conference, person, Frozen.REST, now):
        raise Refusal("rest_frozen")


def _all_answers(wanted: NewParticipant, asked: Asked) -> dict[int, tuple[str, ...]]:
    """Every question that was asked, also those left empty."""
    answers = dict(wanted.answers)
    return {number: answers.get(number, ()) for number in asked.question_ids}
