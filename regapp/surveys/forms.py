"""The form of a survey, made of its questions, and the form of the suggestion box."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Optional

from regapp.registrations.forms.person import Ticks
from regapp.surveys.models import QuestionKind, SurveyQuestion
from regapp.surveys.rules import choice_label, values_of
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy


class AnswerForm(BaseForm):
    """Made by `answer_form`: a field for each question, none of them required."""

    def answers(self, questions: Sequence[SurveyQuestion]) -> dict[int, tuple[str, ...]]:
        """What was answered, by question; nothing of those that were passed over."""
        found = {}
        for question in questions:
            data = self[_name(question)].data
            values = tuple(data) if isinstance(data, list) else (data,) if data else ()
            if values:
                found[question.id] = values
        return found


def answer_form(questions: Sequence[SurveyQuestion], language: str) -> type[AnswerForm]:
    asked = {_name(question): _field(question, language) for question in questions}
    return type("QuestionsForm", (AnswerForm,), asked)


def _name(question: SurveyQuestion) -> str:
    return f"q{question.id}"


def _field(question: SurveyQuestion, language: str) -> Any:
    label = (question.label_en if language != "sv" else "") or question.label
    if question.kind is QuestionKind.TEXT:
        return fields.text(label, 2000, optional=True)
    choices = fields.choices(
        {value: choice_label(question, value, language) for value in values_of(question)}
    )
    if question.kind is QuestionKind.MANY:
        return Ticks(label, choices=choices)
    return RadioField(label, [Optional()], choices=choices)


class SuggestionForm(BaseForm):
    """What somebody would like of the next edition."""

    # Not for people: off the screen, out of the tab order.
    website = StringField(lazy("Lämna tomt"), filters=[line_filter])
    text = fields.text(lazy("Ditt förslag"), 2000, DataRequired(lazy("Skriv ditt förslag")), rows=6)
    email = fields.email(lazy("E-postadress, om du vill ha svar"), optional=True, autocomplete="email")
