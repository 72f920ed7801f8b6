"""What invented participants choose: the same every time, by the key of their form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from sqlalchemy.orm import Session

from regapp.choices.offers import MealOffer, RoundOffer
from regapp.choices.queries import list_meals, list_rounds
from regapp.choices.rules import Chosen
from regapp.conferences.models import Conference
from regapp.registrations.commands import NewParticipant, SignUp

# How popular the first, second … item of a round is, and how many eat.
_POPULAR = (28, 20, 46, 14)
_CHOOSES, _EATS = 0.95, 0.93


@dataclass(frozen=True)
class Offered:
    rounds: Sequence[RoundOffer] = ()
    meals: Sequence[MealOffer] = ()


def offered_at(session: Session, conference: Conference) -> Offered:
    rounds = list_rounds(session, [conference.id]).get(conference.id, ())
    return Offered(rounds, list_meals(session, [conference.id]).get(conference.id, ()))


def with_choices(form: SignUp, offered: Offered) -> SignUp:
    """The form with something chosen by everybody on it; a full seminar is wished for."""
    if not offered.rounds and not offered.meals:
        return form
    dice = Random(form.key)  # noqa: S311 - invented people, nothing secret
    people = tuple(_chosen(person, offered, dice) for person in form.participants)
    return replace(form, participants=people)


def _chosen(person: NewParticipant, offered: Offered, dice: Random) -> NewParticipant:
    choices = []
    for one in offered.rounds:
        weights = [_POPULAR[number % len(_POPULAR)] for number in range(len(one.items))]
        (item,) = dice.choices(one.items, weights)
        if dice.random() < _CHOOSES:
            choices.append(Chosen(item.id, item.pool_id, wish=True))
    meals = tuple(meal.id for meal in offered.meals if dice.random() < _EATS)
    return replace(person, choices=tuple(choices), meals=meals)
