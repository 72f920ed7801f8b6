"""The participant list as a table: no diet, no needs, protected names by alias."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from regapp.conferences.models import Conference, Question
from regapp.conferences.texts import localized
from regapp.registrations.answers import answer_words
from regapp.registrations.models import Answer, Participant, Status
from regapp.registrations.rules import shown_name
from regapp.web.i18n import _, language, lazy
from regapp.web.sheets import Column, Row

_STATUS = {
    Status.CONFIRMED: lazy("Anmäld"),
    Status.WAITING: lazy("Väntelista"),
    Status.OFFERED: lazy("Erbjuden plats"),
    Status.CANCELLED: lazy("Avanmäld"),
}


def participant_columns(questions: Sequence[Question] = (), choices: Sequence[str] = ()) -> list[Column]:
    """`choices`, what one may choose, and `questions`, the conferences' own, are columns at the end."""
    own = [Column(label, width=24) for label in choices]
    own += [Column(localized(question, "label", language()), width=24) for question in questions]
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
        *own,
    ]


def participant_rows(
    people: Iterable[Participant],
    conferences: Mapping[int, Conference],
    *,
    may_see_protected: bool,
    questions: Sequence[Question] = (),
    answers: Mapping[int, Sequence[Answer]] | None = None,
    choices: Sequence[str] = (),
    chosen: Mapping[int, Sequence[tuple[str, str]]] | None = None,
) -> Iterator[Row]:
    """`answers` by participant, with their questions; versions of one question share a column.

    choices, chosen  labels of what one may choose, and by participant what they chose
    """
    for person in people:
        given = {
            one.question.key: answer_words(one, language()) for one in (answers or {}).get(person.id, ())
        }
        picked = dict((chosen or {}).get(person.id, ()))
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
            *(picked.get(label, "") for label in choices),
            *(given.get(question.key, "") for question in questions),
        )
