"""One field."""

from wtforms import StringField
from wtforms.validators import DataRequired

from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy


class AskForm(BaseForm):
    """ "Påminn mig"."""

    # Not for people: off the screen, out of the tab order.
    website = StringField(lazy("Lämna tomt"), filters=[line_filter])
    email = fields.email(
        lazy("E-postadress"), DataRequired(lazy("Skriv din e-postadress")), autocomplete="email"
    )
