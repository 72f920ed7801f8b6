"""The letters to those who asked to hear: it opened, it has a date, it is cancelled. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regapp.conferences.models import Conference, Series
from regapp.conferences.price_texts import price_facts
from regapp.conferences.rules import pool_of, standing
from regapp.conferences.texts import localized, sign_up_text, title_of, when, where
from regapp.interest.calendar import form_url
from regapp.interest.models import Interest, Stage, Wish
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Envelope, Letter


@dataclass(frozen=True)
class Tidings:
    """What one letter tells one address.

    conference  what it happened to; loaded as for its page
    series      where the whole series was asked for, with its public places
    first       nothing was told on this list before
    forgets     addresses that nobody confirms are deleted in time (not in demonstration)
    """

    interest: Interest
    conference: Conference
    addresses: Addresses
    now: datetime
    series: Series | None = None
    places: Sequence[Conference] = ()
    first: bool = True
    forgets: bool = True

    @property
    def language(self) -> str:
        return self.interest.language

    @property
    def title(self) -> str:
        if self.series is not None:
            return localized(self.series, "title", self.language)
        return title_of(self.conference, self.language)

    @property
    def whose(self) -> Conference | Series:
        """In whose name it is written, and who answers."""
        return self.series or self.conference

    @property
    def page(self) -> str:
        return self.addresses.conference(self.whose.address.path)

    @property
    def link(self) -> str:
        """Of the page where the address can be taken away."""
        return self.addresses.url(f"pamin/{self.interest.token}")


def envelope(tidings: Tidings) -> Envelope:
    return Envelope(
        to_name="",
        to_email=tidings.interest.email,
        sender_name=tidings.title,
        sender_email=tidings.conference.sender_email or None,
        reply_to_name=tidings.whose.contact_name,
        reply_to_email=tidings.whose.contact_email or None,
    )


def opened(tidings: Tidings) -> Letter:
    tr = translator(tidings.language)
    form = f"{tidings.page}/anmalan" if tidings.series else form_url(tidings.conference, tidings.addresses)
    asked_for_next = tidings.interest.wish is Wish.NEXT
    paragraphs = [
        tr.gettext("Du bad om ett mejl när nästa konferens öppnar för anmälan.") if asked_for_next else "",
        tr.gettext("Anmälan är öppen.") if tidings.series else _sign_up_text(tidings.conference, tidings),
        tr.gettext("Det här är det enda mejlet vi skickar till dig om detta. Din adress raderas nu.")
        if tidings.first
        else tr.gettext("Det här är det sista mejlet vi skickar till dig om detta. Din adress raderas nu."),
    ]
    return _letter(
        tidings,
        subject=tr.gettext("Nu kan du anmäla dig till %(title)s"),
        paragraphs=[text for text in paragraphs if text],
        facts=_facts(tidings),
        action=(tr.gettext("Anmäl dig"), form),
    )


def dated(tidings: Tidings) -> Letter:
    tr = translator(tidings.language)
    return _letter(
        tidings,
        subject=tr.gettext("Nu finns ett datum: %(title)s"),
        paragraphs=[
            tr.gettext("Nu finns ett datum för %(title)s.") % {"title": tidings.title},
            _sign_up_text(tidings.conference, tidings),
            tr.gettext("Vi mejlar dig en gång till, när anmälan öppnar. Sedan raderar vi din adress."),
        ],
        facts=_facts(tidings),
        action=(tr.gettext("Läs mer"), tidings.page),
    )


def called_off(tidings: Tidings) -> Letter:
    """The organizer's own words come first."""
    tr = translator(tidings.language)
    paragraphs = [
        localized(tidings.conference, "turn_reason", tidings.language),
        tr.gettext("%(title)s är inställd.") % {"title": tidings.title},
    ]
    action = (tr.gettext("Till konferensens sida"), tidings.page)
    if tidings.interest.stage is Stage.ASKED:
        action = (tr.gettext("Stå kvar eller ta bort adressen"), tidings.link)
        paragraphs.append(
            tr.gettext("Vill du veta när nästa konferens öppnar? Då kan du stå kvar på listan.")
        )
        if tidings.forgets:
            paragraphs.append(tr.gettext("Gör du ingenting raderar vi din adress inom 30 dagar."))
    return _letter(
        tidings,
        subject=tr.gettext("Inställt: %(title)s"),
        paragraphs=[text for text in paragraphs if text],
        facts=[],
        action=action,
    )


def turned(tidings: Tidings, turn: str, reason: str, changes: Sequence[tuple[str, str, str]]) -> Letter:
    """It is put off, moved or digital; the organizer's own words come first."""
    tr = translator(tidings.language)
    named = {"title": tidings.title}
    subject, happened, next_letter = {
        "postponed": (
            tr.gettext("Skjuts upp: %(title)s"),
            tr.gettext("%(title)s skjuts upp. Ett nytt datum kommer."),
            tr.gettext("Vi mejlar dig när det finns ett nytt datum och när anmälan öppnar."),
        ),
        "moved": (
            tr.gettext("Flyttad: %(title)s"),
            tr.gettext("%(title)s är flyttad."),
            tr.gettext("Vi mejlar dig när anmälan öppnar."),
        ),
        "digital": (
            tr.gettext("På distans: %(title)s"),
            tr.gettext("%(title)s hålls på distans i stället."),
            tr.gettext("Vi mejlar dig när anmälan öppnar."),
        ),
    }[turn]
    letter = _letter(
        tidings,
        subject=subject,
        paragraphs=[text for text in (reason, happened % named, next_letter) if text],
        facts=_facts(tidings),
        action=(tr.gettext("Till konferensens sida"), tidings.page),
    )
    return replace(letter, changes=tuple(changes))


def _letter(
    tidings: Tidings,
    *,
    subject: str,
    paragraphs: Sequence[str],
    facts: Sequence[tuple[str, str]],
    action: tuple[str, str],
) -> Letter:
    tr = translator(tidings.language)
    whose = tidings.whose
    parts = (whose.contact_name, whose.contact_email, whose.contact_phone)
    contact = ", ".join(part for part in parts if part)
    privacy = tidings.addresses.url(f"personuppgifter/{whose.owner.slug}")
    footer = [
        tr.gettext("Frågor? %(contact)s") % {"contact": contact} if contact else "",
        tr.gettext("Så hanterar vi dina personuppgifter: %(link)s") % {"link": privacy},
        tr.gettext("Ta bort din adress: %(link)s") % {"link": tidings.link},
    ]
    return Letter(
        subject=subject % {"title": tidings.title},
        greeting=tr.gettext("Hej!"),
        paragraphs=tuple(paragraphs),
        facts=tuple(facts),
        actions=(action,),
        footer=tuple(line for line in footer if line),
        language=tidings.language,
        unsubscribe=tidings.link,
    )


def _sign_up_text(conference: Conference, tidings: Tidings) -> str:
    stands = standing(conference, pool_of(conference), tidings.now)
    return sign_up_text(conference, stands, tidings.now, tidings.language)


def _facts(tidings: Tidings) -> list[tuple[str, str]]:
    """Of a series each place with its date and where its sign-up stands."""
    tr = translator(tidings.language)
    if tidings.series is not None:
        return [
            (one.place, f"{when(one, tidings.language)}. {_sign_up_text(one, tidings)}")
            for one in tidings.places
        ]
    conference = tidings.conference
    facts = (
        (tr.gettext("När"), when(conference, tidings.language)),
        (tr.gettext("Var"), where(conference, tidings.language)),
        (tr.gettext("Avgift"), price_facts(conference, tidings.language, tidings.now)),
    )
    return [(label, value) for label, value in facts if value]
