"""The letters of a sign-up, as values. Participants' words are text, never markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days
from regapp.conferences.texts import arrival, price_facts, title_of, when, where
from regapp.kernel import dates
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import CalendarPart, Envelope, Letter
from regapp.registrations.models import Participant, Registration, Status


@dataclass(frozen=True)
class Occasion:
    """What a letter is about: these people of a registration at one conference.

    reader   the participant written to; None for a booker who does not attend
    token    of the reader's own page
    places   place in line by participant id
    total    what the buyer pays for them, in öre; None where nothing is charged
    """

    registration: Registration
    conference: Conference
    people: Sequence[Participant]
    reader: Participant | None
    token: str
    addresses: Addresses
    calendar: CalendarPart | None = None
    places: Mapping[int, int] = field(default_factory=dict)
    total: int | None = None

    @property
    def language(self) -> str:
        return self.registration.language


def envelope(occasion: Occasion) -> Envelope:
    """In the conference's name, answers to its person."""
    conference, reader = occasion.conference, occasion.reader
    return Envelope(
        to_name=reader.name if reader else occasion.registration.booker_name,
        to_email=reader.email if reader else occasion.registration.booker_email,
        sender_name=title_of(conference, occasion.language),
        sender_email=conference.sender_email or None,
        reply_to_name=conference.contact_name,
        reply_to_email=conference.contact_email or None,
    )


def confirmation(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    if occasion.reader is not None:
        opening = tr.gettext("Du är anmäld till %(title)s.")
    else:
        opening = tr.gettext("Din anmälan till %(title)s är klar.")
    return _letter(
        occasion,
        subject=tr.gettext("Du är anmäld: %(title)s %(day)s")
        if occasion.reader
        else tr.gettext("Anmälan är klar: %(title)s %(day)s"),
        paragraphs=(opening % {"title": title_of(occasion.conference, occasion.language)},),
        action=tr.gettext("Se eller avanmäl"),
        closing=tr.gettext("Varmt välkommen!") if occasion.reader else "",
    )


def let_in(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    return _letter(
        occasion,
        subject=tr.gettext("Du har fått en plats: %(title)s %(day)s"),
        paragraphs=(
            tr.ngettext(
                "En plats blev ledig. Du är nu anmäld.",
                "Platser blev lediga. Hela sällskapet är nu anmält.",
                len(occasion.people),
            ),
            tr.gettext("Kan du inte längre komma? Avanmäl dig, så går platsen till nästa i kön."),
        ),
        action=tr.gettext("Se eller avanmäl"),
        closing=tr.gettext("Varmt välkommen!"),
    )


def waiting(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    first = min(occasion.places.values(), default=0)
    return _letter(
        occasion,
        subject=tr.gettext("Du står på väntelistan: %(title)s %(day)s"),
        paragraphs=(
            tr.gettext("Alla platser är bokade. Du är nummer %(place)s i kön.") % {"place": first}
            if first
            else tr.gettext("Alla platser är bokade. Du står på väntelistan."),
            tr.gettext("Vi mejlar så snart det finns en plats. Så länge du väntar kostar det ingenting."),
        ),
        action=tr.gettext("Se din plats i kön eller lämna den"),
    )


def cancelled(occasion: Occasion, *, had_seat: bool, moved: bool = False) -> Letter:
    tr = translator(occasion.language)
    names = {"title": title_of(occasion.conference, occasion.language)}
    if moved:
        first = tr.gettext("Din anmälan är flyttad från %(title)s. Ett nytt mejl visar vart.") % names
    elif had_seat:
        first = tr.gettext("Du är avanmäld från %(title)s.") % names
    else:
        first = tr.gettext("Du står inte längre på väntelistan till %(title)s.") % names
    paragraphs = [first]
    if had_seat and occasion.registration.buyer_kind is not None and not moved:
        paragraphs.append(
            tr.gettext("Du betalar ingenting. Om ni redan har fått en faktura krediterar vi den.")
        )
    if not moved:
        paragraphs.append(tr.gettext("Ångrar du dig? Öppna din anmälan och se om det finns plats."))
    return _letter(
        occasion,
        subject=tr.gettext("Du är avanmäld från %(title)s %(day)s"),
        paragraphs=tuple(paragraphs),
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )


def changed(occasion: Occasion, changes: Sequence[tuple[str, str, str]]) -> Letter:
    """`changes`: what, old and new, in the reader's language."""
    tr = translator(occasion.language)
    seated = any(person.status is Status.CONFIRMED for person in occasion.people)
    paragraphs = [tr.gettext("Något har ändrats. Din anmälan gäller fortfarande.")]
    if occasion.calendar is not None and seated:
        paragraphs.append(tr.gettext("Din kalender uppdateras av den bifogade inbjudan."))
    paragraphs.append(tr.gettext("Passar det inte? Då kan du avanmäla dig."))
    letter = _letter(
        occasion,
        subject=tr.gettext("Ändrat: %(title)s %(day)s"),
        paragraphs=tuple(paragraphs),
        action=tr.gettext("Se eller avanmäl"),
    )
    return replace(letter, changes=tuple(changes))


def conference_cancelled(occasion: Occasion, reason: str) -> Letter:
    tr = translator(occasion.language)
    paragraphs = [
        tr.gettext("%(title)s är inställd.") % {"title": title_of(occasion.conference, occasion.language)}
    ]
    if reason:
        paragraphs.append(reason)
    if occasion.registration.buyer_kind is not None:
        paragraphs.append(
            tr.gettext("Du betalar ingenting. Om ni redan har fått en faktura krediterar vi den.")
        )
    paragraphs.append(tr.gettext("Du behöver inte göra något."))
    return _letter(
        occasion,
        subject=tr.gettext("Inställt: %(title)s %(day)s"),
        paragraphs=tuple(paragraphs),
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )


def new_link(links: Sequence[tuple[str, str]], language: str) -> Letter:
    """`links`: what each leads to, and the link."""
    tr = translator(language)
    return Letter(
        subject=tr.ngettext("Din länk till anmälan", "Dina länkar till anmälningar", len(links)),
        greeting=tr.gettext("Hej!"),
        paragraphs=(tr.gettext("Du bad om länken till din anmälan. Här är den."),),
        actions=tuple(links),
        footer=(tr.gettext("Har du inte bett om den kan du strunta i mejlet."),),
        language=language,
    )


def _letter(
    occasion: Occasion,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    action: str,
    closing: str = "",
    money: bool = True,
) -> Letter:
    tr = translator(occasion.language)
    named = {"title": title_of(occasion.conference, occasion.language), "day": _day(occasion)}
    reader = occasion.reader.given_name if occasion.reader else occasion.registration.booker_name
    return Letter(
        subject=(subject % named).strip(),
        greeting=tr.gettext("Hej %(name)s!") % {"name": reader},
        paragraphs=paragraphs,
        facts=tuple(_facts(occasion, money=money)),
        actions=((action, occasion.addresses.registration(occasion.token)),),
        closing=closing,
        footer=_footer(occasion),
        language=occasion.language,
        calendar=occasion.calendar,
    )


def _facts(occasion: Occasion, *, money: bool) -> list[tuple[str, str]]:
    tr = translator(occasion.language)
    conference, registration = occasion.conference, occasion.registration
    facts = [
        (tr.gettext("När"), when(conference, occasion.language)),
        (tr.gettext("Var"), where(conference)),
        (tr.gettext("Hålltider"), arrival(conference, occasion.language)),
    ]
    if occasion.reader is None or occasion.reader.is_booker:
        if len(registration.participants) > 1 or occasion.reader is None:
            facts.append((tr.gettext("Gäller"), ", ".join(person.name for person in occasion.people)))
        if money:
            facts += _money_facts(occasion)
    elif money:
        facts.append((tr.gettext("Avgift"), price_facts(conference, occasion.language)))
    facts.append((tr.gettext("Anmälans nummer"), registration.reference))
    return [(label, value) for label, value in facts if value]


def _money_facts(occasion: Occasion) -> list[tuple[str, str]]:
    tr = translator(occasion.language)
    registration = occasion.registration
    facts = [(tr.gettext("Avgift"), price_facts(occasion.conference, occasion.language))]
    if occasion.total:
        facts.append(
            (
                tr.gettext("Att betala"),
                tr.gettext("%(sum)s\N{NO-BREAK SPACE}kr") % {"sum": _kronor(occasion.total)},
            )
        )
    if registration.buyer_kind is not None:
        facts.append((tr.gettext("Faktura till"), registration.buyer_name))
        later = tr.gettext("kommer senare") if registration.reference_later else ""
        facts.append((tr.gettext("Fakturareferens"), registration.buyer_reference or later))
    return facts


def _footer(occasion: Occasion) -> tuple[str, ...]:
    tr = translator(occasion.language)
    conference = occasion.conference
    contact = ", ".join(
        part for part in (conference.contact_name, conference.contact_email, conference.contact_phone) if part
    )
    lines = [tr.gettext("Frågor? %(contact)s") % {"contact": contact}] if contact else []
    privacy = occasion.addresses.url(f"personuppgifter/{conference.owner.slug}")
    lines.append(tr.gettext("Så hanterar vi dina personuppgifter: %(link)s") % {"link": privacy})
    return tuple(lines)


def _day(occasion: Occasion) -> str:
    days = held_days(occasion.conference) or occasion.conference.days
    if not days:
        return ""
    if len(days) > 1:
        return dates.date_range([day.on for day in days], occasion.language)
    return dates.day_month(days[0].on, occasion.language)


def _kronor(minor: int) -> str:
    whole, rest = divmod(minor, 100)
    text = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{text},{rest:02d}" if rest else text
