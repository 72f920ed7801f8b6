"""The letters to those who are invited. Values only."""

from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference
from regapp.conferences.price_texts import price_facts
from regapp.conferences.texts import title_of, when, where
from regapp.invitations.models import Guests, Invitation
from regapp.kernel.addresses import Addresses
from regapp.kernel.dates import date_text
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Envelope, Letter

LANGUAGE = "sv"


@dataclass(frozen=True)
class Occasion:
    """Whom a letter is for and what it invites to. `conference` loaded as for its page."""

    invitation: Invitation
    conference: Conference
    guests: Guests | None
    addresses: Addresses
    now: datetime

    @property
    def link(self) -> str:
        return self.addresses.url(f"inbjudan/{self.invitation.token}")


def envelope(occasion: Occasion) -> Envelope:
    conference = occasion.conference
    return Envelope(
        to_name=occasion.invitation.name,
        to_email=occasion.invitation.email,
        sender_name=title_of(conference),
        sender_email=conference.sender_email or None,
        reply_to_name=conference.contact_name,
        reply_to_email=conference.contact_email or None,
    )


def invitation(occasion: Occasion) -> Letter:
    tr = translator(LANGUAGE)
    title = title_of(occasion.conference)
    return _letter(
        occasion,
        tr.gettext("Inbjudan: %(title)s") % {"title": title},
        tr.gettext("Du är inbjuden till %(title)s.") % {"title": title},
    )


def reminder(occasion: Occasion) -> Letter:
    tr = translator(LANGUAGE)
    title = title_of(occasion.conference)
    return _letter(
        occasion,
        tr.gettext("Påminnelse: svara på inbjudan till %(title)s") % {"title": title},
        tr.gettext("Vi har inte fått något svar på inbjudan till %(title)s.") % {"title": title},
    )


def colleague_refused(occasion: Occasion) -> Letter:
    tr = translator(LANGUAGE)
    title = title_of(occasion.conference)
    return Letter(
        subject=tr.gettext("Inbjudan till %(title)s gäller dig") % {"title": title},
        greeting=_greeting(occasion),
        paragraphs=(
            tr.gettext(
                "Arrangören kan inte ta emot en kollega i ditt ställe. Inbjudan gäller fortfarande dig."
            ),
        ),
        facts=_facts(occasion),
        actions=((tr.gettext("Svara på inbjudan"), occasion.link),),
        language=LANGUAGE,
    )


def _letter(occasion: Occasion, subject: str, first: str) -> Letter:
    tr = translator(LANGUAGE)
    paragraphs = [first]
    if occasion.guests is not None and occasion.guests.text:
        paragraphs += [part for part in occasion.guests.text.split("\n\n") if part.strip()]
    if occasion.guests is not None and occasion.guests.answer_by is not None:
        day = date_text(occasion.guests.answer_by, LANGUAGE)
        paragraphs.append(tr.gettext("Svara senast %(day)s.") % {"day": day})
    return Letter(
        subject=subject,
        greeting=_greeting(occasion),
        paragraphs=tuple(paragraphs),
        facts=_facts(occasion),
        actions=((tr.gettext("Svara på inbjudan"), occasion.link),),
        footer=(tr.gettext("Länken är personlig. Skicka den inte vidare."),),
        language=LANGUAGE,
    )


def _greeting(occasion: Occasion) -> str:
    return translator(LANGUAGE).gettext("Hej %(name)s!") % {"name": occasion.invitation.name}


def _facts(occasion: Occasion) -> tuple[tuple[str, str], ...]:
    tr, conference = translator(LANGUAGE), occasion.conference
    facts = (
        (tr.gettext("När"), when(conference, LANGUAGE)),
        (tr.gettext("Var"), where(conference, LANGUAGE)),
        (tr.gettext("Avgift"), price_facts(conference, LANGUAGE, occasion.now)),
    )
    return tuple((label, value) for label, value in facts if value)
