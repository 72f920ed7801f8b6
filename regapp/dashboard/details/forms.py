"""What an organizer says of itself."""

from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from regapp.kernel.refusal import Refusal
from regapp.organizers.details import Details
from regapp.organizers.organization_number import parse
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text


class DetailsForm(BaseForm):
    """`seen` tells what the page was drawn from."""

    seen = HiddenField(filters=[line_filter])
    org_number = fields.line(lazy("Organisationsnummer"), 20, optional=True, inputmode="numeric")
    email = fields.email(lazy("E-post"), optional=True)
    phone = fields.line(lazy("Telefon"), 40, optional=True, type="tel")
    website = fields.line(lazy("Webbplats"), 200, optional=True, type="url")
    data_protection_email = fields.email(lazy("E-post för frågor om personuppgifter"), optional=True)

    def validate_org_number(self, field: Field) -> None:
        if field.data:
            try:
                field.data = parse(field.data)
            except Refusal as refusal:
                raise ValidationError(refusal_text(refusal)) from refusal

    def validate_website(self, field: Field) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(lazy("Börja adressen med https://"))

    def fill(self, details: Details, seen: str) -> None:
        self.seen.data = seen
        for name, value in vars(details).items():
            self[name].data = value

    def to_details(self) -> Details:
        return Details(**{name: self[name].data or "" for name in Details.__dataclass_fields__})
