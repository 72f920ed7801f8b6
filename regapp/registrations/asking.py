"""Conferences with what they ask of each participant, read together and kept together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, Question
from regapp.conferences.queries import list_form_conferences, list_questions
from regapp.registrations.forms.parts import Part
from regapp.registrations.forms.questions import QuestionsPart

ListParts = Callable[[Session, Sequence[Conference]], Mapping[int, Part]]


def _questions(session: Session, conferences: Sequence[Conference]) -> Mapping[int, Part]:
    asked: dict[int, list[Question]] = {}
    for question in list_questions(session, [one.id for one in conferences]):
        asked.setdefault(question.conference_id, []).append(question)
    return {number: QuestionsPart.of(questions) for number, questions in asked.items()}


# Each reads one kind of part for all the conferences at once, by conference id. The order is
# the order on the form.
_KINDS: tuple[ListParts, ...] = (_questions,)


@dataclass(frozen=True)
class Asking:
    """A conference and the parts that its form has beyond the usual. A change of what it asks
    raises the conference's version."""

    conference: Conference
    parts: tuple[Part, ...] = ()

    @property
    def id(self) -> int:
        return self.conference.id

    @property
    def version(self) -> int:
        return self.conference.version


def list_asking(session: Session, path: str) -> Sequence[Asking]:
    """What the form at `path` may sign up to, and what it asks. See `list_form_conferences`."""
    return with_parts(session, list_form_conferences(session, path))


def with_parts(session: Session, conferences: Sequence[Conference]) -> Sequence[Asking]:
    """The conferences with what they ask, one statement for each kind of part."""
    found = [kind(session, conferences) for kind in _KINDS] if conferences else []
    return [Asking(one, tuple(parts[one.id] for parts in found if one.id in parts)) for one in conferences]
