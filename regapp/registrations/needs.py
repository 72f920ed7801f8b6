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
    chosen = [str(DIET_WORDS[code]) for code in needs.diet]
    chosen += [str(ALLERGY_WORDS[code]) for code in needs.allergies]
    parts = (", ".join(chosen), needs.food_note, needs.access_needs)
    return ". ".join(part for part in parts if part)
