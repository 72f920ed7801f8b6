"""What a line of the log says. Nothing here reads the database."""

from collections.abc import Mapping
from typing import Any

from regapp.audit.models import Event
from regapp.dashboard.details.forms import DetailsForm
from regapp.dashboard.edit_form import ConferenceForm
from regapp.dashboard.words import ACTIONS
from regapp.organizers.models import Role
from regapp.organizers.words import ROLE_NAMES
from regapp.registrations.words import LETTERS, field_words
from regapp.web.i18n import _, language, lazy

# What a line may be about, as a filter: its name in the address, its words, the kinds of subject.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "konferens": (lazy("Konferensen"), ("conference",)),
    "deltagare": (lazy("Deltagare"), ("participant", "registration", "invitation")),
    "utskick": (lazy("Utskick"), ("campaign",)),
    "roller": (lazy("Roller"), ("person",)),
    "filer": (lazy("Filer som hämtats"), ()),
}

# Fields of a conference that are no field of its form.
_FIELDS = {
    "days": lazy("Datum och tid"),
    "kind": lazy("Slag"),
    "county": lazy("Län"),
    "zone": lazy("Tidszon"),
    "place_slug": lazy("Adress på webbplatsen"),
    "related_id": lazy("Hör ihop med"),
    "expected_month": lazy("Ungefärlig tid"),
    "expected_text": lazy("Ungefärlig tid"),
    "expected_text_en": lazy("Ungefärlig tid"),
    "opens_at": lazy("Anmälan öppnar"),
    "closes_at": lazy("Sista anmälningsdag"),
    "invitation_only": lazy("Bara inbjudna"),
    "shows_list": lazy("Deltagarlista"),
    "sender_email": lazy("Avsändare"),
    "reply_mailbox": lazy("Svarsadress"),
    "onsite_info_en": lazy("Information på plats"),
    "remote_info_en": lazy("Information på distans"),
    "price": lazy("Pris"),
    "category": lazy("Kategori"),
    "feecategory": lazy("Kategori"),
    "option": lazy("Tillval"),
    "code": lazy("Kod"),
    "accesscode": lazy("Kod"),
    "late_from_at": lazy("Villkor"),
    "late_fee": lazy("Sen avanmälan"),
    "transfer_closes_at": lazy("Överlåtelse till"),
    "rounds": lazy("Pass"),
    "seats": lazy("Platser"),
    "meals": lazy("Måltider"),
    "remote_seats": lazy("Platser på distans"),
    "asks_days": lazy("Dagar"),
    "needs_contact_id": lazy("Kontakt för behov"),
    "remote_url": lazy("Länk för att delta på distans"),
    "onsite_info": lazy("Information på plats"),
    "remote_info": lazy("Information på distans"),
    "kitchen_freezes_on": lazy("Köksstopp"),
    "changes_until": lazy("Sista dag för ändringar"),
    "let_in_mode": lazy("Hur lediga platser erbjuds"),
    "programme": lazy("Program"),
    "room": lazy("Sal"),
    "speakers": lazy("Medverkande"),
    "rooms": lazy("Salar och spår"),
    "track_id": lazy("Spår"),
    "day_id": lazy("Dag"),
    "round": lazy("Omgång"),
    "position": lazy("Ordning"),
    "preliminary": lazy("Preliminärt"),
    "text": lazy("Beskrivning"),
    "text_en": lazy("Beskrivning på engelska"),
    "presentations": lazy("Presentationer"),
    "summary": lazy("Sammanfattning"),
    "starts_at": lazy("Börjar"),
    "ends_at": lazy("Slutar"),
}


def action_words(event: Event) -> str:
    return str(ACTIONS.get(event.action, event.action))


def what_changed(event: Event, organizers: Mapping[str, str]) -> list[str]:
    """The fields in words. `organizers`: short names by slug."""
    if event.subject_type == "participant":
        return field_words(event.fields, language())
    labels = _labels()
    return list(dict.fromkeys(_field(str(name), labels, organizers) for name in event.fields))


def _field(name: str, labels: Mapping[str, str], organizers: Mapping[str, str]) -> str:
    """ "role:halland:door" is "Halland: Entré", "days" is "Dag"; what has no words stands as it is."""
    kind, _colon, rest = name.partition(":")
    if kind in {"role", "organizer"}:
        slug, _colon, role = rest.partition(":")
        named = organizers.get(slug, slug)
        return f"{named}: {_(ROLE_NAMES[Role(role)])}" if role else named
    return labels.get(name, name)


def _labels() -> dict[str, str]:
    """By the form's own labels where the field has one; words of what has none."""
    forms = (DetailsForm(), ConferenceForm())
    labels = {field.short_name: str(field.label.text) for form in forms for field in form}
    return labels | {name: str(words) for name, words in _FIELDS.items()} | _letters()


def _letters() -> dict[str, str]:
    """A letter's kind stands without its slice."""
    return {kind.partition(".")[2]: str(words) for kind, words in LETTERS.items()}
