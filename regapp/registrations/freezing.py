"""Until when participants change things themselves, and what a change after that is called. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from regapp.conferences.models import Conference
from regapp.conferences.rules import local_date
from regapp.kernel import dates
from regapp.kernel.i18n import translator
from regapp.registrations.models import Frozen, Participant
from regapp.registrations.rules import ACTIVE, may_cancel

# What the kitchen orders by; every other field is of the rest.
_KITCHENS = frozenset({"diet", "days", "meals", "attendance", "participant", "conference"})


def last_change_day(conference: Conference, part: Frozen) -> date | None:
    """The last local day on which participants change it; None: until the conference is over."""
    if part is Frozen.KITCHEN and conference.kitchen_freezes_on is not None:
        return conference.kitchen_freezes_on
    return conference.changes_until


def is_frozen(conference: Conference, part: Frozen, now: datetime) -> bool:
    day = last_change_day(conference, part)
    return day is not None and local_date(now, conference.zone) > day


def may_change(conference: Conference, person: Participant, part: Frozen, now: datetime) -> bool:
    """Whether the participant may change it at `now`; an organizer opens what is frozen for one person."""
    if person.status not in ACTIVE or not may_cancel(conference, now):
        return False
    return person.unlocked_at is not None or not is_frozen(conference, part, now)


def may_change_all(conference: Conference, person: Participant, now: datetime) -> bool:
    """What moves or replaces somebody touches everything of theirs."""
    return all(may_change(conference, person, part, now) for part in Frozen)


def parts_of(fields: Iterable[str]) -> set[Frozen]:
    """What these changed fields belong to."""
    return {Frozen.KITCHEN if name in _KITCHENS else Frozen.REST for name in fields}


def change_days(conference: Conference, part: Frozen, language: str) -> str:
    """ "Kost kan ändras till och med 13 mars."; empty where it can be until the end."""
    day = last_change_day(conference, part)
    if day is None:
        return ""
    tr = translator(language)
    kitchens = tr.gettext("Kost kan ändras till och med %(day)s.")
    rest = tr.gettext("Uppgifterna kan ändras till och med %(day)s.")
    return (kitchens if part is Frozen.KITCHEN else rest) % {"day": dates.day_month(day, language)}


def locked_words(conference: Conference, part: Frozen, language: str) -> str:
    """Why it cannot be changed here any longer, and who can."""
    tr = translator(language)
    day = last_change_day(conference, part)
    who = " ".join(text for text in (conference.contact_email, conference.contact_phone) if text)
    ask = tr.gettext("Kontakta %(who)s om något behöver ändras.") % {"who": who or tr.gettext("arrangören")}
    if day is None:
        return tr.gettext("Anmälan går inte att ändra här längre.") + " " + ask
    kitchens = tr.gettext("Kost gick att ändra till och med %(day)s.")
    rest = tr.gettext("Uppgifterna gick att ändra till och med %(day)s.")
    words = (kitchens if part is Frozen.KITCHEN else rest) % {"day": dates.day_month(day, language)}
    return words + " " + ask
