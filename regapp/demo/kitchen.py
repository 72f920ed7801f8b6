"""What invented participants wrote about food, and what the kitchen was told before the last signed up."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.catering.commands import give_report, make_link, set_extra
from regapp.catering.models import ExtraKind
from regapp.conferences.models import Conference
from regapp.registrations.commands import NewParticipant, SignUp
from regapp.registrations.models import NeedsAnswer

_NOTES = ("Tål inte champinjoner", "Sesam", "Äter inte griskött", "Stark allergi mot jordnötter")
# Speakers and crew: who, what they eat, how many.
_EXTRAS = ((ExtraKind.SPEAKERS, "", 6), (ExtraKind.SPEAKERS, "vegan", 1), (ExtraKind.CREW, "", 4))
_WRITES, _NAMED = 0.05, 0.3
# What somebody at the desk has read already, and what they made of it for the kitchen.
_READ = {"Sesam": "utan sesam", "Äter inte griskött": "utan griskött"}
# So much of the crowd has signed up when the kitchen gets its first numbers.
TOLD_AT = 0.85


def with_food(form: SignUp) -> SignUp:
    """The form with a note here and there, and some who tell the kitchen their name."""
    dice = Random(f"{form.key} mat")  # noqa: S311 - invented people, nothing secret
    people = tuple(_with_food(person, dice) for person in form.participants)
    return replace(form, participants=people)


def _with_food(person: NewParticipant, dice: Random) -> NewParticipant:
    if dice.random() < _WRITES:
        person = replace(person, allergies=(*person.allergies, "other"), food_note=dice.choice(_NOTES))
    return replace(person, named_to_kitchen=bool(person.allergies) and dice.random() < _NAMED)


def tell_kitchens(session: Session, conferences: Collection[Conference], now: datetime) -> None:
    """Speakers and crew, a link, some notes read, and the numbers of that moment."""
    notes = select(NeedsAnswer).where(NeedsAnswer.food_note.in_(_READ))
    for needs in session.scalars(notes):
        needs.kitchen_words = _READ[needs.food_note]
    for conference in conferences:
        for kind, plate, count in _EXTRAS:
            set_extra(session, conference, meal="", kind=kind, plate=plate, count=count, by=SYSTEM, now=now)
        address = f"koket{conference.id}@exempel.se"
        make_link(session, conference, address, by=SYSTEM, now=now)
        give_report(session, conference, by=SYSTEM, now=now)
