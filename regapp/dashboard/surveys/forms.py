"""The shape of a survey as an organizer writes it."""

from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import InputRequired, NumberRange

from regapp.dashboard.day_form import Seats
from regapp.dashboard.versioned import VersionedForm
from regapp.surveys.commands import QuestionPlan, SurveyPlan
from regapp.surveys.models import QuestionKind, Survey
from regapp.surveys.rules import MOST_QUESTIONS
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import lazy

KINDS = {
    QuestionKind.SCALE: lazy("1 till 5"),
    QuestionKind.ONE: lazy("Ett av flera svar"),
    QuestionKind.MANY: lazy("Flera av flera svar"),
    QuestionKind.TEXT: lazy("Egna ord"),
}
_CHOOSING = {QuestionKind.ONE, QuestionKind.MANY}
_MORE = 2


class QuestionForm(BaseForm):
    """One question; without words it is not asked."""

    class Meta(FormMeta):
        csrf = False

    label = fields.line(lazy("Fråga"), 200, optional=True)
    label_en = fields.line(lazy("På engelska"), 200, optional=True)
    kind = SelectField(
        lazy("Svar"), choices=fields.choices({kind.value: text for kind, text in KINDS.items()})
    )
    choices = fields.text(lazy("Svar att välja mellan, ett på varje rad"), 1000, optional=True)
    choices_en = fields.text(lazy("Samma svar på engelska"), 1000, optional=True)

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        plan = self.to_plan()
        if plan.label and plan.kind in _CHOOSING and len(plan.choices) < 2:
            self.choices.errors = [lazy("Skriv minst två svar att välja mellan")]
            return False
        if plan.choices_en and len(plan.choices_en) != len(plan.choices):
            self.choices_en.errors = [lazy("Skriv lika många svar på båda språken")]
            return False
        return right

    def to_plan(self) -> QuestionPlan:
        kind = (
            QuestionKind(self.kind.data)
            if self.kind.data in {one.value for one in QuestionKind}
            else QuestionKind.TEXT
        )
        listed = kind in _CHOOSING
        return QuestionPlan(
            kind,
            self.label.data or "",
            self.label_en.data or "",
            _lines(self.choices.data) if listed else (),
            _lines(self.choices_en.data) if listed else (),
        )


class SurveyForm(VersionedForm):
    """All of it, drawn from one version of the survey."""

    intro = fields.text(lazy("Inledning"), 1000, optional=True)
    intro_en = fields.text(lazy("Inledning på engelska"), 1000, optional=True)
    questions = FieldList(FormField(QuestionForm), lazy("Fråga"), max_entries=MOST_QUESTIONS)
    opens_by_itself = BooleanField(lazy("Öppna av sig själv klockan 9 dagen efter konferensen"))
    reminds = BooleanField(lazy("Påminn alla en gång när halva tiden har gått"))
    open_days = Seats(
        lazy("Dagar att svara"),
        [
            InputRequired(lazy("Skriv antalet dagar")),
            NumberRange(1, 90, lazy("Antalet ska vara mellan 1 och 90")),
        ],
    )

    def fill(self, survey: Survey) -> None:
        self.version.data = str(survey.version)
        for name in ("intro", "intro_en", "opens_by_itself", "reminds", "open_days"):
            self[name].data = getattr(survey, name)
        for one in survey.questions:
            self.questions.append_entry(
                {
                    "label": one.label, "label_en": one.label_en, "kind": one.kind.value,
                    "choices": "\n".join(one.choices), "choices_en": "\n".join(one.choices_en),
                }
            )  # fmt: skip
        self.add_empty()

    def add_empty(self) -> None:
        """Room for further questions."""
        empty = sum(not entry.form.label.data for entry in self.questions.entries)
        for _more in range(min(_MORE - empty, MOST_QUESTIONS - len(self.questions.entries))):
            self.questions.append_entry({"kind": QuestionKind.SCALE.value})

    def to_plan(self) -> SurveyPlan:
        plans = [entry.form.to_plan() for entry in self.questions.entries]
        return SurveyPlan(
            version=self.seen_version,
            intro=self.intro.data or "",
            intro_en=self.intro_en.data or "",
            opens_by_itself=bool(self.opens_by_itself.data),
            reminds=bool(self.reminds.data),
            open_days=self.open_days.data or 14,
            questions=[plan for plan in plans if plan.label],
        )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip()[:120] for line in (text or "").splitlines() if line.strip())
