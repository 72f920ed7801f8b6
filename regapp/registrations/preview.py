"""A letter to somebody invented, so that an organizer sees their words as they will be read."""

from datetime import UTC, date, datetime
from typing import Any

from regapp.conferences.models import Conference
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import CalendarPart, Letter
from regapp.organizers.models import OrganizerKind
from regapp.registrations.messages import Occasion
from regapp.registrations.models import Attendance, BookerRole, Participant, Registration, Status
from regapp.registrations.writers import writers
from regapp.wording.rules import Words

# Leads nowhere: a real link opens a real registration.
_TOKEN = "exempel"  # noqa: S105 - no secret, an example
# An example of a deadline.
_UNTIL = datetime(2020, 2, 17, 11, tzinfo=UTC)
_TO_BOOKER = "_to_booker"
_REMOTE = "_remote"
# Goes to whoever signed up, whether they attend or not.
_ASKS = "missing_reference"


def preview(
    kind: str,
    conference: Conference,
    words: Words,
    *,
    language: str,
    addresses: Addresses,
    needs_go_on: date | None,
) -> Letter | None:
    """The letter of `kind` in these words; None where it is not sent, such as a reminder of what
    is cancelled. Loaded: address, days, prices, owner, series.

    Nothing of it is kept, and nobody real is in it.
    """
    to_booker, remote = kind.endswith(_TO_BOOKER) or kind == _ASKS, kind.endswith(_REMOTE)
    registration = invented(conference, language, to_booker=to_booker)
    (person,) = registration.participants
    if kind == _ASKS:
        registration.buyer_reference, person.lacks_reference = "", True
    person.attendance = Attendance.REMOTE if remote else Attendance.ONSITE
    occasion = Occasion(
        registration=registration,
        conference=conference,
        people=[person],
        reader=None if to_booker else person,
        token=_TOKEN,
        addresses=addresses,
        calendar=CalendarPart(b"", "REQUEST", "exempel.ics"),
        places={person.id: 3},
        words={kind: words},
        needs_go_on=needs_go_on,
    )
    return writers()[kind.removesuffix(_TO_BOOKER).removesuffix(_REMOTE)](occasion, _details(language))


def _details(language: str) -> dict[str, Any]:
    """What a letter's promise would hold, for every kind."""
    tr = translator(language)
    moved = [tr.gettext("Var"), "Teatern", "Stadshuset"]
    return {
        "had_seat": True,
        "fields": ["email", "diet"],
        "item_id": 0,
        "title": {language: tr.gettext("passet du önskade")},
        "changes": [{language: moved}],
        "reason": {language: tr.gettext("Här står det skäl som ni skriver när ni ändrar läget.")},
    }


def invented(conference: Conference, language: str, *, to_booker: bool = False) -> Registration:
    """Of Anna Lindqvist alone, or by Bo Ek for her. Not to be kept."""
    priced = any(price.amount_minor for price in conference.prices)
    kind = OrganizerKind.MUNICIPALITY if priced else None
    person = Participant(
        id=0, given_name="Anna", family_name="Lindqvist", email="anna.lindqvist@exempel.se",
        organization="Exempelstads kommun", is_booker=not to_booker, status=Status.CONFIRMED,
        conference_id=conference.id, protected=False, offered_until=_UNTIL,
    )  # fmt: skip
    return Registration(
        id=0, reference="7KQ2-M9XR", language=language, participants=[person], buyer_kind=kind,
        booker_role=BookerRole.OTHERS if to_booker else BookerRole.SELF,
        booker_name="Bo Ek" if to_booker else "Anna Lindqvist", booker_email="anna.lindqvist@exempel.se",
        buyer_name="Exempelstads kommun", buyer_reference="ZZABC123" if kind else "", reference_later=False,
    )  # fmt: skip
