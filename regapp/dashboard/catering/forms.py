"""The shapes of what organizers write for the kitchen."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, NumberRange

from regapp.catering.models import ExtraKind
from regapp.catering.rules import Served, plate
from regapp.catering.words import EXTRAS, served_words
from regapp.dashboard.day_form import Seats
from regapp.registrations.forms.person import Ticks
from regapp.registrations.needs import ALLERGY_WORDS, DIET_WORDS
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy

_EATEN = {code: words for code, words in (DIET_WORDS | ALLERGY_WORDS).items() if code != "other"}


class ExtraForm(BaseForm):
    """So many speakers or crew who eat the same."""

    meal = SelectField(lazy("Måltid"))
    kind = SelectField(
        lazy("Vilka"), choices=fields.choices({kind.value: text for kind, text in EXTRAS.items()})
    )
    count = Seats(
        lazy("Antal"),
        [
            InputRequired(lazy("Skriv antalet")),
            NumberRange(0, 9999, lazy("Antalet ska vara mellan 0 och 9 999")),
        ],
    )
    eats = Ticks(lazy("Kost, samma för dem alla"), choices=fields.choices(_EATEN))

    def prepare(self, meals: Sequence[Served]) -> None:
        words = {meal.key: served_words(meal) for meal in meals}
        self.meal.choices = fields.choices({"": lazy("Alla måltider"), **words})

    @property
    def plate_key(self) -> str:
        return plate(self.eats.data or ()).key

    @property
    def extra_kind(self) -> ExtraKind:
        return ExtraKind(self.kind.data)


class LinkForm(BaseForm):
    """Where the kitchen is told of new numbers."""

    email = fields.email(lazy("Kökets e-postadress"), optional=True)


class WordsForm(BaseForm):
    """What the kitchen reads instead of somebody's own words."""

    words = fields.line(lazy("Det här läser köket"), 80, optional=True)
    seen = HiddenField(filters=[line_filter])
