"""Diet and allergy codes in words."""

from regapp.registrations.models import NeedsAnswer
from regapp.web.i18n import lazy

DIET_WORDS = {"vegetarian": lazy("Vegetariskt"), "vegan": lazy("Veganskt")}
ALLERGY_WORDS = {
    "gluten": lazy("Gluten"),
    "lactose": lazy("Laktos"),
    "milk": lazy("Mjölkprotein"),
    "egg": lazy("Ägg"),
    "nuts": lazy("Nötter"),
    "fish": lazy("Fisk"),
    "shellfish": lazy("Skaldjur"),
    "soy": lazy("Soja"),
    "other": lazy("Annat"),
}


def needs_words(needs: NeedsAnswer) -> str:
    """ "Veganskt, gluten. Hörslinga": what one person answered, in a line."""
    return ". ".join(part for part in (food_words(needs), needs.access_needs) if part)


def food_words(needs: NeedsAnswer | None) -> str:
    """ "Veganskt, gluten. Inga nötter": what the kitchen counts."""
    if needs is None:
        return ""
    chosen = [str(DIET_WORDS[code]) for code in needs.diet]
    chosen += [str(ALLERGY_WORDS[code]) for code in needs.allergies]
    return ". ".join(part for part in (", ".join(chosen), needs.food_note) if part)
