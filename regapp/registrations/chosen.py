"""What each participant chose, in words. Read only where their conference lets one choose."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from regapp.choices.offers import Choices, ItemOffer
from regapp.choices.queries import list_chosen
from regapp.choices.texts import Fact, day_facts, meal_facts, round_label, seminar_facts
from regapp.kernel.i18n import translator
from regapp.registrations.asking import Asking
from regapp.registrations.forms.choosing import AttendancePart, DaysPart, SeminarsPart
from regapp.registrations.forms.parts import Part
from regapp.registrations.models import Attendance, Participant, Status

_KEPT = (DaysPart, SeminarsPart)


def list_choice_facts(
    session: Session,
    asking: Mapping[int, Asking],
    people: Sequence[Participant],
    language: str,
    *,
    left: bool = False,
) -> dict[int, list[Fact]]:
    """Labels and answers by participant; `asking` by conference. Who chose nothing is not there.

    left  also what those chose who have cancelled: it is kept in case they return, and holds for nothing
    """
    people = [person for person in people if left or person.status is not Status.CANCELLED]
    asked = [person for person in people if _keeps(asking[person.conference_id].parts)]
    chosen = list_chosen(session, [person.id for person in asked]) if asked else {}
    facts = {
        person.id: choice_facts(
            asking[person.conference_id].parts, person, chosen.get(person.id, Choices()), language
        )
        for person in people
    }
    return {number: some for number, some in facts.items() if some}


def choice_facts(parts: Sequence[Part], person: Participant, chosen: Choices, language: str) -> list[Fact]:
    """In the order of the form."""
    found: list[Fact] = []
    for part in parts:
        if isinstance(part, AttendancePart):
            found.append(_attendance(person, language))
        elif isinstance(part, DaysPart):
            found += day_facts(part.days, chosen, language)
            if person.attendance is Attendance.ONSITE:
                found += meal_facts(part.meals, chosen, language)
        elif isinstance(part, SeminarsPart):
            found += seminar_facts(part.rounds, chosen, language)
    return found


def choice_labels(asking: Iterable[Asking], language: str) -> list[str]:
    """The labels that `choice_facts` may use, in the order of the form; each once."""
    tr = translator(language)
    found: list[str] = []
    for part in (part for one in asking for part in one.parts):
        if isinstance(part, AttendancePart):
            found.append(tr.gettext("Deltagande"))
        elif isinstance(part, DaysPart):
            found += [tr.gettext("Dagar")] * bool(part.days) + [tr.gettext("Måltider")] * bool(part.meals)
        elif isinstance(part, SeminarsPart):
            found += [round_label(one, part.rounds, language) for one in part.rounds]
    return list(dict.fromkeys(found))


def items_of(parts: Sequence[Part]) -> dict[int, ItemOffer]:
    """What can be chosen among, by id."""
    seminars = (part for part in parts if isinstance(part, SeminarsPart))
    return {item.id: item for part in seminars for one in part.rounds for item in one.items}


def attendance_words(attendance: Attendance, language: str) -> str:
    tr = translator(language)
    return tr.gettext("På distans") if attendance is Attendance.REMOTE else tr.gettext("På plats")


def _attendance(person: Participant, language: str) -> Fact:
    return translator(language).gettext("Deltagande"), attendance_words(person.attendance, language)


def _keeps(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, _KEPT) for part in parts)
