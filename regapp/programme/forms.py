"""What somebody who takes part answers by their link."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField

from regapp.files.forms import upload_field
from regapp.files.rules import LARGEST_PRESENTATION, PRESENTATIONS
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy


class OwnConsentForm(BaseForm):
    """Two yeses; what is not ticked is a no."""

    name = BooleanField(lazy("Mitt namn, min titel och min organisation får stå i programmet"))
    more = BooleanField(lazy("Min bild och text får visas på konferensens sidor"))


class HandInForm(BaseForm):
    """A speaker's own presentation."""

    item = SelectField(lazy("Programpunkt"), coerce=int, choices=[])
    file = upload_field(lazy("Fil"), PRESENTATIONS, LARGEST_PRESENTATION, needed=True)

    def offer(self, titles: Sequence[tuple[int, Any]]) -> None:
        self.item.choices = fields.choices(dict(titles))
