"""The forms at the door."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired

from regapp.kernel.tokens import new_token
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands import BuyerDetails, NewParticipant, SignUp
from regapp.registrations.forms.choosing import DaysPart
from regapp.registrations.forms.person import Ticks
from regapp.registrations.models import BookerRole
from regapp.registrations.needs import ALLERGY_WORDS, DIET_WORDS
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
# Nobody puts a note in words for the kitchen that morning: whoever needs something else tells it there.
_ALLERGIES = {code: words for code, words in ALLERGY_WORDS.items() if code != "other"}


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


class TablesForm(BaseForm):
    """Where the badges lie."""

    tables = fields.line(
        lazy("Bord, efter efternamnets första bokstav"), 120, optional=True, autocomplete="off"
    )


@dataclass(frozen=True)
class WalkInAsks:
    """What is asked of somebody who walks in, of what is still to come.

    part  days and meals; None where none is left to choose
    days  the only one left, of a conference that asks for days
    food  something is eaten yet, so the kitchen wants to know
    """

    part: DaysPart | None = None
    days: tuple[int, ...] = ()
    food: bool = False


class WalkInForm(BaseForm):
    """Somebody who never signed up, as quickly as can be."""

    asks: ClassVar[WalkInAsks] = WalkInAsks()
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

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if self.asks.part:
            self.asks.part.check(self)
        return right and not any(field.errors for field in self)

    def to_sign_up(self, *, charged: bool, language: str) -> SignUp:
        """Themselves, for themselves; the invoice is put right afterwards by whoever gets the task."""
        organization = self.organization.data or ""
        person = NewParticipant(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            organization=organization,
            is_booker=True,
            **self._eats(),
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

    def _eats(self) -> dict[str, Any]:
        """Days, meals, diet and allergies, as far as they were asked."""
        found: dict[str, Any] = {"days": self.asks.days}
        if self.asks.part:
            found |= {name: value or found.get(name, ()) for name, value in self.asks.part.read(self).items()}
        if self.asks.food:
            found |= {
                "diet": tuple(self["diet"].data or ()),
                "allergies": tuple(self["allergies"].data or ()),
            }
        return found


@lru_cache(maxsize=64)
def walk_in_form(asks: WalkInAsks) -> type[WalkInForm]:
    """The form at a door that asks this."""
    asked: dict[str, Any] = dict(asks.part.fields()) if asks.part else {}
    if asks.food:
        asked["diet"] = Ticks(lazy("Kost"), choices=fields.choices(DIET_WORDS))
        asked["allergies"] = Ticks(lazy("Allergi eller överkänslighet"), choices=fields.choices(_ALLERGIES))
    return type("AskingWalkInForm", (WalkInForm,), {**asked, "asks": asks})


def _buyer(organization: str) -> BuyerDetails:
    """What kind of buyer is a guess, and so it is marked as one to look at."""
    name = organization.casefold()
    kind = next((kind for word, kind in _KINDS if word in name), OrganizerKind.COMPANY)
    return BuyerDetails(kind=kind, name=organization, reference_later=True, kind_disputed=True)
