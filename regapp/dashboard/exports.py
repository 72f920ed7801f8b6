"""The participant list as a table: no diet, no needs, protected names by alias."""

from collections.abc import Iterable, Iterator, Mapping

from regapp.conferences.models import Conference
from regapp.registrations.models import Participant, Status
from regapp.registrations.rules import shown_name
from regapp.web.i18n import _, lazy
from regapp.web.sheets import Column, Row

_STATUS = {
    Status.CONFIRMED: lazy("Anmäld"),
    Status.WAITING: lazy("Väntelista"),
    Status.OFFERED: lazy("Erbjuden plats"),
    Status.CANCELLED: lazy("Avanmäld"),
}


def participant_columns() -> list[Column]:
    return [
        Column(_("Ort"), width=14),
        Column(_("Status"), width=14),
        Column(_("Förnamn"), width=16),
        Column(_("Efternamn"), width=18),
        Column(_("E-post"), width=30),
        Column(_("Organisation"), width=30),
        Column(_("Titel"), width=20),
        Column(_("Deltagarlista"), width=12),
        Column(_("Anmäld"), "moment", 17),
        Column(_("Anmälans nummer"), width=14),
        Column(_("Anmäld av"), width=24),
        Column(_("Fakturamottagare"), width=28),
        Column(_("Organisationsnummer"), width=16),
        Column(_("Fakturareferens"), width=18),
    ]


def participant_rows(
    people: Iterable[Participant], conferences: Mapping[int, Conference], *, may_see_protected: bool
) -> Iterator[Row]:
    for person in people:
        conference = conferences[person.conference_id]
        registration = person.registration
        hidden = person.protected and not may_see_protected
        booker = shown_name(person, may_see_protected=False) if hidden else registration.booker_name
        yield (
            conference.place or conference.title,
            str(_STATUS[person.status]),
            person.alias if hidden else person.given_name,
            "" if hidden else person.family_name,
            "" if hidden else person.email,
            person.organization,
            person.title,
            _("ja") if person.listed else _("nej"),
            person.created_at,
            registration.reference,
            booker,
            registration.buyer_name,
            registration.buyer_org_number,
            registration.buyer_reference,
        )
