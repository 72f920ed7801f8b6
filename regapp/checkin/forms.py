"""The forms at the door."""

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired

from regapp.kernel.tokens import new_token
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands import BuyerDetails, NewParticipant, SignUp
from regapp.registrations.models import BookerRole
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy

# How an organization's name tells what it is, until somebody has looked.
_KINDS = (
    ("länsstyrelse", OrganizerKind.COUNTY_BOARD),
    ("kommun", OrganizerKind.MUNICIPALITY),
    ("region", OrganizerKind.REGION),
    ("verket", OrganizerKind.STATE),
    ("myndighet", OrganizerKind.STATE),
)


class PinForm(BaseForm):
    """The way in for a helper."""

    pin = StringField(
        lazy("PIN-kod"),
        [DataRequired(lazy("Skriv PIN-koden, sex siffror."))],
        filters=[line_filter],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"},
    )


class LinkForm(BaseForm):
    """A helper's link: its name is what others see."""

    name = fields.line(
        lazy("Namn på hjälparen"), 60, DataRequired(lazy("Skriv vem länken är till för.")), autocomplete="off"
    )


class WalkInForm(BaseForm):
    """Somebody who never signed up, as quickly as can be."""

    submission_key = HiddenField()
    once_more = HiddenField()
    given_name = fields.line(lazy("Förnamn"), 80, DataRequired(lazy("Skriv förnamnet.")), autocomplete="off")
    family_name = fields.line(
        lazy("Efternamn"), 80, DataRequired(lazy("Skriv efternamnet.")), autocomplete="off"
    )
    organization = fields.line(
        lazy("Organisation"), 160, DataRequired(lazy("Skriv organisationen.")), autocomplete="off"
    )
    email = fields.email(
        lazy("E-post"),
        DataRequired(lazy("Skriv e-postadressen. Bekräftelsen skickas dit.")),
        autocomplete="off",
    )
    override = BooleanField(lazy("Släpp in ändå"))

    def to_sign_up(self, *, charged: bool, language: str) -> SignUp:
        """Themselves, for themselves; the invoice is put right afterwards by whoever gets the task."""
        organization = self.organization.data or ""
        person = NewParticipant(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            organization=organization,
            is_booker=True,
        )
        return SignUp(
            key=self.submission_key.data or new_token(),
            booker_role=BookerRole.SELF,
            booker_name=f"{person.given_name} {person.family_name}",
            booker_email=person.email,
            participants=(person,),
            buyer=_buyer(organization) if charged else None,
            language=language,
            once_more=bool(self.once_more.data),
        )


def _buyer(organization: str) -> BuyerDetails:
    """What kind of buyer is a guess, and so it is marked as one to look at."""
    name = organization.casefold()
    kind = next((kind for word, kind in _KINDS if word in name), OrganizerKind.COMPANY)
    return BuyerDetails(kind=kind, name=organization, reference_later=True, kind_disputed=True)
