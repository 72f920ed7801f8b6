"""What somebody who takes part answers by their link."""

from wtforms import BooleanField

from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy


class OwnConsentForm(BaseForm):
    """Two yeses; what is not ticked is a no."""

    name = BooleanField(lazy("Mitt namn, min titel och min organisation får stå i programmet"))
    more = BooleanField(lazy("Min bild och text får visas på konferensens sidor"))
