"""What an organizer says of itself."""

from math import floor
from typing import Any

from wtforms import Field, HiddenField, StringField
from wtforms.validators import ValidationError

from regapp.kernel.refusal import Refusal
from regapp.organizers.colours import STANDARD, Faint, is_colour, too_faint
from regapp.organizers.details import Details
from regapp.organizers.organization_number import parse
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import _, language, lazy
from regapp.web.refusals import refusal_text


def _colour(label: Any) -> StringField:
    """A browser's own chooser; where there is none, a line."""
    return fields.line(label, 7, optional=True, type="color")


def faint_words(faint: Faint) -> str:
    """ "Färgen syns dåligt mot vitt: 2,9:1, behöver 4,5:1." """
    # Downwards: what is refused must not read as if it were enough.
    shown = decimal(floor(faint.ratio * 10) / 10)
    what = {
        "white": _("Färgen syns dåligt mot vitt: %(ratio)s:1, behöver %(needed)s:1."),
        "ink": _("Text syns dåligt på färgen: %(ratio)s:1, behöver %(needed)s:1. Välj en ljusare."),
        "colour": _("Färgen syns dåligt mot sidhuvudet: %(ratio)s:1, behöver %(needed)s:1."),
    }[faint.against]
    return what % {"ratio": shown, "needed": decimal(faint.needed)}


def decimal(number: float) -> str:
    """ "4,5"; "4.5" in English."""
    return f"{number:.1f}" if language() == "en" else f"{number:.1f}".replace(".", ",")


class DetailsForm(BaseForm):
    """`seen` tells what the page was drawn from."""

    seen = HiddenField(filters=[line_filter])
    org_number = fields.line(lazy("Organisationsnummer"), 20, optional=True, inputmode="numeric")
    email = fields.email(lazy("E-post"), optional=True)
    phone = fields.line(lazy("Telefon"), 40, optional=True, type="tel")
    website = fields.line(lazy("Webbplats"), 200, optional=True, type="url")
    data_protection_email = fields.email(lazy("E-post för frågor om personuppgifter"), optional=True)

    colour = _colour(lazy("Färg på sidhuvud och knappar"))
    accent = _colour(lazy("Färg på det som ska synas först"))

    def check_together(self) -> bool:
        """Whether what stands on the colours can be read; told at the field that is to blame."""
        chosen = self.chosen()
        for faint in too_faint(*chosen):
            self[faint.name].errors = [*self[faint.name].errors, faint_words(faint)]
        return not self.errors

    def chosen(self) -> tuple[str, str]:
        """The colours, the standard ones for what is no colour."""
        sent = (self.colour.data or "").lower(), (self.accent.data or "").lower()
        return sent[0] if is_colour(sent[0]) else STANDARD[0], sent[1] if is_colour(sent[1]) else STANDARD[1]

    def validate_colour(self, field: Field) -> None:
        if field.data and not is_colour(field.data.lower()):
            raise ValidationError(lazy("Skriv färgen som #14543d"))

    validate_accent = validate_colour

    def validate_org_number(self, field: Field) -> None:
        if field.data:
            try:
                fields.made(field, parse(field.data))
            except Refusal as refusal:
                raise ValidationError(refusal_text(refusal)) from refusal

    def validate_website(self, field: Field) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(lazy("Börja adressen med https://"))

    def fill(self, details: Details, seen: str) -> None:
        self.seen.data = seen
        for name, value in vars(details).items():
            self[name].data = value
        self.colour.data, self.accent.data = self.chosen()

    def to_details(self) -> Details:
        values = {name: self[name].data or "" for name in Details.__dataclass_fields__}
        chosen = dict(zip(("colour", "accent"), self.chosen(), strict=True))
        standard = dict(zip(chosen, STANDARD, strict=True))
        kept = {name: "" if value == standard[name] else value for name, value in chosen.items()}
        return Details(**values | kept)
