"""The organizer's own questions as fields: asked of each participant, in the organizer's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import Field, RadioField, SelectMultipleField
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from regapp.conferences.models import Question, QuestionKind
from regapp.registrations.commands import NewParticipant
from regapp.web import fields
from regapp.web.i18n import in_language, lazy

SHORT_LIMIT, LONG_LIMIT = 200, 2000
# Larger is a slip of the finger.
_LARGEST = Decimal(10) ** 12


class Choices(SelectMultipleField):
    """Several of the organizer's choices, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OneChoice(RadioField):
    """One of the organizer's choices, or none where none is demanded."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


@dataclass(frozen=True)
class AskedQuestion:
    """A question as its form needs it. Texts as (Swedish, English or empty)."""

    id: int
    kind: QuestionKind
    label: tuple[str, str]
    hint: tuple[str, str]
    choices: tuple[tuple[str, str, str], ...]
    required: bool

    @classmethod
    def of(cls, question: Question) -> "AskedQuestion":
        return cls(
            question.id,
            question.kind,
            (question.label, question.label_en),
            (question.hint, question.hint_en),
            tuple((one["value"], one["sv"], one["en"]) for one in question.choices),
            question.required,
        )

    @property
    def name(self) -> str:
        return f"question_{self.id}"

    @property
    def shape(self) -> str:
        """The macro that draws it."""
        shapes = {QuestionKind.ONE: "radios", QuestionKind.YES_NO: "radios", QuestionKind.SEVERAL: "ticks"}
        return shapes.get(self.kind, "text")

    @property
    def help(self) -> LazyString:
        return in_language(*self.hint)

    def field(self) -> Any:
        label = in_language(*self.label)
        demand: list[Any] = [DataRequired(_demand(self.label))] if self.required else [Optional()]
        if self.kind in {QuestionKind.ONE, QuestionKind.YES_NO}:
            return OneChoice(
                label,
                choices=self._choices(),
                validators=demand,
                invalid_choice_message=lazy("Välj ett av svaren"),  # type: ignore[call-arg]  # newer than the stubs
            )
        if self.kind is QuestionKind.SEVERAL:
            return Choices(label, choices=self._choices(), validators=demand)
        if self.kind is QuestionKind.LONG:
            return fields.text(label, LONG_LIMIT, *demand)
        if self.kind is QuestionKind.NUMBER:
            return fields.line(label, 40, *demand, _number, inputmode="decimal")
        if self.kind is QuestionKind.DATE:
            return fields.line(label, 40, *demand, _date, type="date")
        return fields.line(label, SHORT_LIMIT, *demand)

    def _choices(self) -> list[Any]:
        words: dict[str, Any] = {
            value: in_language(swedish, english) for value, swedish, english in self.choices
        }
        if self.kind is QuestionKind.YES_NO:
            words = {"yes": lazy("Ja"), "no": lazy("Nej")}
        if not self.required and self.kind is not QuestionKind.SEVERAL:
            # A radio that was chosen cannot be let go of without another one.
            words[""] = lazy("Inget svar")
        return fields.choices(words)

    def answered(self, field: Any) -> tuple[str, ...]:
        """What was answered, as it is kept; empty for no answer."""
        data = field.data
        if isinstance(data, list):
            return tuple(data)
        return (str(data),) if data else ()


@dataclass(frozen=True)
class QuestionsPart:
    """All that one conference asks, in order."""

    questions: tuple[AskedQuestion, ...]

    template = "registrations/_questions.html"

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "QuestionsPart":
        return cls(tuple(AskedQuestion.of(question) for question in questions))

    def fields(self) -> Mapping[str, Any]:
        return {question.name: question.field() for question in self.questions}

    def check(self, person: Any) -> None:
        """Each question stands for itself."""

    def read(self, person: Any) -> Mapping[str, Any]:
        found = ((question.id, question.answered(person[question.name])) for question in self.questions)
        return {"answers": tuple((number, values) for number, values in found if values)}

    def for_change(self, kept: NewParticipant) -> "QuestionsPart":
        """The same as on the sign-up form."""
        return self

    def for_staff(self) -> "QuestionsPart":
        """Nothing is demanded of an organizer, who may not know."""
        return QuestionsPart(tuple(replace(question, required=False) for question in self.questions))

    def fill(self, person: Any, kept: NewParticipant) -> None:
        """Show what is kept, by question."""
        answers = dict(kept.answers)
        for question in self.questions:
            values = answers.get(question.id)
            if values:
                several = question.kind is QuestionKind.SEVERAL
                person[question.name].data = list(values) if several else values[0]


def _demand(label: tuple[str, str]) -> LazyString:
    def words() -> str:
        return str(lazy("Svara på frågan ”%(question)s”", question=str(in_language(*label))))

    return LazyString(words)


def _number(form: Any, field: Field) -> None:
    """ "1 000" and "3,5" are numbers; kept plain."""
    plain = field.data.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".").replace("−", "-")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= _LARGEST or len(plain) > 20:
        raise ValidationError(lazy("Skriv ett tal, till exempel 12 eller 3,5"))
    fields.made(field, f"{number:f}")


def _date(form: Any, field: Field) -> None:
    try:
        field.data = date.fromisoformat(field.data.replace(" ", "")[:10]).isoformat()
    except ValueError as error:
        raise ValidationError(lazy("Skriv datumet så här: 2020-03-27")) from error
