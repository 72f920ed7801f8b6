"""One of the conference's own questions, as the organizer writes it."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from regapp.conferences.commands.questions import QuestionText
from regapp.conferences.models import Question, QuestionKind
from regapp.dashboard.versioned import VersionedForm
from regapp.web import fields
from regapp.web.i18n import lazy

KIND_WORDS = {
    QuestionKind.SHORT: lazy("Kort text"),
    QuestionKind.LONG: lazy("Lång text"),
    QuestionKind.ONE: lazy("Ett av flera svar"),
    QuestionKind.SEVERAL: lazy("Flera svar"),
    QuestionKind.YES_NO: lazy("Ja eller nej"),
    QuestionKind.NUMBER: lazy("Tal"),
    QuestionKind.DATE: lazy("Datum"),
}
_WITH_CHOICES = {QuestionKind.ONE.value, QuestionKind.SEVERAL.value}
_MOST_CHOICES, _LONGEST_CHOICE = 30, 120


class QuestionForm(VersionedForm):
    """A question with its choices, one a line."""

    kind = SelectField(
        lazy("Hur svarar man?"),
        choices=fields.choices({kind.value: words for kind, words in KIND_WORDS.items()}),
        validators=[DataRequired(lazy("Välj hur man svarar"))],
    )
    label = fields.line(lazy("Fråga"), 300, DataRequired(lazy("Skriv frågan")))
    hint = fields.line(lazy("Förklaring under frågan"), 500, optional=True)
    choices = fields.text(lazy("Svar att välja mellan"), 4000, rows=6)
    required = BooleanField(lazy("Måste besvaras"))
    label_en = fields.line(lazy("Fråga på engelska"), 300, optional=True)
    hint_en = fields.line(lazy("Förklaring på engelska"), 500, optional=True)
    choices_en = fields.text(lazy("Svaren på engelska, i samma ordning"), 4000, optional=True, rows=6)

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        return self._choices_are_right() and right

    def _choices_are_right(self) -> bool:
        """Two or more different ones where one chooses; as many in English as in Swedish."""
        if self.kind.data not in _WITH_CHOICES:
            return True
        swedish, english = _lines(self.choices.data), _lines(self.choices_en.data)
        problem = None
        if len(set(swedish)) < 2:
            problem = lazy("Skriv minst två olika svar, ett på varje rad")
        elif len(swedish) > _MOST_CHOICES:
            problem = lazy("Skriv högst %(most)s svar", most=_MOST_CHOICES)
        elif len(set(swedish)) < len(swedish):
            problem = lazy("Samma svar står två gånger")
        elif max(map(len, [*swedish, *english])) > _LONGEST_CHOICE:
            problem = lazy("Ett svar får ha högst %(most)s tecken", most=_LONGEST_CHOICE)
        if problem is not None:
            self.choices.errors = [*self.choices.errors, problem]
        if english and len(english) != len(swedish):
            counts = {"english": len(english), "swedish": len(swedish)}
            words = lazy("Det är %(english)s rader på engelska och %(swedish)s på svenska", **counts)
            self.choices_en.errors = [*self.choices_en.errors, words]
            return False
        return problem is None

    def fill(self, question: Question) -> None:
        self.kind.data = question.kind.value
        for name in ("label", "hint", "required", "label_en", "hint_en"):
            self[name].data = getattr(question, name)
        self.choices.data = "\n".join(choice["sv"] for choice in question.choices)
        if any(choice["en"] for choice in question.choices):
            self.choices_en.data = "\n".join(choice["en"] or choice["sv"] for choice in question.choices)

    def to_text(self) -> QuestionText:
        swedish, english = _lines(self.choices.data), _lines(self.choices_en.data)
        has_choices = self.kind.data in _WITH_CHOICES
        pairs = zip(swedish, english or [""] * len(swedish), strict=True) if has_choices else ()
        return QuestionText(
            kind=QuestionKind(self.kind.data),
            label=self.label.data or "",
            label_en=self.label_en.data or "",
            hint=self.hint.data or "",
            hint_en=self.hint_en.data or "",
            choices=tuple(pairs),
            required=bool(self.required.data),
        )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
