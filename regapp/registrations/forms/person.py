"""One participant on the form."""

from typing import Any, ClassVar

from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from regapp.registrations.commands import NewParticipant
from regapp.registrations.needs import ALLERGY_WORDS, DIET_WORDS
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import lazy


class Ticks(SelectMultipleField):
    """Several of a fixed set, as check boxes; nothing ticked beforehand."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PersonForm(BaseForm):
    """A participant. Whether the address is needed depends on who signs up."""

    class Meta(FormMeta):
        # The form around it carries the token.
        csrf = False

    given_name = fields.line(
        lazy("Förnamn"), 80, DataRequired(lazy("Skriv förnamnet")), autocomplete="given-name"
    )
    family_name = fields.line(
        lazy("Efternamn"), 80, DataRequired(lazy("Skriv efternamnet")), autocomplete="family-name"
    )
    email = fields.email(lazy("E-postadress"), autocomplete="email")
    organization = fields.line(
        lazy("Organisation"),
        160,
        DataRequired(lazy("Skriv vilken organisation du kommer från")),
        autocomplete="organization",
    )
    title = fields.line(lazy("Titel"), 120, optional=True, autocomplete="organization-title")
    diet = Ticks(lazy("Kost"), choices=fields.choices(DIET_WORDS))
    allergies = Ticks(lazy("Allergi eller överkänslighet"), choices=fields.choices(ALLERGY_WORDS))
    food_note = fields.line(lazy("Om annat: vad gäller det?"), 200, optional=True)
    named_to_kitchen = BooleanField(lazy("Köksansvarig får se mitt namn"))
    access_needs = fields.text(lazy("Behöver du något för att kunna delta?"), 500, optional=True)
    listed = BooleanField(lazy("Visa namn och organisation i deltagarlistan"))
    # What this conference asks beyond the above, see `regapp.registrations.forms.parts`.
    parts: ClassVar[tuple[Any, ...]] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        for part in self.parts:
            part.check(self)
        return right and not any(field.errors for field in self)

    def no_autofill(self) -> None:
        """A colleague: the browser knows only who sits at it."""
        for field in (self.given_name, self.family_name, self.email, self.organization, self.title):
            field.render_kw = {**(field.render_kw or {}), "autocomplete": "off"}

    def asked(self) -> list[Field]:
        """The fields of the parts."""
        return [self[name] for part in self.parts for name in part.fields()]

    def answers(self) -> dict[str, Any]:
        """What the parts were answered, as values of `NewParticipant`; also before all is right."""
        return {name: value for part in self.parts for name, value in part.read(self).items()}

    def to_participant(self, *, is_booker: bool) -> NewParticipant:
        """What was written; of a field that was not shown nothing."""
        return NewParticipant(
            given_name=self._sent("given_name") or "",
            family_name=self._sent("family_name") or "",
            email=self._sent("email") or "",
            organization=self._sent("organization") or "",
            title=self._sent("title") or "",
            diet=tuple(self._sent("diet") or ()),
            allergies=tuple(self._sent("allergies") or ()),
            food_note=self._sent("food_note") or "",
            named_to_kitchen=bool(self._sent("named_to_kitchen")),
            access_needs=self._sent("access_needs") or "",
            listed=bool(self._sent("listed")),
            is_booker=is_booker,
            **self.answers(),
        )

    def _sent(self, name: str) -> Any:
        field = self._fields.get(name)
        return field.data if field is not None else None
