"""Plates and meals in words."""

from datetime import datetime

from regapp.catering.models import ExtraKind
from regapp.catering.queries import Kitchen
from regapp.catering.rules import Plate, Served, Table
from regapp.kernel.dates import long_date, weekday_date
from regapp.registrations.freezing import is_frozen, last_change_day
from regapp.registrations.models import Frozen
from regapp.web.filters import moment
from regapp.web.i18n import _, either, language, lazy, ngettext

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


def portions_words(one: Table) -> str:
    """ "119 portioner, varav 7 till medverkande och personal"."""
    words = ngettext("%(num)s portion", "%(num)s portioner", one.total.count)
    if not one.extra:
        return words
    return _("%(portions)s, varav %(extra)s till medverkande och personal", portions=words, extra=one.extra)


def told_words(kitchen: Kitchen, now: datetime) -> str:
    """When the kitchen was given numbers, and whether they can still change."""
    if kitchen.reported:
        given = _("Lämnat till köket %(at)s.", at=moment(kitchen.reported.made_at))
    else:
        given = _("Köket har inte fått något antal än.")
    return f"{given} {_locked_words(kitchen, now)}"


def _locked_words(kitchen: Kitchen, now: datetime) -> str:
    last = last_change_day(kitchen.conference, Frozen.KITCHEN)
    if last is None:
        return _("Deltagarna kan ändra tills konferensen är över: ingen dag är satt då antalet låses.")
    day = long_date(last, language())
    if kitchen.frozen:
        at = moment(kitchen.frozen.made_at)
        return _("Låst sedan %(day)s, räknat %(at)s.", day=day, at=at)
    if is_frozen(kitchen.conference, Frozen.KITCHEN, now):
        return _("Låst sedan %(day)s.", day=day)
    return _("Deltagarna kan ändra till och med %(day)s.", day=day)


def counting_words() -> str:
    """Who is counted, and what is not yet known."""
    who = _(
        "Varje person räknas en gång, med all kost och alla allergier tillsammans. "
        "Bara de som är på plats och har sagt att de äter är med."
    )
    other = _("”Annat, kommer” är något en deltagare har skrivit som arrangören ännu inte har läst.")
    return f"{who} {other}"
