"""Whom an invited person wants to come instead."""

from wtforms.validators import DataRequired

from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy


class ColleagueForm(BaseForm):
    """Name and address; no free text, which would reach somebody who asked for nothing."""

    name = fields.line(
        lazy("Kollegans namn"), 161, DataRequired(lazy("Skriv kollegans namn")), autocomplete="off"
    )
    email = fields.email(
        lazy("Kollegans e-postadress"), DataRequired(lazy("Skriv kollegans e-postadress")), autocomplete="off"
    )
