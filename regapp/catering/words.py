"""Plates and meals in words."""

from regapp.catering.models import ExtraKind
from regapp.catering.rules import Plate, Served
from regapp.kernel.dates import weekday_date
from regapp.web.i18n import _, either, language, lazy

_PLATES = {
    "vegetarian": lazy("vegetariskt"),
    "vegan": lazy("veganskt"),
    "gluten": lazy("glutenfritt"),
    "lactose": lazy("laktosfritt"),
    "milk": lazy("utan mjölkprotein"),
    "egg": lazy("utan ägg"),
    "nuts": lazy("utan nötter"),
    "fish": lazy("utan fisk"),
    "shellfish": lazy("utan skaldjur"),
    "soy": lazy("utan soja"),
    "other": lazy("annat, kommer"),
}
EXTRAS = {ExtraKind.SPEAKERS: lazy("Medverkande"), ExtraKind.CREW: lazy("Personal")}


def plate_words(plate: Plate) -> str:
    """ "Veganskt + glutenfritt": all that one person eats and does not."""
    parts = [str(_PLATES[code]) for code in plate.codes]
    if plate.words:
        parts.append(plate.words)
    words = " + ".join(parts) or _("Vanlig kost")
    return words[:1].upper() + words[1:]


def served_words(served: Served) -> str:
    """ "Lunch, fredag 27 mars"."""
    label = either(served.label, served.label_en) or _("Mat på plats")
    return f"{label}, {weekday_date(served.on, language())}" if served.on else label


def signed(number: int) -> str:
    """ "+2", "−1" with a real minus, nothing for no change."""
    if not number:
        return ""
    return f"+{number}" if number > 0 else f"−{-number}"
