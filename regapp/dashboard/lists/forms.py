"""What is sent on the way from a sheet to sign-ups."""

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, SelectField
from wtforms.validators import ValidationError

from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy

FIELD_WORDS = {
    "": lazy("Används inte"),
    "given_name": lazy("Förnamn"),
    "family_name": lazy("Efternamn"),
    "full_name": lazy("Hela namnet"),
    "email": lazy("E-postadress"),
    "organization": lazy("Organisation"),
    "title": lazy("Titel"),
    "buyer_name": lazy("Fakturamottagarens namn"),
    "org_number": lazy("Organisationsnummer"),
    "reference": lazy("Fakturareferens"),
    "endpoint": lazy("E-fakturaadress (Peppol-id eller GLN)"),
    "street": lazy("Fakturaadress"),
    "postcode": lazy("Postnummer"),
    "town": lazy("Postort"),
}


class UploadForm(BaseForm):
    file = FileField(lazy("Fil"), render_kw={"accept": ".xlsx,.csv"})

    def validate_file(self, field: Any) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(lazy("Välj en fil"))


class SettingsForm(BaseForm):
    """What becomes of the rows. The columns are fields beside it, see `columns_form`."""

    doubles = BooleanField(lazy("Anmäl också dem som redan verkar vara anmälda"))
    may_wait = BooleanField(lazy("Ställ dem som inte får plats på väntelistan"))
    tell = BooleanField(lazy("Skicka bekräftelse till var och en"), default=True)


def columns_form(count: int) -> type[SettingsForm]:
    """The form with a choice for each column of the sheet."""
    chosen = {
        f"column_{number}": SelectField(lazy("Fält"), choices=fields.choices(FIELD_WORDS), default="")
        for number in range(count)
    }
    return type("ColumnsForm", (SettingsForm,), chosen)
