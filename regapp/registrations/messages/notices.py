"""Letters that come by themselves or at an organizer's word: reminders, a missing reference, thanks.

Each looks once more at what it says when it is written: letters may have waited. None: not true
any longer, nothing to send.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from regapp.conferences.rules import is_off, local_year
from regapp.conferences.texts import localized, title_of
from regapp.kernel import dates
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter
from regapp.registrations.messages import Occasion, apart, worded
from regapp.registrations.messages.values import remote_link
from regapp.registrations.models import Attendance, Participant, Registration, Status
from regapp.registrations.rules import Reminder, reminder_due_on
from regapp.registrations.words import field_words


def reference_address(addresses: Addresses, registration: Registration) -> str:
    """The page that the letter about a missing invoice reference leads to: it may be sent on."""
    if registration.reference_token is None:
        return addresses.registration(registration.token)
    return addresses.reference(registration.reference_token)


def reminder(occasion: Occasion, which: Reminder, held_on: date | None) -> Letter | None:
    """ "Om en vecka" or "I morgon", to those who have a place.

    held_on  the first day that was promised for; None writes it whatever the day is
    """
    seated = _seated(occasion)
    if not seated or (held_on and reminder_due_on(which, occasion.conference, occasion.now) != held_on):
        return None
    tr = translator(occasion.language)
    occasion = replace(occasion, people=seated)
    letter = worded(
        occasion,
        f"{which.value}_remote" if _is_remote(occasion) else which.value,
        own=_remote_values(occasion) if _is_remote(occasion) else _onsite_values(occasion),
        action=tr.gettext("Se, ändra eller avanmäl"),
    )
    page = occasion.addresses.conference(occasion.conference.address.path)
    return replace(letter, actions=(*letter.actions, (tr.gettext("Program och information"), page)))


def missing_reference(occasion: Occasion) -> Letter | None:
    """To whoever signed up a buyer who has to give a reference, and has not."""
    seated = _seated(occasion)
    if occasion.registration.buyer_reference or not any(person.lacks_reference for person in seated):
        return None
    tr = translator(occasion.language)
    return worded(
        replace(occasion, people=seated),
        "missing_reference",
        action=tr.gettext("Fyll i referensen"),
        link=reference_address(occasion.addresses, occasion.registration),
    )


def details_changed(occasion: Occasion, fields: Sequence[str]) -> Letter:
    """Which fields somebody changed by the link; what stands in them is on the page."""
    tr = translator(occasion.language)
    names = ", ".join(field_words(fields, occasion.language))
    told = tr.gettext("Det här ändrades: %(fields)s.") % {"fields": names} if names else ""
    return worded(
        occasion, "details_changed", own={"andrat": told}, action=tr.gettext("Öppna anmälan"), money=False
    )


def completion(occasion: Occasion, fields: Sequence[str]) -> Letter | None:
    """What the organizer asks for, and the page where it is written; nothing to who has left."""
    coming = [person for person in occasion.people if person.status is not Status.CANCELLED]
    if not coming:
        return None
    tr = translator(occasion.language)
    names = ", ".join(field_words(fields, occasion.language))
    told = tr.gettext("Det gäller: %(fields)s.") % {"fields": names} if names else ""
    page = occasion.addresses.registration(occasion.token)
    link = f"{page}/andra?deltagare={coming[0].id}" if len(coming) == 1 else page
    return worded(
        replace(occasion, people=coming), "completion", own={"saknas": told},
        action=tr.gettext("Komplettera anmälan"), link=link, money=False,
    )  # fmt: skip


def place_received(occasion: Occasion) -> Letter:
    """To whoever has a colleague's place now, and to whoever booked it."""
    tr = translator(occasion.language)
    comes = occasion.reader is not None
    return worded(
        occasion,
        "place_received" if comes else "place_received_to_booker",
        action=tr.gettext("Öppna anmälan"),
        closing=tr.gettext("Varmt välkommen!") if comes else "",
        money=not comes,
    )


def handed_over(occasion: Occasion) -> Letter:
    """To whoever had the place; they have no page any longer."""
    page = occasion.addresses.conference(occasion.conference.address.path)
    tr = translator(occasion.language)
    return worded(
        occasion,
        "handed_over",
        own={"lank": page},
        action=tr.gettext("Till konferensens sida"),
        link=page,
        money=False,
    )


def erasure_answer(occasion: Occasion, *, erased: bool, reason: str) -> Letter:
    """What became of a request for erasure."""
    tr = translator(occasion.language)
    named = {"title": title_of(occasion.conference, occasion.language)}
    if erased:
        paragraphs = [tr.gettext("Dina uppgifter i anmälan till %(title)s är raderade.") % named]
    else:
        paragraphs = [
            tr.gettext("Dina uppgifter i anmälan till %(title)s raderas inte.") % named,
            tr.gettext("Skälet: %(reason)s") % {"reason": reason},
            tr.gettext("Du kan klaga hos Integritetsskyddsmyndigheten (IMY): www.imy.se"),
        ]
    page = occasion.addresses.conference(occasion.conference.address.path)
    return apart(
        occasion,
        subject=tr.gettext("Svar på din begäran om radering"),
        paragraphs=tuple(paragraphs),
        action=tr.gettext("Till konferensens sida"),
        link=page,
    )


def thanks(occasion: Occasion) -> Letter | None:
    """After the last day, to those who had a place."""
    seated = _seated(occasion)
    if not seated:
        return None
    tr = translator(occasion.language)
    return worded(
        replace(occasion, people=seated),
        "after",
        own={"radering": _needs_sentence(occasion)},
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )


def programme_changed(
    occasion: Occasion, changes: Sequence[tuple[str, str, str]], message: str
) -> Letter | None:
    """What has changed for those who have a place. `message`: the organizer's own words."""
    seated = _seated(occasion)
    if not seated:
        return None
    tr = translator(occasion.language)
    page = occasion.addresses.conference(f"{occasion.conference.address.path}/program")
    letter = worded(
        replace(occasion, people=seated),
        "programme_changed",
        own={"meddelande": message},
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )
    return replace(
        letter,
        changes=tuple(changes),
        actions=((tr.gettext("Hela programmet"), page), *letter.actions),
    )


def presentations(occasion: Occasion) -> Letter | None:
    """That they are there, to those who were there."""
    seated = _seated(occasion)
    if not seated:
        return None
    tr = translator(occasion.language)
    return worded(
        replace(occasion, people=seated),
        "presentations",
        action=tr.gettext("Till presentationerna"),
        money=False,
    )


def _seated(occasion: Occasion) -> Sequence[Participant]:
    """Whom of them it still concerns; nobody where the conference is not held."""
    conference = occasion.conference
    if is_off(conference):
        return ()
    return [
        person
        for person in occasion.people
        if person.status is Status.CONFIRMED and person.conference_id == conference.id
    ]


def _is_remote(occasion: Occasion) -> bool:
    return occasion.reader is not None and occasion.reader.attendance is Attendance.REMOTE


def _onsite_values(occasion: Occasion) -> dict[str, str]:
    tr = translator(occasion.language)
    conference = occasion.conference
    # Not "Frukostseminarium i Varberg i Varberg".
    named = conference.place in localized(conference, "title", occasion.language)
    place = "" if named else conference.place
    return {
        "var": tr.gettext("i %(place)s") % {"place": place} if place else "",
        "aterbud": tr.gettext("Kan du inte komma? Avanmäl dig, så får någon annan platsen.")
        if occasion.reader
        else tr.gettext("Kan någon inte komma? Avanmäl, så får någon annan platsen."),
    }


def _remote_values(occasion: Occasion) -> dict[str, str]:
    tr = translator(occasion.language)
    return {
        "distans": remote_link(occasion),
        "aterbud": tr.gettext("Kan du inte vara med? Avanmäl dig, så får någon annan platsen."),
    }


def _needs_sentence(occasion: Occasion) -> str:
    """Only what is carried out, and only while it is still ahead."""
    day = occasion.needs_go_on
    if day is None or (occasion.now and day <= occasion.now.date()):
        return ""
    tr = translator(occasion.language)
    year = local_year(occasion.now, occasion.conference.zone)
    words = {"day": dates.day_month(day, occasion.language, year)}
    return tr.gettext("Dina uppgifter om specialkost raderas den %(day)s.") % words
