"""The shape of what a participant wants on their badge."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy


class BadgeForm(BaseForm):
    name = fields.line(lazy("Namn på brickan"), 80, InputRequired(lazy("Skriv vad som ska stå på brickan")))
    line = fields.line(lazy("Rad under namnet"), 80, optional=True)
    no_photo = BooleanField(lazy("Jag vill inte vara med på bild"))
