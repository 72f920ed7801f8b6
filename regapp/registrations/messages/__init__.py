"""The letters of a sign-up, as values. Participants' words are text, never markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from regapp.billing.queries import Charged
from regapp.conferences.models import Conference, PricePurpose
from regapp.conferences.price_texts import amount_words, kronor, price_facts
from regapp.conferences.prices import standing_price
from regapp.conferences.rules import pool_of
from regapp.conferences.terms import free_until, terms_text
from regapp.conferences.texts import arrival, title_of, when_and_zone, where
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import CalendarPart, Envelope, Letter
from regapp.registrations.messages.values import (
    chosen_facts,
    common_values,
    contact,
    day_of,
    reader_name,
)
from regapp.registrations.models import Attendance, FeeConsent, Participant, PickState, Registration, Status
from regapp.registrations.queries import Picked
from regapp.registrations.standard import BY_KIND
from regapp.wording.rules import Words, paragraphs_of, subject_of


@dataclass(frozen=True)
class Occasion:
    """What a letter is about: these people of a registration at one conference.

    reader   the participant written to; None for a booker who does not attend
    token    of the reader's own page
    places   place in line by participant id
    charged  what the buyer pays for them, by price row
    picks    the options they chose
    words    the conference's own words by kind of letter, in the reader's language
    now      when it is written; None for a look at what it would say
    needs_go_on  when diet and needs are deleted; None where nobody does it
    chosen   what was chosen, as labels and answers by participant id
    items    titles of what can be chosen among, by id
    elsewhere  other places of the series with a free seat, where this one is cancelled
    asked    who must say yes to a higher fee, by participant id
    """

    registration: Registration
    conference: Conference
    people: Sequence[Participant]
    reader: Participant | None
    token: str
    addresses: Addresses
    calendar: CalendarPart | None = None
    places: Mapping[int, int] = field(default_factory=dict)
    charged: Sequence[Charged] = ()
    picks: Sequence[Picked] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    now: datetime | None = None
    needs_go_on: date | None = None
    chosen: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)
    items: Mapping[int, str] = field(default_factory=dict)
    elsewhere: Sequence[Conference] = ()
    asked: Mapping[int, FeeConsent] = field(default_factory=dict)

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
        # Where answers to an invitation are read it is the sender, too: ORGANIZER is the real From.
        sender_email=conference.reply_mailbox or conference.sender_email or None,
        reply_to_name=conference.contact_name,
        reply_to_email=conference.contact_email or None,
    )


def confirmation(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    comes = occasion.reader is not None
    return worded(
        occasion,
        "confirmation" if comes else "confirmation_to_booker",
        action=tr.gettext("Se, ändra eller avanmäl"),
        closing=tr.gettext("Varmt välkommen!") if comes else "",
    )


def let_in(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    news = tr.ngettext(
        "En plats blev ledig. Du är nu anmäld.",
        "Platser blev lediga. Hela sällskapet är nu anmält.",
        len(occasion.people),
    )
    return worded(
        occasion,
        "let_in",
        own={"besked": news},
        action=tr.gettext("Se, ändra eller avanmäl"),
        closing=tr.gettext("Varmt välkommen!"),
    )


def waiting(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    first = min(occasion.places.values(), default=0)
    place = (
        tr.gettext("Du är nummer %(place)s i kön.") % {"place": first}
        if first
        else tr.gettext("Du står på väntelistan.")
    )
    pool = pool_of(occasion.conference)
    full = (
        tr.gettext("De lediga platserna räcker inte till er, eller till dem som står före i kön.")
        if pool is not None and pool.capacity > pool.taken
        else tr.gettext("Alla platser är bokade.")
    )
    own, action = {"fullt": full, "kon": place}, tr.gettext("Se din plats i kön eller lämna den")
    return worded(occasion, "waiting", own=own, action=action)


def cancelled(occasion: Occasion, *, had_seat: bool, moved: bool = False, kept: int = 0) -> Letter:
    """`kept`: what is to be paid all the same, in öre."""
    tr = translator(occasion.language)
    if moved or not had_seat:
        return _without_a_seat(occasion, moved=moved)
    return worded(
        occasion,
        "cancelled",
        own={"kreditering": _kept(occasion, kept) if kept else credit(occasion)},
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )


def no_show(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    fee = standing_price(occasion.conference.prices, PricePurpose.NO_SHOW)
    amount = amount_words([fee], occasion.language) if fee is not None else ""
    return worded(occasion, "no_show", own={"belopp": amount}, action=tr.gettext("Öppna anmälan"))


def _kept(occasion: Occasion, kept: int) -> str:
    tr = translator(occasion.language)
    day = free_until(occasion.conference, occasion.language)
    text = tr.gettext("Sista dag för kostnadsfri avanmälan var %(day)s. %(amount)s faktureras.")
    return text % {"day": day, "amount": kronor(kept, occasion.language)}


def _without_a_seat(occasion: Occasion, *, moved: bool) -> Letter:
    """To who left the line or holds a seat elsewhere: not what an organizer writes to the others."""
    tr = translator(occasion.language)
    names = {"title": title_of(occasion.conference, occasion.language)}
    if moved:
        paragraphs = [tr.gettext("Din anmälan är flyttad från %(title)s. Ett nytt mejl visar vart.") % names]
    else:
        paragraphs = [
            tr.gettext("Du står inte längre på väntelistan till %(title)s.") % names,
            tr.gettext("Ångrar du dig? Öppna din anmälan och se om det finns plats."),
        ]
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
    updated = tr.gettext("Din kalender uppdateras av den bifogade inbjudan.")
    letter = worded(
        occasion,
        "changed",
        own={"kalender": updated if occasion.calendar is not None and seated else ""},
        action=tr.gettext("Se, ändra eller avanmäl"),
    )
    return replace(letter, changes=tuple(changes))


def seminar_seat(occasion: Occasion, item_id: int) -> Letter:
    """A wish became a seat."""
    tr = translator(occasion.language)
    # Taken out of the programme since, or shown as an example.
    name = occasion.items.get(item_id) or tr.gettext("passet du önskade")
    return worded(occasion, "seminar_seat", own={"pass": name}, action=tr.gettext("Öppna anmälan"))


def item_removed(occasion: Occasion, title: str) -> Letter:
    """What they chose in the programme is not held."""
    tr = translator(occasion.language)
    return worded(occasion, "item_removed", own={"pass": title}, action=tr.gettext("Öppna anmälan"))


def choices_changed(occasion: Occasion) -> Letter:
    tr = translator(occasion.language)
    return worded(occasion, "choices_changed", action=tr.gettext("Öppna anmälan"))


def credit(occasion: Occasion) -> str:
    """That nothing is to be paid; empty where nothing was."""
    if occasion.registration.buyer_kind is None:
        return ""
    return translator(occasion.language).gettext(
        "Du betalar ingenting. Om ni redan har fått en faktura krediterar vi den."
    )


def new_link(links: Sequence[tuple[str, str]], language: str) -> Letter:
    """`links`: what each leads to, and the link."""
    tr = translator(language)
    return Letter(
        subject=tr.ngettext("Din länk till anmälan", "Dina länkar till anmälningar", len(links)),
        greeting=tr.gettext("Hej!"),
        paragraphs=(
            tr.ngettext(
                "Du bad om länken till din anmälan. Här är den.",
                "Du bad om länken till din anmälan. Adressen finns i flera. Här är länkarna.",
                len(links),
            ),
        ),
        actions=tuple(links),
        footer=(tr.gettext("Har du inte bett om den kan du strunta i mejlet."),),
        language=language,
    )


def worded(
    occasion: Occasion,
    kind: str,
    *,
    own: Mapping[str, str] | None = None,
    action: str,
    link: str = "",
    closing: str = "",
    money: bool = True,
) -> Letter:
    """A letter in the conference's own words or else the standard ones (`standard.LETTERS`).

    own   what the placeholders stand for that only this kind has
    link  where the button leads, if not to the reader's own page

    Greeting, facts, button, closing and footer are not words that can be edited away.
    """
    standard = BY_KIND[kind].words(occasion.language)
    words = occasion.words.get(kind, standard).or_else(standard)
    values = common_values(occasion) | dict(own or {})
    return framed(
        occasion,
        subject=subject_of(words, values),
        paragraphs=paragraphs_of(words, values),
        action=action,
        link=link,
        closing=closing,
        money=money,
    )


def _letter(
    occasion: Occasion, *, subject: str, paragraphs: tuple[str, ...], action: str, money: bool = True
) -> Letter:
    """A letter that nobody edits; `title` and `day` are put into its subject."""
    language = occasion.language
    held = occasion.conference
    named = {"title": title_of(held, language), "day": day_of(held, language, occasion.now)}
    return framed(
        occasion, subject=(subject % named).strip(), paragraphs=paragraphs, action=action, money=money
    )


def apart(occasion: Occasion, *, subject: str, paragraphs: tuple[str, ...], action: str, link: str) -> Letter:
    """A letter that nobody edits, to somebody without a page of their own."""
    letter = framed(occasion, subject=subject, paragraphs=paragraphs, action=action, link=link, money=False)
    return replace(letter, facts=())


def framed(
    occasion: Occasion,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    action: str,
    link: str = "",
    closing: str = "",
    money: bool = True,
) -> Letter:
    """What every letter to participants has around its words."""
    tr, name = translator(occasion.language), reader_name(occasion)
    return Letter(
        subject=subject,
        greeting=tr.gettext("Hej %(name)s!") % {"name": name} if name else tr.gettext("Hej!"),
        paragraphs=paragraphs,
        facts=tuple(_facts(occasion, money=money)),
        actions=((action, link or occasion.addresses.registration(occasion.token)),),
        closing=closing,
        footer=_footer(occasion),
        language=occasion.language,
        calendar=occasion.calendar,
    )


def _facts(occasion: Occasion, *, money: bool) -> list[tuple[str, str]]:
    tr = translator(occasion.language)
    conference, registration = occasion.conference, occasion.registration
    facts = [
        (tr.gettext("När"), when_and_zone(conference, occasion.language)),
        (tr.gettext("Var"), _where(occasion)),
        (tr.gettext("Hålltider"), arrival(conference, occasion.language)),
    ]
    facts += chosen_facts(occasion)
    facts += _option_facts(occasion)
    if occasion.reader is None or occasion.reader.is_booker:
        if len(registration.participants) > 1 or occasion.reader is None:
            facts.append((tr.gettext("Gäller"), ", ".join(person.name for person in occasion.people)))
        if money:
            facts += _money_facts(occasion)
    elif money:
        facts.append((tr.gettext("Avgift"), price_facts(conference, occasion.language)))
    facts.append((tr.gettext("Anmälans nummer"), registration.reference))
    return [(label, value) for label, value in facts if value]


def _option_facts(occasion: Occasion) -> list[tuple[str, str]]:
    """What was chosen, what is only wished while one waits, and what was full when the seat came."""
    tr = translator(occasion.language)
    labels = {
        PickState.HELD: tr.gettext("Tillval"),
        PickState.WISHED: tr.gettext("Önskade tillval"),
        PickState.MISSED: tr.gettext("Tillval som hann bli fullbokade"),
    }
    names = {person.id: person.given_name for person in occasion.people}
    found = []
    for state, label in labels.items():
        words = [
            f"{pick.in_language(occasion.language)} ({names[pick.participant_id]})"
            if len(names) > 1
            else pick.in_language(occasion.language)
            for pick in occasion.picks
            if pick.state is state
        ]
        found.append((label, ", ".join(words)))
    return found


def _where(occasion: Occasion) -> str:
    if occasion.reader is not None and occasion.reader.attendance is Attendance.REMOTE:
        return translator(occasion.language).gettext("På distans")
    return where(occasion.conference, occasion.language)


def _money_facts(occasion: Occasion) -> list[tuple[str, str]]:
    tr = translator(occasion.language)
    registration = occasion.registration
    facts = [(tr.gettext("Avgift"), _fees(occasion))]
    if occasion.charged:
        total = sum(line.gross for line in occasion.charged)
        facts.append((tr.gettext("Att betala"), kronor(total, occasion.language)))
    facts.append((tr.gettext("Villkor"), terms_text(occasion.conference, occasion.language)))
    if registration.buyer_kind is not None:
        facts.append((tr.gettext("Faktura till"), registration.buyer_name))
        later = tr.gettext("kommer senare") if registration.reference_later else ""
        facts.append((tr.gettext("Fakturareferens"), registration.buyer_reference or later))
    return facts


def _fees(occasion: Occasion) -> str:
    """What is charged, row by row; what the conference costs while nothing is."""
    lines = [
        f"{line.quantity} × {line.in_language(occasion.language)}"
        if line.quantity > 1
        else line.in_language(occasion.language)
        for line in occasion.charged
    ]
    if len(occasion.charged) < 2:
        return price_facts(occasion.conference, occasion.language)
    sums = (kronor(line.gross, occasion.language) for line in occasion.charged)
    return ", ".join(f"{label} {amount}" for label, amount in zip(lines, sums, strict=True))


def _footer(occasion: Occasion) -> tuple[str, ...]:
    tr = translator(occasion.language)
    conference = occasion.conference
    known = contact(conference)
    lines = [tr.gettext("Frågor? %(contact)s") % {"contact": known}] if known else []
    privacy = occasion.addresses.url(f"personuppgifter/{conference.owner.slug}")
    lines.append(tr.gettext("Så hanterar vi dina personuppgifter: %(link)s") % {"link": privacy})
    return tuple(lines)
