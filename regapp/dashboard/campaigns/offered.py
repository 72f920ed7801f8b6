"""What recipients can be told apart by at these conferences, and a chosen audience in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from regapp.campaigns.rules import Audience
from regapp.choices.texts import item_title, round_label
from regapp.conferences.models import Conference, QuestionKind
from regapp.registrations.asking import Asking, with_parts
from regapp.registrations.forms.choosing import ATTENDANCE_WORDS, AttendancePart, SeminarsPart
from regapp.registrations.forms.fees import FeePart
from regapp.registrations.forms.questions import AskedQuestion, QuestionsPart
from regapp.registrations.models import Status
from regapp.web.i18n import _, either, language, lazy, ngettext

STATUS_WORDS = {
    Status.CONFIRMED.value: lazy("Anmälda"),
    Status.WAITING.value: lazy("Väntelista"),
    Status.OFFERED.value: lazy("Erbjudna plats"),
    Status.CANCELLED.value: lazy("Avanmälda"),
}
CAME_WORDS = {"": lazy("Alla"), "ja": lazy("Incheckade"), "nej": lazy("Inte incheckade")}
_YES_NO = {"yes": lazy("Ja"), "no": lazy("Nej")}
Words = dict[str, Any]


@dataclass
class Offered:
    """Values and words of each select; empty where there is nothing to choose among.

    places  by conference id; only where there are several
    """

    places: Words = field(default_factory=dict)
    attendance: Words = field(default_factory=dict)
    choices: Words = field(default_factory=dict)
    answers: Words = field(default_factory=dict)


def offered_at(session: Session, conferences: Sequence[Conference]) -> Offered:
    """A few statements, whatever their number."""
    found = Offered()
    if len(conferences) > 1:
        found.places = {str(one.id): one.place or one.title for one in conferences}
    for asking in with_parts(session, conferences):
        place = f"{asking.conference.place or asking.conference.title}: " if found.places else ""
        if any(isinstance(part, AttendancePart) for part in asking.parts):
            found.attendance = dict(ATTENDANCE_WORDS)
        found.choices |= {value: f"{place}{words}" for value, words in _choices(asking)}
        found.answers |= {value: f"{place}{words}" for value, words in _answers(asking)}
    return found


def audience_words(audience: Audience, conference_ids: Sequence[int], offered: Offered) -> list[str]:
    """ "Anmälda", "Varberg och Kalmar", "Lunch: Ja": everything that must fit."""
    found = [", ".join(str(STATUS_WORDS[status.value]) for status in audience.statuses)]
    if offered.places:
        found.append(", ".join(offered.places.get(str(number), "") for number in conference_ids))
    if audience.attendance is not None:
        found.append(str(ATTENDANCE_WORDS[audience.attendance.value]))
    if audience.choice:
        found.append(str(offered.choices.get(audience.choice, _("Ett val som inte finns längre"))))
    if audience.answer:
        found.append(str(offered.answers.get(audience.answer, _("En fråga som inte ställs längre"))))
    if audience.lacks_reference:
        found.append(_("Saknar fakturareferens"))
    if audience.came is not None:
        found.append(str(CAME_WORDS["ja" if audience.came else "nej"]))
    if audience.ids is not None:
        count = len(audience.ids)
        found.append(ngettext("%(num)s utvald deltagare", "%(num)s utvalda deltagare", count))
    return found


def _choices(asking: Asking) -> Iterator[tuple[str, str]]:
    for part in asking.parts:
        if isinstance(part, SeminarsPart):
            for one in part.rounds:
                label = round_label(one, part.rounds, language())
                for item in one.items:
                    name = f"{label}: {item_title(item, language())}"
                    yield f"pass-{item.id}", name
                    yield f"onskar-{item.id}", _("Önskar %(name)s", name=name)
        elif isinstance(part, FeePart):
            for option in part.options:
                yield f"tillval-{option.id}", f"{_('Tillval')}: {either(option.label, option.label_en)}"


def _answers(asking: Asking) -> Iterator[tuple[str, str]]:
    for part in asking.parts:
        if isinstance(part, QuestionsPart):
            for question in part.questions:
                yield from _values(question)


def _values(question: AskedQuestion) -> Iterator[tuple[str, str]]:
    label = either(*question.label)
    words: Words = {value: either(swedish, english) for value, swedish, english in question.choices}
    if question.kind is QuestionKind.YES_NO:
        words = dict(_YES_NO)
    for value, answer in words.items():
        yield f"{question.id}:{value}", f"{label} {answer}"
