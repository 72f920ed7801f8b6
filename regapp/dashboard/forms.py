"""The shapes of what organizers send."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired

from regapp.conferences.models import LetInMode
from regapp.dashboard.versioned import VersionedForm
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import BuyerDetails, NewParticipant, SignUp
from regapp.registrations.forms.buyer import BuyerForm
from regapp.registrations.forms.parts import ChangeablePart, Part
from regapp.registrations.forms.paying import fill_buyer
from regapp.registrations.forms.person import PersonForm
from regapp.registrations.models import BookerRole, Participant, Registration
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta, line_filter
from regapp.web.i18n import lazy

_NEEDS = ("diet", "allergies", "food_note", "named_to_kitchen", "access_needs")


class StaffPersonForm(PersonForm):
    """A participant as the organizers write one down; may be protected, may lack an address."""

    class Meta(FormMeta):
        csrf = False

    protected = BooleanField(lazy("Skyddade personuppgifter"))
    alias = fields.line(lazy("Alias, visas i stället för namnet"), 80, optional=True)

    def fill(self, person: Participant, *, with_needs: bool) -> None:
        """Show what is kept."""
        for name in (
            "given_name",
            "family_name",
            "email",
            "organization",
            "title",
            "listed",
            "protected",
            "alias",
        ):
            self[name].data = getattr(person, name)
        if with_needs and person.needs is not None:
            for name in _NEEDS:
                self[name].data = getattr(person.needs, name)

    def to_person(self) -> NewParticipant:
        plain = self.to_participant(is_booker=False)
        return replace(plain, protected=bool(self.protected.data), alias=self.alias.data or "")


class EditForm(BaseForm):
    """One participant and, where something is charged, the buyer."""

    # What was kept when the form was drawn, see `seen_by_staff`.
    seen = HiddenField(filters=[line_filter])
    person = FormField(StaffPersonForm)
    buyer = FormField(BuyerForm)

    def refuse(self, refusal: Refusal) -> None:
        """Beside the answer that it is about, if a part knows it."""
        person = self.person.form
        if not any(part.refuse(person, refusal) for part in person.parts if hasattr(part, "refuse")):
            super().refuse(refusal)

    def prepare(self, *, priced: bool, sees_needs: bool) -> None:
        if not priced:
            del self.buyer
        if not sees_needs:
            for name in _NEEDS:
                del self.person.form[name]

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        alias = self.person.form.alias
        if self.person.form.protected.data and not alias.data:
            alias.errors = [*alias.errors, lazy("Skriv ett alias för den som har skyddade uppgifter")]
            return False
        return right

    def fill(
        self, person: Participant, registration: Registration, kept: NewParticipant, *, with_needs: bool
    ) -> None:
        """Show what is kept."""
        form = self.person.form
        form.fill(person, with_needs=with_needs)
        for part in form.parts:
            if isinstance(part, ChangeablePart):
                part.fill(form, kept)
        if "buyer" in self:
            fill_buyer(self.buyer.form, registration)

    def to_buyer(self) -> BuyerDetails | None:
        return self.buyer.form.to_buyer() if "buyer" in self else None


@lru_cache(maxsize=64)
def asking_form(base: type[EditForm], parts: tuple[Part, ...]) -> type[EditForm]:
    """The form with what the conference asks of its own."""
    if not parts:
        return base
    asked = {name: field for part in parts for name, field in part.fields().items()}
    person = type("AskingStaffPersonForm", (StaffPersonForm,), {**asked, "parts": parts})
    # Both anew: errors are told in the order in which fields were made.
    both = {"person": FormField(person), "buyer": FormField(BuyerForm)}
    return type(f"Asking{base.__name__}", (base,), both)


class AddForm(EditForm):
    """Somebody added by hand: the same fields, and one key a form."""

    submission_key = HiddenField(filters=[line_filter])
    once_more = HiddenField(filters=[line_filter])

    def to_sign_up(self, *, language: str = "sv") -> SignUp:
        person = self.person.form.to_person()
        return SignUp(
            key=(self.submission_key.data or "")[:64],
            booker_role=BookerRole.SELF,
            booker_name=f"{person.given_name} {person.family_name}",
            booker_email=person.email,
            participants=(_as_booker(person),),
            buyer=self.to_buyer(),
            language=language,
            once_more=self.once_more.data == "1",
        )


class MoveForm(BaseForm):
    """Where to move a participant; the view hands in the places."""

    target = SelectField(lazy("Flytta till"), coerce=int, validators=[DataRequired(lazy("Välj ort"))])


def _as_booker(person: NewParticipant) -> NewParticipant:
    return replace(person, is_booker=True)


class LetInForm(VersionedForm):
    """What becomes of a seat that gets free while somebody waits."""

    mode = RadioField(
        lazy("När en plats blir ledig"),
        choices=fields.choices(
            {
                "": lazy("Som avgiften: erbjud där det kostar, släpp in direkt där det är kostnadsfritt"),
                LetInMode.OFFER.value: lazy("Erbjud den som står först, med svarstid"),
                LetInMode.DIRECT.value: lazy("Släpp in den som står först direkt"),
                LetInMode.MANUAL.value: lazy("Manuellt: vi erbjuder platserna för hand"),
            }
        ),
        # Newer than the stubs.
        invalid_choice_message=lazy("Välj vad som ska hända"),  # type: ignore[call-arg]
    )

    @property
    def chosen(self) -> LetInMode | None:
        return LetInMode(self.mode.data) if self.mode.data else None


class RefuseErasureForm(BaseForm):
    """Why somebody's details are not erased."""

    reason = fields.text(lazy("Skäl"), 2000, DataRequired(lazy("Skriv skälet")), rows=4)
