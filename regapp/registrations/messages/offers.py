"""The letters about an offered seat."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from regapp.kernel import dates
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter
from regapp.registrations.messages import Occasion, worded
from regapp.registrations.models import Participant


def offered(occasion: Occasion) -> Letter:
    """A seat is held until the deadline: one question, and what comes of no answer."""
    tr = translator(occasion.language)
    count = len(occasion.people)
    free = tr.ngettext("En plats är ledig för dig", "%(num)s platser är lediga för er", count)
    until = answer_by_text(occasion.people, occasion.conference.zone, occasion.language)
    return worded(
        occasion,
        "offered",
        own={"ledigt": free % {"num": count}, "senast": until},
        action=tr.gettext("Svara på erbjudandet"),
    )


def offer_declined(occasion: Occasion) -> Letter:
    return _left(occasion, "offer_declined")


def offer_expired(occasion: Occasion) -> Letter:
    return _left(occasion, "offer_expired")


def offer_withdrawn(occasion: Occasion) -> Letter:
    action = translator(occasion.language).gettext("Se din plats i kön eller lämna den")
    return worded(occasion, "offer_withdrawn", action=action)


def answer_by_text(people: Sequence[Participant], zone: str, language: str) -> str:
    """ "fredag 14 februari kl. 12.00": until when those who are offered a seat may answer."""
    until = [person.offered_until for person in people if person.offered_until is not None]
    return dates.weekday_clock(min(until).astimezone(ZoneInfo(zone)), language) if until else ""


def _left(occasion: Occasion, kind: str) -> Letter:
    action = translator(occasion.language).gettext("Öppna anmälan")
    return worded(occasion, kind, action=action, money=False)
