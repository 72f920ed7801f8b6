"""What the pages of the lists say, in the reader's language. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from regapp.interest.models import Wish
from regapp.kernel import dates
from regapp.kernel.i18n import translator


def heading(wish: Wish | None, *, everything: bool, language: str) -> str:
    tr = translator(language)
    if everything:
        return tr.gettext("Få ett mejl när nästa anmälan öppnar")
    if wish is None:
        return tr.gettext("Anmälan är öppen")
    if wish is Wish.NEXT:
        return tr.gettext("Få ett mejl när nästa konferens öppnar")
    return tr.gettext("Få ett mejl när anmälan öppnar")


def hint(*, awaits_date: bool, language: str) -> str:
    """What the address is for, at the field."""
    tr = translator(language)
    if awaits_date:
        return tr.gettext(
            "Du får ett mejl när det finns ett datum och ett när anmälan öppnar. Sedan raderar vi adressen."
        )
    return tr.gettext("Vi använder adressen bara till det mejlet och raderar den sedan.")


def button(wish: Wish, *, everything: bool, language: str) -> str:
    tr = translator(language)
    return tr.gettext("Påminn mig") if wish is Wish.OPENING and not everything else tr.gettext("Meddela mig")


def promise(
    email: str,
    wish: Wish,
    *,
    everything: bool,
    opens_at: datetime | None,
    zone: str,
    awaits_date: bool,
    language: str,
) -> str:
    """ "Klart. Vi mejlar anna@… den 15 januari." The hour only where it is not midnight."""
    tr = translator(language)
    if everything:
        text = tr.gettext("Klart. Vi mejlar %(address)s när nästa anmälan öppnar.")
    elif wish is Wish.NEXT:
        text = tr.gettext("Klart. Vi mejlar %(address)s när anmälan till nästa konferens öppnar.")
    elif opens_at is not None:
        text = tr.gettext("Klart. Vi mejlar %(address)s den %(day)s.")
    elif awaits_date:
        text = tr.gettext("Klart. Vi mejlar %(address)s när det finns ett datum, och när anmälan öppnar.")
    else:
        text = tr.gettext("Klart. Vi mejlar %(address)s när anmälan öppnar.")
    day = _day(opens_at.astimezone(ZoneInfo(zone)), language) if opens_at else ""
    return text % {"address": masked(email), "day": day}


def masked(email: str) -> str:
    """ "anna@…": enough to see a slip of the finger by."""
    return f"{email.rpartition('@')[0]}@…"


def _day(opens: datetime, language: str) -> str:
    day = dates.day_month(opens.date(), language)
    return day if opens.hour == opens.minute == 0 else f"{day} {dates.at_clock(opens, language)}"
