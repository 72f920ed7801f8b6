"""An organizer changes somebody: person, answers, options, choices and buyer, all of it or nothing."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.choices.rules import Chosen
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference
from regapp.conferences.offers import Offer, list_offers
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.answers import change_answers
from regapp.registrations.commands.change import Asked, digest_of, lock_person, read_kept
from regapp.registrations.commands.changing import NewChoices, change_choices
from regapp.registrations.commands.edit import BUYER_COLUMNS, edit_buyer, edit_participant
from regapp.registrations.commands.holding import hold_registration
from regapp.registrations.commands.late import mark_late
from regapp.registrations.commands.letters import DETAILS_CHANGED, promise
from regapp.registrations.commands.options import change_options
from regapp.registrations.commands.paying import buyer_seen
from regapp.registrations.commands.values import BuyerDetails, NewParticipant
from regapp.registrations.models import Participant, Registration
from regapp.registrations.queries import list_conferences_of

_CHOICES = ("attendance", "choices", "days", "meals")


@dataclass(frozen=True)
class StaffChange:
    """A sent form of the organizers.

    seen        what `seen_by_staff` said when the form was drawn
    asked       what it asked beside the person
    with_needs  whether it showed diet and needs
    buyer       None where it showed none
    """

    seen: str
    asked: Asked
    person: NewParticipant
    with_needs: bool
    buyer: BuyerDetails | None = None


def seen_by_staff(
    registration: Registration, conference_id: int, kept: NewParticipant, *, with_needs: bool
) -> str:
    """Equal as long as nobody saved anything of what the form shows."""
    if not with_needs:
        kept = replace(kept, diet=(), allergies=(), food_note="", access_needs="")
    shown = digest_of(conference_id, kept) + buyer_seen(registration)
    return hashlib.sha256(shown.encode()).hexdigest()


def change_by_staff(
    session: Session,
    registration: Registration,
    participant_id: int,
    conference: Conference,
    change: StaffChange,
    *,
    by: By,
    now: datetime,
) -> list[str]:
    """Save what the form says, whatever has frozen; what changed of options and choices.

    What was corrected about a person is told to nobody; other options and choices are, in one letter.
    Refuses already_cancelled (moved meanwhile), edited_by_other and what `change_options` and
    `change_choices` refuse. Loaded on `conference`: days, pools, prices, owner; on
    `registration`: participants.
    """
    asked = change.asked
    hold_registration(session, registration.id)
    if asked.options or asked.choices:
        lock_pools(session, [pool.id for pool in conference.pools])
    session.refresh(registration, [*BUYER_COLUMNS])
    person = lock_person(session, registration, participant_id)
    if person.conference_id != conference.id:
        raise Refusal("already_cancelled")
    kept = read_kept(session, person, asked)
    if change.seen != seen_by_staff(registration, conference.id, kept, with_needs=change.with_needs):
        raise Refusal("edited_by_other")
    edit_participant(
        session, registration, person, change.person, conference=conference, by=by, now=now,
        with_needs=change.with_needs,
    )  # fmt: skip
    given = dict(change.person.answers)
    change_answers(
        session, person, {number: given.get(number, ()) for number in asked.question_ids}, by=by, now=now
    )
    changed = _change_chosen(session, registration, person, conference, kept, change, by=by, now=now)
    if changed:
        mark_late(session, conference, person.id, changed, now=now)
        details = {"fields": changed, "calendar": "attendance" in changed}
        promise(session, DETAILS_CHANGED, registration, [person], now=now, details=details)
    if change.buyer is not None:
        held = list_conferences_of(session, registration.participants)
        edit_buyer(session, registration, change.buyer, held, by=by, now=now)
    return changed


def _change_chosen(
    session: Session,
    registration: Registration,
    person: Participant,
    conference: Conference,
    kept: NewParticipant,
    change: StaffChange,
    *,
    by: By,
    now: datetime,
) -> list[str]:
    """Options with the category, then seminars, days, meals and how one takes part."""
    wanted, changed = change.person, []
    if change.asked.options:
        offer = list_offers(session, [conference]).get(conference.id, Offer())
        category_id = wanted.category_id if offer.categories else kept.category_id
        options = {*wanted.option_ids, *_withdrawn(offer, kept.option_ids)}
        if change_options(
            session,
            registration,
            person,
            conference,
            sorted(options),
            now=now,
            by=by,
            category_id=category_id,
        ):
            changed.append("options")
    new = _choices(wanted, kept, change.asked.choices)
    if new != _choices(kept, kept, ()):
        changed += change_choices(
            session, registration, person, conference, new, by=by, now=now, tell=False
        )  # fmt: skip
    return changed


def _withdrawn(offer: Offer, option_ids: Collection[int]) -> list[int]:
    """What was chosen and is offered no longer stays theirs: the form does not show it."""
    return [number for number in option_ids if offer.option(number) is None]


def _choices(wanted: NewParticipant, kept: NewParticipant, asked: Collection[str]) -> NewChoices:
    """What is wanted of what was asked, and what is kept of the rest, in one order."""
    one = replace(kept, **{name: getattr(wanted, name) for name in _CHOICES if name in asked})
    wishes = {chosen.item_id: chosen.wish for chosen in one.choices}
    items = tuple(Chosen(number, wish=wish) for number, wish in sorted(wishes.items()))
    return NewChoices(one.attendance, items, tuple(sorted(one.days)), tuple(sorted(one.meals)))
