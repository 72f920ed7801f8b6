"""The letters of a mailing, as values: the organizer's words, with everything around them that
every letter to participants has, and why one gets it."""

from collections.abc import Sequence
from dataclasses import replace

from regapp.conferences.texts import title_of
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter
from regapp.registrations.messages import Occasion, framed
from regapp.registrations.messages.values import common_values
from regapp.registrations.models import Status
from regapp.wording.rules import Words, paragraphs_of, subject_of


def mailing(occasion: Occasion, words: Words, more: Sequence[tuple[str, str]] = ()) -> Letter:
    """`more`: other sign-ups of the same reader that it is about, as words and links."""
    tr = translator(occasion.language)
    values = common_values(occasion)
    letter = framed(
        occasion,
        subject=subject_of(words, values),
        paragraphs=paragraphs_of(words, values),
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )
    actions = [(tr.gettext("Öppna anmälan: %(what)s") % {"what": what}, link) for what, link in more]
    return replace(letter, actions=(*letter.actions, *actions), footer=(_why(occasion), *letter.footer))


def trial(occasion: Occasion, words: Words) -> Letter:
    """The same to one who works on it."""
    tr = translator(occasion.language)
    letter = mailing(occasion, words)
    opening = tr.gettext(
        "Det här är ett test. Inget är skickat till deltagarna, och länkarna leder ingenstans."
    )
    return replace(
        letter,
        subject=tr.gettext("Test: %(subject)s") % {"subject": letter.subject},
        paragraphs=(opening, *letter.paragraphs),
    )


def _why(occasion: Occasion) -> str:
    tr = translator(occasion.language)
    names = {"title": title_of(occasion.conference, occasion.language)}
    if occasion.reader is None:
        return tr.gettext("Du får mejlet för att du har anmält deltagare till %(title)s.") % names
    standing = {person.status for person in occasion.people}
    if Status.CONFIRMED in standing:
        return tr.gettext("Du får mejlet för att du är anmäld till %(title)s.") % names
    if standing == {Status.CANCELLED}:
        return tr.gettext("Du får mejlet för att du har varit anmäld till %(title)s.") % names
    return tr.gettext("Du får mejlet för att du står på väntelistan till %(title)s.") % names
