"""The participant list as a table: no diet, no needs, protected names by alias."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from regapp.conferences.models import Conference, Question
from regapp.conferences.texts import localized
from regapp.registrations.answers import answer_words
from regapp.registrations.models import Answer, Status
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
    people: Iterable[Any],
    conferences: Mapping[int, Conference],
    *,
    may_see_protected: bool,
    questions: Sequence[Question] = (),
    answers: Mapping[int, Sequence[Answer]] | None = None,
    choices: Sequence[str] = (),
    chosen: Mapping[int, Sequence[tuple[str, str]]] | None = None,
) -> Iterator[Row]:
    """`people` as `list_sheet_rows` finds them; `answers` by participant, with their questions.

    Versions of one question share a column.

    choices, chosen  labels of what one may choose, and by participant what they chose
    """
    words = {status: str(text) for status, text in _STATUS.items()}
    yes, no = _("ja"), _("nej")
    for person in people:
        given = {
            one.question.key: answer_words(one, language()) for one in (answers or {}).get(person.id, ())
        }
        picked = dict((chosen or {}).get(person.id, ()))
        conference = conferences[person.conference_id]
        hidden = person.protected and not may_see_protected
        booker = person.alias if hidden else person.booker_name
        yield (
            conference.place or conference.title,
            words[person.status],
            person.alias if hidden else person.given_name,
            "" if hidden else person.family_name,
            "" if hidden else person.email,
            person.organization,
            person.title,
            yes if person.listed else no,
            person.created_at,
            person.reference,
            booker,
            person.buyer_name,
            person.buyer_org_number,
            person.buyer_reference,
            *(picked.get(label, "") for label in choices),
            *(given.get(question.key, "") for question in questions),
        )
