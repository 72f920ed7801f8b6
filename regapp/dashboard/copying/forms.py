"""What one chooses for the next edition."""

from collections.abc import Mapping
from datetime import date

from wtforms import SelectField
from wtforms.validators import DataRequired, Optional

from regapp.conferences.models import County
from regapp.conferences.slugs import check_slug
from regapp.conferences.texts import COUNTY_NAMES
from regapp.dashboard.copying.rules import CopyPlan
from regapp.dashboard.day_form import LocalDate
from regapp.kernel.refusal import Refusal
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy

_FURTHEST_DAYS = 3700


class _MayBeEmpty(Optional):
    """Empty is for the view to judge: where there was a day, one has to be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


class CopyForm(BaseForm):
    """Of one conference. The view hands in whose it may be."""

    title = fields.line(lazy("Namn"), 160, DataRequired(lazy("Skriv vad konferensen heter")))
    slug = fields.line(
        lazy("Adress på webbplatsen"), 80, DataRequired(lazy("Skriv en adress")), spellcheck="false"
    )
    first_on = LocalDate(lazy("Första dagen"), [_MayBeEmpty()])
    owner = SelectField(lazy("Ansvarig arrangör"))
    place = fields.line(lazy("Ort"), 80, optional=True)
    county = SelectField(
        lazy("Län"),
        choices=fields.choices({"": lazy("Inget")} | {one.value: name for one, name in COUNTY_NAMES.items()}),
        default="",
    )

    def offer(self, organizers: Mapping[int, str]) -> None:
        self.owner.choices = fields.choices({str(number): name for number, name in organizers.items()})

    def of_a_series(self) -> None:
        """Its places keep theirs."""
        for name in ("place", "county"):
            del self[name]

    def validate_for(self, before: date | None) -> bool:
        """Right for a copy of what began on that day."""
        right = bool(self.validate())
        chosen = self.first_on.data
        if before is not None and chosen is None and not self.first_on.errors:
            self.first_on.errors = [lazy("Skriv den första dagen")]
        elif before is not None and chosen is not None and abs((chosen - before).days) > _FURTHEST_DAYS:
            self.first_on.errors = [lazy("Välj en dag inom tio år från förra gången")]
        try:
            check_slug(self.slug.data or "")
        except Refusal as refusal:
            if self.slug.data:
                self.refuse(refusal)
        return right and not self.error_summary()

    def to_plan(self, before: date | None) -> CopyPlan:
        chosen, at = self.first_on.data, "place" in self
        return CopyPlan(
            title=self.title.data or "",
            slug=self.slug.data or "",
            owner_id=int(self.owner.data),
            days=(chosen - before).days if before and chosen else None,
            first_on=chosen,
            place=(self.place.data or "") if at else None,
            county=County(self.county.data) if at and self.county.data else None,
        )
