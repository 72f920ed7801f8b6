"""Diet and allergy codes in words."""

from regapp.registrations.rules import ALLERGIES, DIETS
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
DIET_CHOICES = [(code, DIET_WORDS[code]) for code in DIETS]
ALLERGY_CHOICES = [(code, ALLERGY_WORDS[code]) for code in ALLERGIES]
