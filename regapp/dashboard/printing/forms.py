"""The shape of an order for badges."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from regapp.printing.rules import STOCKS, Order
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy

_MOST_MM = 20.0


class Millimetres(StringField):
    """How far a printer is off, "-1,5"; `mm` is the same as a number, 0 when empty."""

    mm: float = 0.0

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").replace(",", ".").replace("\N{MINUS SIGN}", "-").strip()
        try:
            self.mm = float(typed or 0)
        except ValueError:
            self.mm = _MOST_MM + 1
        if not -_MOST_MM <= self.mm <= _MOST_MM:
            raise ValidationError(lazy("Skriv millimeter mellan -20 och 20, till exempel 1,5"))


def _millimetres(label: Any) -> Millimetres:
    return Millimetres(
        label, [Optional()], filters=[line_filter], render_kw={"inputmode": "decimal", "maxlength": 6}
    )


class BadgesForm(BaseForm):
    stock = SelectField(
        lazy("Ark"),
        choices=fields.choices(
            {key: f"{one.width_mm:g} × {one.height_mm:g} mm ({one.sold_as})" for key, one in STOCKS.items()}
        ),
    )
    which = RadioField(
        lazy("Vilka"),
        choices=fields.choices(
            {"new": lazy("Bara nya och ändrade sedan sist"), "all": lazy("Alla som kommer på plats")}
        ),
        default="new",
    )
    order = RadioField(
        lazy("Ordning"),
        choices=fields.choices(
            {Order.NAME.value: lazy("Efternamn"), Order.ORGANIZATION.value: lazy("Organisation")}
        ),
        default=Order.NAME.value,
    )
    codes = BooleanField(lazy("Med kod för avprickning"))
    right = _millimetres(lazy("Flytta åt höger, mm"))
    down = _millimetres(lazy("Flytta nedåt, mm"))
