"""Who is invoiced: kind, numbers checked digit by digit, address where no e-invoice goes."""

from typing import Any

from wtforms import BooleanField, Field, RadioField
from wtforms.validators import DataRequired, ValidationError

from regapp.billing.rules import parse_endpoint
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.organizers.organization_number import parse, suggested_kind
from regapp.registrations.commands import BuyerDetails
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text

KIND_CHOICES = {
    OrganizerKind.COUNTY_BOARD.value: lazy("Länsstyrelse"),
    OrganizerKind.STATE.value: lazy("Annan statlig myndighet"),
    OrganizerKind.MUNICIPALITY.value: lazy("Kommun"),
    OrganizerKind.REGION.value: lazy("Region"),
    OrganizerKind.STATE_ENTERPRISE.value: lazy("Statligt affärsverk, bolag eller stiftelse"),
    OrganizerKind.COMPANY.value: lazy("Företag"),
    OrganizerKind.ASSOCIATION.value: lazy("Förening eller annan organisation"),
    OrganizerKind.PERSON.value: lazy("Privatperson eller enskild firma"),
}
_NEEDS_ADDRESS = {OrganizerKind.PERSON, OrganizerKind.COMPANY, OrganizerKind.ASSOCIATION}


class BuyerForm(BaseForm):
    """The buyer's details, for the sign-up and for changing them later."""

    class Meta(FormMeta):
        csrf = False

    kind = RadioField(
        lazy("Vem ska faktureras?"),
        choices=fields.choices(KIND_CHOICES),
        validators=[DataRequired(lazy("Välj vem som ska faktureras"))],
    )
    name = fields.line(
        lazy("Fakturamottagarens namn"), 160, DataRequired(lazy("Skriv vem som ska faktureras"))
    )
    org_number = fields.line(lazy("Organisationsnummer"), 20, inputmode="numeric")
    reference = fields.line(lazy("Fakturareferens"), 80)
    reference_later = BooleanField(lazy("Referensen kommer senare"))
    endpoint = fields.line(lazy("E-fakturaadress (Peppol-id eller GLN)"), 40, optional=True)
    street = fields.line(lazy("Fakturaadress"), 160, autocomplete="street-address")
    postcode = fields.line(lazy("Postnummer"), 10, inputmode="numeric", autocomplete="postal-code")
    town = fields.line(lazy("Postort"), 80, autocomplete="address-level2")

    @property
    def chosen_kind(self) -> OrganizerKind | None:
        """The kind as far as it is chosen; the sum asks before everything else is right."""
        try:
            return OrganizerKind(self.kind.data)
        except ValueError:
            return None

    def validate_org_number(self, field: Field) -> None:
        if not field.data:
            if self.chosen_kind not in {None, OrganizerKind.PERSON}:
                raise ValidationError(lazy("Skriv organisationsnumret"))
            return
        fields.made(field, _checked(parse, field.data))

    def validate_reference(self, field: Field) -> None:
        if field.data or self.reference_later.data or self.chosen_kind in {None, OrganizerKind.PERSON}:
            return
        raise ValidationError(lazy("Skriv fakturareferensen, eller kryssa i att den kommer senare"))

    def validate_endpoint(self, field: Field) -> None:
        if field.data:
            fields.made(field, _checked(parse_endpoint, field.data))

    def validate_street(self, field: Field) -> None:
        _required(self, field, lazy("Skriv fakturaadressen"))

    def validate_postcode(self, field: Field) -> None:
        digits = (field.data or "").replace(" ", "")
        if digits and not (digits.isdecimal() and len(digits) == 5):
            raise ValidationError(lazy("Postnumret ska ha fem siffror, till exempel 391 86"))
        _required(self, field, lazy("Skriv postnumret"))

    def validate_town(self, field: Field) -> None:
        _required(self, field, lazy("Skriv postorten"))

    def needs_address(self) -> bool:
        """An e-invoice finds its own way; a letter does not."""
        return self.chosen_kind in _NEEDS_ADDRESS and not self.endpoint.data

    def to_buyer(self) -> BuyerDetails:
        kind = OrganizerKind(self.kind.data)
        number = self.org_number.data or ""
        suggested = suggested_kind(number) if number else None
        disputed = suggested is not None and suggested.is_state_authority != kind.is_state_authority
        return BuyerDetails(
            kind=kind,
            name=self.name.data or "",
            org_number=number,
            reference=self.reference.data or "",
            reference_later=bool(self.reference_later.data) and not self.reference.data,
            endpoint=self.endpoint.data or "",
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            town=self.town.data or "",
            kind_disputed=disputed,
        )


def _required(form: BuyerForm, field: Field, message: Any) -> None:
    if form.needs_address() and not field.data:
        raise ValidationError(message)


def _checked(rule: Any, text: str) -> str:
    try:
        return str(rule(text))
    except Refusal as refusal:
        raise ValidationError(refusal_text(refusal)) from refusal
