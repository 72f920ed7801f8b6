"""Everything that is kept about somebody, as labels and values: for their page and their file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.billing.queries import list_standing
from regapp.conferences.models import Conference
from regapp.conferences.price_texts import kronor
from regapp.conferences.texts import title_of, when
from regapp.mailing.models import OutboxMessage
from regapp.registrations.answers import answered
from regapp.registrations.asking import asking_of
from regapp.registrations.chosen import list_choice_facts
from regapp.registrations.models import (
    BadgeText,
    CompletionRequest,
    ErasureRequest,
    Participant,
    Registration,
)
from regapp.registrations.needs import food_words
from regapp.registrations.queries import (
    Opened,
    about_participant,
    about_registration,
    list_answers,
    list_late,
    list_picks,
)
from regapp.registrations.rules import needs_deleted_on
from regapp.registrations.words import ACTIONS, LETTER_STATES, LETTERS, field_words
from regapp.web.i18n import _

Row = tuple[str, str, Any]


@dataclass(frozen=True)
class Section:
    """A heading with rows: key for the file, label for the page, value. Instants are aware."""

    key: str
    heading: str
    rows: tuple[Row, ...]


def own_data(session: Session, opened: Opened, *, language: str, deletes: bool) -> list[Section]:
    """What this link's holder may know: their own part; for the booker the registration, its
    people and money too. `deletes`: whether needs are deleted here at all."""
    people, registration = opened.participants, opened.registration
    asking = asking_of(session, people)
    found = [_registration(registration)] if opened.is_booker else []
    answers, picks = list_answers(session, people), list_picks(session, [person.id for person in people])
    chosen = list_choice_facts(session, asking, people, language, left=True)
    for person in people:
        held = asking[person.conference_id]
        rows = [
            *_person(person, held.conference, language),
            *_needs(person, held.conference, deletes=deletes),
        ]
        told = [*answered(answers.get(person.id, []), language), *chosen.get(person.id, ())]
        rows += [("answer", label, value) for label, value in told]
        rows += [
            ("option", str(_("Tillval")), pick.in_language(language))
            for pick in picks
            if pick.participant_id == person.id
        ]
        rows += _badge(session.get(BadgeText, person.id))
        rows += [
            ("changed_late", str(_("Ändrat efter stopp")), one.changed_at)
            for one in list_late(session, person.id)
        ]
        found.append(
            Section("participant", person.name, tuple(row for row in rows if row[2] not in {"", None}))
        )
    if opened.is_booker:
        found.append(_charges(session, people, language))
    found.append(_letters(session, opened))
    found.append(_history(session, people, language))
    found.append(_requests(session, registration, people if not opened.is_booker else None))
    return [one for one in found if one.rows]


def as_json(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The same for programs: instants as ISO, every row with its key."""
    return [
        {
            "section": one.key,
            "heading": one.heading,
            "rows": [{"key": key, "label": label, "value": _plain(value)} for key, label, value in one.rows],
        }
        for one in sections
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _registration(registration: Registration) -> Section:
    rows: list[Row] = [
        ("reference", str(_("Anmälans nummer")), registration.reference),
        ("created_at", str(_("Anmäld")), registration.created_at),
        ("booker_name", str(_("Anmäld av")), registration.booker_name),
        ("booker_email", str(_("E-post")), registration.booker_email),
        ("language", str(_("Språk i mejlen")), "English" if registration.language == "en" else "Svenska"),
        ("buyer_name", str(_("Faktura till")), registration.buyer_name),
        ("buyer_org_number", str(_("Organisationsnummer")), registration.buyer_org_number),
        ("buyer_reference", str(_("Fakturareferens")), registration.buyer_reference),
        ("buyer_endpoint", str(_("E-fakturaadress (Peppol-id eller GLN)")), registration.buyer_endpoint),
        ("buyer_street", str(_("Fakturaadress")), registration.buyer_street),
        ("buyer_postcode", str(_("Postnummer")), registration.buyer_postcode),
        ("buyer_town", str(_("Postort")), registration.buyer_town),
    ]
    marks = [str(_("Skickades ovanligt fort"))] if registration.flagged else []
    marks += [str(_("Numret och svaret om köparen säger olika"))] if registration.kind_disputed else []
    rows.append(("marks", str(_("Märkt av systemet")), ", ".join(marks)))
    return Section("registration", str(_("Anmälan")), tuple(row for row in rows if row[2]))


def _person(person: Participant, conference: Conference, language: str) -> Iterator[Row]:
    yield "name", str(_("Namn")), person.name
    yield "alias", str(_("Alias, visas i stället för namnet")), person.alias if person.protected else ""
    yield "email", str(_("E-post")), person.email
    yield "organization", str(_("Organisation")), person.organization
    yield "title", str(_("Titel")), person.title
    yield "listed", str(_("Deltagarlista")), str(_("Visas") if person.listed else _("Visas inte"))
    yield "conference", str(_("Konferens")), f"{title_of(conference, language)}, {when(conference, language)}"
    yield "status", str(_("Status")), str(_STATUS[person.status.value]())
    yield "status_at", str(_("Sedan")), person.status_at
    yield "ticket_code", str(_("Kod")), person.ticket_code


_STATUS = {
    "confirmed": lambda: _("Anmäld"),
    "waiting": lambda: _("Väntelista"),
    "offered": lambda: _("Erbjuden plats"),
    "cancelled": lambda: _("Avanmäld"),
}


def _needs(person: Participant, conference: Conference, *, deletes: bool) -> Iterator[Row]:
    """With the day on which it goes, where that is carried out."""
    if person.needs is None:
        return
    yield "diet", str(_("Kost")), food_words(person.needs)
    yield "kitchen_words", str(_("Köket läser i stället för det skrivna")), person.needs.kitchen_words
    if person.needs.named_to_kitchen:
        yield "named_to_kitchen", str(_("Köksansvarig får se namn och allergi")), str(_("Ja"))
    yield "access_needs", str(_("Behov")), person.needs.access_needs
    day = needs_deleted_on(conference) if deletes else None
    if day is not None:
        yield "needs_deleted_on", str(_("Kost och behov raderas")), day


def _badge(own: BadgeText | None) -> Iterator[Row]:
    if own is None:
        return
    yield "badge_name", str(_("Namn på brickan")), own.name
    yield "badge_line", str(_("Rad under namnet")), own.line
    yield "no_photo", str(_("Vill inte vara med på bild")), str(_("Ja")) if own.no_photo else ""


def _charges(session: Session, people: Sequence[Participant], language: str) -> Section:
    names = {person.id: person.name for person in people}
    rows = tuple(
        ("charge", f"{price.label}, {names[charge.participant_id]}", kronor(charge.gross_minor, language))
        for charge, price in list_standing(session, list(names))
    )
    return Section("charges", str(_("Debiteringar")), rows)


def _letters(session: Session, opened: Opened) -> Section:
    """Kind, when and what became of it; the words themselves are not kept."""
    row = OutboxMessage
    own = row.subject_id.in_([person.id for person in opened.participants]) & about_participant()
    if opened.is_booker:
        own = own | ((row.subject_id == opened.registration.id) & about_registration())
    rows = tuple(
        ("letter", _letter_name(letter.kind), (letter.created_at, str(LETTER_STATES[letter.state.value])))
        for letter in session.scalars(select(row).where(own).order_by(row.id))
    )
    return Section("letters", str(_("Mejl")), tuple((key, name, value) for key, name, value in _flat(rows)))


def _letter_name(kind: str) -> str:
    return str(LETTERS.get(kind.removesuffix("_to_booker"), kind))


def _flat(rows: Sequence[tuple[str, str, tuple[datetime, str]]]) -> Iterator[Row]:
    """The state belongs to the label: a value is one thing."""
    for key, name, (at, state) in rows:
        yield key, f"{name}, {state}", at


def _history(session: Session, people: Sequence[Participant], language: str) -> Section:
    """What happened and which fields, never what stood in them."""
    names = {person.id: person.name for person in people}
    found = select(Event).where(Event.subject_type == "participant", Event.subject_id.in_(list(names)))
    rows = []
    for event in session.scalars(found.order_by(Event.id)):
        words = ", ".join(field_words(event.fields, language))
        label = str(ACTIONS.get(event.action, event.action)) + (f" ({words})" if words else "")
        rows.append(("event", f"{label}, {names[event.subject_id]}" if len(names) > 1 else label, event.at))
    return Section("history", str(_("Historik")), tuple(rows))


def _requests(session: Session, registration: Registration, people: Sequence[Participant] | None) -> Section:
    found = select(ErasureRequest).where(ErasureRequest.registration_id == registration.id)
    if people is not None:
        found = found.where(ErasureRequest.participant_id.in_([person.id for person in people]))
    rows = tuple(
        (
            "erasure_request",
            str(_("Begäran om radering")) + (f": {one.reason}" if one.reason else ""),
            one.asked_at,
        )
        for one in session.scalars(found.order_by(ErasureRequest.id))
    )
    about = {one.id for one in (people if people is not None else registration.participants)}
    asked = select(CompletionRequest).where(CompletionRequest.participant_id.in_(about))
    rows += tuple(
        ("completion_request", str(_("Begäran om komplettering")), one.asked_at)
        for one in session.scalars(asked)
    )
    return Section("requests", str(_("Begäran om radering")), rows)
