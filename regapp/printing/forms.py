"""The shape of what a participant wants on their badge."""

from wtforms import BooleanField, Field
from wtforms.form import BaseForm as WtForm
from wtforms.validators import InputRequired, ValidationError

from regapp.documents.letters import has
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy


class InPrint:
    """Letters that a badge can show: who writes it can say the same in others."""

    def __call__(self, form: WtForm, field: Field) -> None:
        odd = [letter for letter in dict.fromkeys(field.data or "") if not has(letter)]
        if odd:
            raise ValidationError(
                lazy("Brickan kan inte visa %(letters)s. Skriv det på ett annat sätt.")
                % {"letters": " ".join(odd)}
            )


class BadgeForm(BaseForm):
    name = fields.line(
        lazy("Namn på brickan"), 80, InputRequired(lazy("Skriv vad som ska stå på brickan")), InPrint()
    )
    line = fields.line(lazy("Rad under namnet"), 80, InPrint(), optional=True)
    no_photo = BooleanField(lazy("Jag vill inte vara med på bild"))
