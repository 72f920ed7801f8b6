"""What somebody chose, in words: the same on the receipt, in letters and for organizers. Pure."""

from collections.abc import Iterable, Sequence

from regapp.choices.models import ChoiceState
from regapp.choices.offers import Choices, ChosenItem, ItemOffer, MealOffer, RoundOffer
from regapp.kernel.dates import day_month
from regapp.kernel.i18n import translator

Fact = tuple[str, str]


def item_title(item: ItemOffer, language: str) -> str:
    return (item.title_en if language == "en" else "") or item.title


def seminar_facts(rounds: Sequence[RoundOffer], chosen: Choices, language: str) -> list[Fact]:
    """("Omgång 1", "Hälsa och skog") for each round where something was chosen."""
    kept = {one.item_id: one for one in chosen.items}
    return [
        (round_label(one, rounds, language), _with_state(item, kept[item.id], language))
        for one in rounds
        for item in one.items
        if item.id in kept
    ]


def round_label(one: RoundOffer, rounds: Sequence[RoundOffer], language: str) -> str:
    """ "Omgång 1", with the day where there are several."""
    label = translator(language).gettext("Omgång %(number)s") % {"number": one.number}
    many = len({other.on for other in rounds}) > 1
    return f"{label}, {day_month(one.on, language)}" if many else label


def day_facts(days: Iterable[tuple[int, str, str]], chosen: Choices, language: str) -> list[Fact]:
    """`days` as `DaysPart` has them; nothing where they were not asked."""
    came = [
        english if language == "en" else swedish for number, swedish, english in days if number in chosen.days
    ]
    return [(translator(language).gettext("Dagar"), ", ".join(came))] if came else []


def meal_facts(meals: Sequence[MealOffer], chosen: Choices, language: str) -> list[Fact]:
    """("Måltider", "Fika, Lunch"): also when nothing is eaten, since that is an answer."""
    if not meals:
        return []
    tr = translator(language)
    many = len({meal.on for meal in meals}) > 1
    names = []
    for meal in meals:
        if meal.id in chosen.meals:
            name = (meal.label_en if language == "en" else "") or meal.label
            names.append(f"{name} {day_month(meal.on, language)}" if many else name)
    return [(tr.gettext("Måltider"), ", ".join(names) or tr.gettext("inga"))]


def _with_state(item: ItemOffer, chosen: ChosenItem, language: str) -> str:
    tr = translator(language)
    name = item_title(item, language)
    if chosen.state is ChoiceState.WISHED:
        return tr.gettext("%(title)s: önskat, nummer %(place)s i kön") % {
            "title": name,
            "place": chosen.place,
        }
    if chosen.state is ChoiceState.HELD:
        return tr.gettext("%(title)s: önskat, när du får plats på konferensen") % {"title": name}
    return f"{name}, {item.room}" if item.room else name
