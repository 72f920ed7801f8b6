"""Who pays, changed later; and the reference alone, for somebody who has nothing to do with the rest."""

from wtforms import FormField, HiddenField
from wtforms.validators import DataRequired

from regapp.registrations.forms.buyer import BuyerForm
from regapp.registrations.models import Registration
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy


class ChangeBuyerForm(BaseForm):
    """`seen`: the digest of the buyer when the form was drawn."""

    seen = HiddenField(filters=[line_filter])
    buyer = FormField(BuyerForm)


class ReferenceForm(BaseForm):
    reference = fields.line(
        lazy("Fakturareferens"),
        80,
        DataRequired(lazy("Skriv den fakturareferens som er ekonomiavdelning kräver")),
    )


def fill_buyer(form: BuyerForm, registration: Registration) -> None:
    """Show what is kept."""
    if registration.buyer_kind is not None:
        form.kind.data = registration.buyer_kind.value
    for name in ("name", "org_number", "reference", "endpoint", "street", "postcode", "town"):
        form[name].data = getattr(registration, f"buyer_{name}")
    form.reference_later.data = not registration.buyer_reference
