"""The shape of what an organizer lets participants choose."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from regapp.choices.offers import MealOffer, RoundOffer
from regapp.conferences.models import Conference, ConferenceDay
from regapp.conferences.rules import UNLIMITED, held_days, remote_pool_of
from regapp.dashboard.day_form import Seats
from regapp.dashboard.versioned import VersionedForm
from regapp.kernel.dates import weekday_date
from regapp.registrations.commands.set_up import ChoicesPlan, MealPlan
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import language, lazy

_COLUMNS = ("onsite_info", "onsite_info_en", "remote_info", "remote_info_en", "remote_url")
_MOST = 100_000
_MORE_MEALS = 2


def _seats(label: Any) -> Seats:
    range_ = NumberRange(0, _MOST, lazy("Antalet ska vara mellan 0 och 100 000"))
    return Seats(label, [Optional(), range_])


class ItemForm(BaseForm):
    """The seats of one item; empty is without limit."""

    class Meta(FormMeta):
        csrf = False

    item = HiddenField()
    seats = _seats(lazy("Platser"))


class RoundForm(BaseForm):
    """One round: whether one must choose, and the seats of its items."""

    class Meta(FormMeta):
        csrf = False

    day = HiddenField()
    number = HiddenField()
    required = BooleanField(lazy("Alla som kommer måste välja"))
    items = FieldList(FormField(ItemForm), lazy("Seminarium"), max_entries=40)


class MealForm(BaseForm):
    """A meal on a day; without a name it is not served."""

    class Meta(FormMeta):
        csrf = False

    meal = HiddenField()
    day = SelectField(lazy("Dag"), coerce=int, validate_choice=False)
    label = fields.line(lazy("Måltid"), 60, optional=True)
    label_en = fields.line(lazy("På engelska"), 60, optional=True)


class ChoosingForm(VersionedForm):
    """All of it, drawn from one version of the conference."""

    asks_days = BooleanField(lazy("Fråga vilka dagar var och en kommer"))
    rounds = FieldList(FormField(RoundForm), lazy("Pass"), max_entries=40)
    meals = FieldList(FormField(MealForm), lazy("Måltid"), max_entries=40)
    onsite_info = fields.text(lazy("Information till dem som är på plats"), 2000, optional=True)
    onsite_info_en = fields.text(lazy("Information på plats, på engelska"), 2000, optional=True)
    remote_seats = _seats(lazy("Platser på distans"))
    remote_info = fields.text(lazy("Information till dem som deltar på distans"), 2000, optional=True)
    remote_info_en = fields.text(lazy("Information på distans, på engelska"), 2000, optional=True)
    remote_url = fields.line(lazy("Länk för att delta på distans"), 500, optional=True, inputmode="url")
    needs_contact = SelectField(lazy("Vem ordnar det som deltagare behöver?"), coerce=int)

    def validate_remote_url(self, field: Any) -> None:
        if field.data and not field.data.lower().startswith(("https://", "http://")):
            raise ValidationError(lazy("Länken ska börja med https://"))

    def prepare(self, conference: Conference, contacts: dict[int, str]) -> None:
        """What the selects offer."""
        self.needs_contact.choices = fields.choices({0: lazy("Ingen utsedd"), **contacts})
        days = {day.id: weekday_date(day.on, language()) for day in held_days(conference)}
        while len(self.meals.entries) < 1 and days:
            self.meals.append_entry()
        for entry in self.meals.entries:
            entry.form.day.choices = fields.choices(days)

    def fill(
        self,
        conference: Conference,
        rounds: Sequence[RoundOffer],
        seats: dict[int, int],
        meals: Sequence[MealOffer],
    ) -> None:
        """Show what is kept. `seats` by item, where they are limited."""
        self.version.data = str(conference.version)
        for name in _COLUMNS:
            self[name].data = getattr(conference, name)
        self.asks_days.data = conference.asks_days
        self.needs_contact.data = conference.needs_contact_id or 0
        pool = remote_pool_of(conference)
        self.remote_seats.data = pool.capacity if pool and pool.capacity < UNLIMITED else None
        for one in rounds:
            items = [{"item": str(item.id), "seats": seats.get(item.id)} for item in one.items]
            self.rounds.append_entry(
                {"day": str(one.day_id), "number": str(one.number), "required": one.required, "items": items}
            )
        self._fill_meals(held_days(conference), meals)

    def _fill_meals(self, days: Sequence[ConferenceDay], meals: Sequence[MealOffer]) -> None:
        for meal in meals:
            self.meals.append_entry(
                {"meal": str(meal.id), "day": meal.day_id, "label": meal.label, "label_en": meal.label_en}
            )
        for _more in range(_MORE_MEALS if days else 0):
            self.meals.append_entry({"day": days[0].id})

    def to_plan(self) -> ChoicesPlan:
        rounds = [entry.form for entry in self.rounds.entries]
        items = [entry.form for one in rounds for entry in one.items.entries]
        meals = [entry.form for entry in self.meals.entries]
        return ChoicesPlan(
            version=_number(self.version.data),
            values={name: self[name].data or "" for name in _COLUMNS}
            | {
                "asks_days": bool(self.asks_days.data),
                "needs_contact_id": self.needs_contact.data or None,
            },
            required={
                (_number(one.day.data), _number(one.number.data)): bool(one.required.data) for one in rounds
            },
            seats={_number(one.item.data): one.seats.data for one in items},
            meals=[
                MealPlan(one.day.data or 0, one.label.data, one.label_en.data or "", _number(one.meal.data))
                for one in meals
                if one.label.data
            ],
            remote_seats=self.remote_seats.data,
        )

    def seats_field(self, name: str) -> Any:
        """The field that a refusal of the command names."""
        wanted = name.removeprefix("seats-")
        found = (
            item.form.seats
            for one in self.rounds.entries
            for item in one.form.items.entries
            if item.form.item.data == wanted
        )
        return next(found, None)


def _number(text: str | None) -> int:
    return int(text[:9]) if text and text.isdecimal() and text.isascii() else 0
