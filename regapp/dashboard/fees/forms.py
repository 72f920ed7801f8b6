"""The shapes of what organizers say about money: kronor and local days in, öre and instants out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, ClassVar

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from regapp.conferences.commands.fees import PricePlan, TermsPlan
from regapp.conferences.models import (
    AccessCode,
    Conference,
    FeeCategory,
    LateFee,
    Option,
    PricePurpose,
    PriceRow,
    SeatPool,
    VatMode,
)
from regapp.conferences.offers import Offer
from regapp.conferences.rules import local_instant
from regapp.dashboard.day_form import LocalDate, LocalTime, Seats
from regapp.dashboard.versioned import VersionedForm
from regapp.kernel.refusal import Refusal
from regapp.registrations.forms.fees import ORDINARY, FeePart, option_field
from regapp.web import fields
from regapp.web.filters import local
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text

MODES = {
    VatMode.INCLUSIVE.value: lazy("Momsen ingår"),
    VatMode.EXCLUSIVE.value: lazy("Momsen tillkommer"),
    VatMode.NONE.value: lazy("Utan moms"),
}
RATES = {"250": "25 %", "120": "12 %", "60": "6 %"}
_LARGEST = 1_000_000


class Kronor(StringField):
    """An amount in kronor, "700" or "562,50"; `minor` is the same in öre."""

    minor: int | None = None

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
        if not text:
            return
        try:
            amount = Decimal(text) * 100
        except InvalidOperation:
            amount = Decimal(-1)
        if (
            not amount.is_finite()
            or amount != amount.to_integral_value()
            or not 0 <= amount <= _LARGEST * 100
        ):
            raise ValidationError(lazy("Skriv beloppet i kronor, till exempel 700 eller 562,50"))
        self.minor = int(amount)


def _kronor(label: Any, *validators: Any, optional: bool = False) -> Kronor:
    rules = [*([Optional()] if optional else []), *validators]
    return Kronor(label, rules, filters=[line_filter], render_kw={"inputmode": "decimal", "maxlength": 12})


class FeeForm(VersionedForm):
    """Drawn from one version of the conference; its days are local."""

    def instant(self, field: Field, zone: str, *, after: bool = False, at: Any = None) -> datetime | None:
        """The beginning of a local day (or its hour `at`); `after`: of the next, the first instant
        that is too late."""
        if field.data is None:
            return None
        day = date.fromordinal(field.data.toordinal() + after)
        try:
            return local_instant(day, at.hour if at else 0, at.minute if at else 0, zone)
        except Refusal as refusal:
            field.errors = [*field.errors, refusal_text(refusal)]
            return None


class PriceForm(FeeForm):
    """One price: whose, how much, with which VAT, from when until when."""

    target = SelectField(lazy("Vad gäller priset?"))
    label = fields.line(lazy("Namn på fakturan"), 120, DataRequired(lazy("Skriv vad som står på fakturan")))
    label_en = fields.line(lazy("Namn på engelska"), 120, optional=True)
    included = fields.line(lazy("Det här ingår, till exempel fika och lunch"), 160, optional=True)
    included_en = fields.line(lazy("Det här ingår, på engelska"), 160, optional=True)
    amount = _kronor(lazy("Belopp i kronor"), DataRequired(lazy("Skriv beloppet, 0 om det är kostnadsfritt")))
    vat_mode = SelectField(lazy("Moms"), choices=fields.choices(MODES), default="inclusive")
    vat_rate = SelectField(lazy("Momssats"), choices=fields.choices(RATES), default="250")
    state_pays_net = BooleanField(lazy("Statliga myndigheter betalar beloppet utan moms"))
    from_on = LocalDate(lazy("Gäller från och med"), [Optional()])
    until_on = LocalDate(lazy("Gäller till och med"), [Optional()])

    def to_plan(self, conference: Conference) -> PricePlan | None:
        """None after putting an error at its field."""
        kind, _, number = str(self.target.data).partition("-")
        starts = self.instant(self.from_on, conference.zone)
        ends = self.instant(self.until_on, conference.zone, after=True)
        if starts and ends and ends <= starts:
            self.until_on.errors = [lazy("Sista dagen är före den första")]
        if self.error_summary():
            return None
        return PricePlan(
            purpose=PricePurpose.OPTION if kind == "tillval" else PricePurpose.SEAT,
            category_id=int(number) if kind == "kategori" else None,
            option_id=int(number) if kind == "tillval" else None,
            label=self.label.data or "",
            label_en=self.label_en.data or "",
            included=self.included.data or "",
            included_en=self.included_en.data or "",
            amount_minor=self.amount.minor or 0,
            vat_mode=VatMode(self.vat_mode.data),
            vat_permille=int(self.vat_rate.data),
            state_pays_net=bool(self.state_pays_net.data),
            valid_from=starts,
            valid_until=ends,
        )


class CategoryForm(FeeForm):
    label = fields.line(
        lazy("Namn, till exempel Student"), 80, DataRequired(lazy("Skriv vad kategorin heter"))
    )
    label_en = fields.line(lazy("Namn på engelska"), 80, optional=True)
    needs_code = BooleanField(lazy("Bara för den som har en kod"))

    def fill(self, row: FeeCategory) -> None:
        self.label.data, self.label_en.data, self.needs_code.data = row.label, row.label_en, row.needs_code

    def values(self) -> dict[str, Any]:
        return {
            "label": self.label.data or "",
            "label_en": self.label_en.data or "",
            "needs_code": bool(self.needs_code.data),
        }


class OptionForm(FeeForm):
    """Something one may add; its prices are their own."""

    label = fields.line(
        lazy("Namn, till exempel Middag"), 80, DataRequired(lazy("Skriv vad tillvalet heter"))
    )
    label_en = fields.line(lazy("Namn på engelska"), 80, optional=True)
    text = fields.text(lazy("Beskrivning"), 500, optional=True)
    text_en = fields.text(lazy("Beskrivning på engelska"), 500, optional=True)
    on = LocalDate(lazy("Dag"), [Optional()])
    starts = LocalTime(lazy("Börjar"), [Optional()])
    ends = LocalTime(lazy("Slutar"), [Optional()])
    last_on = LocalDate(lazy("Sista dag att välja"), [Optional()])
    is_meal = BooleanField(lazy("Det är en måltid: köket räknar den"))
    seats = Seats(
        lazy("Antal platser, tomt om alla får plats"),
        [Optional(), NumberRange(0, 100_000, lazy("Antalet ska vara mellan 0 och 100 000"))],
    )

    def fill(self, row: Option, pool: SeatPool | None, zone: str, *, unlimited: int) -> None:
        for name in ("label", "label_en", "text", "text_en", "on", "is_meal"):
            self[name].data = getattr(row, name)
        self.starts.data = local(row.starts_at, zone).time() if row.starts_at else None
        self.ends.data = local(row.ends_at, zone).time() if row.ends_at else None
        self.last_on.data = _day_before(row.closes_at, zone)
        self.seats.data = pool.capacity if pool is not None and pool.capacity < unlimited else None

    def to_values(self, conference: Conference) -> dict[str, Any] | None:
        """None after putting an error at its field."""
        zone, hours = conference.zone, (self.starts.data, self.ends.data)
        if any(hours) and self.on.data is None:
            self.on.errors = [lazy("Skriv datumet")]
        if (hours[0] is None) != (hours[1] is None):
            self.ends.errors = [lazy("Skriv både när dagen börjar och när den slutar, eller ingetdera")]
        starts = self.instant(self.on, zone, at=hours[0]) if all(hours) else None
        ends = self.instant(self.on, zone, at=hours[1]) if all(hours) else None
        if starts and ends and ends <= starts:
            self.ends.errors = [lazy("Dagen slutar innan den börjar")]
        closes = self.instant(self.last_on, zone, after=True)
        if self.error_summary():
            return None
        texts: dict[str, Any] = {
            name: self[name].data or "" for name in ("label", "label_en", "text", "text_en")
        }
        texts["is_meal"] = bool(self.is_meal.data)
        return {**texts, "on": self.on.data, "starts_at": starts, "ends_at": ends, "closes_at": closes}


class CodeForm(FeeForm):
    category = SelectField(lazy("Vilken avgift ger koden?"))
    code = fields.line(lazy("Kod, tomt om systemet ska hitta på en"), 40, optional=True, autocomplete="off")
    uses = Seats(
        lazy("Hur många gånger får den användas? Tomt: utan gräns"),
        [Optional(), NumberRange(1, 100_000, lazy("Antalet ska vara mellan 1 och 100 000"))],
    )
    from_on = LocalDate(lazy("Gäller från och med"), [Optional()])
    until_on = LocalDate(lazy("Gäller till och med"), [Optional()])
    note = fields.line(lazy("Anteckning, till exempel vem som har fått den"), 120, optional=True)

    def to_values(self, conference: Conference) -> dict[str, Any] | None:
        starts = self.instant(self.from_on, conference.zone)
        ends = self.instant(self.until_on, conference.zone, after=True)
        if starts and ends and ends <= starts:
            self.until_on.errors = [lazy("Sista dagen är före den första")]
        if self.error_summary():
            return None
        return {"valid_from": starts, "valid_until": ends, "note": self.note.data or ""}


LATE_FEES = {
    LateFee.NONE.value: lazy("Ingenting"),
    LateFee.FULL.value: lazy("Hela avgiften"),
    LateFee.PART.value: lazy("En del av avgiften"),
}


class TermsForm(FeeForm):
    """What a late cancellation costs, when it is late; giving the place away; staying away."""

    free_until = LocalDate(lazy("Sista dag för kostnadsfri avanmälan"), [Optional()])
    late_fee = SelectField(lazy("Vad kostar en senare avanmälan?"), choices=fields.choices(LATE_FEES))
    late_amount = _kronor(lazy("Om en del: belopp i kronor"), optional=True)
    transfer_until = LocalDate(lazy("Sista dag att ge platsen till en kollega"), [Optional()])
    no_show_amount = _kronor(lazy("Avgift för den som uteblir, i kronor"), optional=True)
    no_show_vat = SelectField(
        lazy("Moms på avgiften för den som uteblir"), choices=fields.choices(MODES), default="none"
    )

    def fill(self, conference: Conference, late: PriceRow | None, no_show: PriceRow | None) -> None:
        self.free_until.data = _day_before(conference.late_from_at, conference.zone)
        self.late_fee.data = conference.late_fee.value
        self.late_amount.data = _amount(late)
        self.transfer_until.data = _day_before(conference.transfer_closes_at, conference.zone)
        self.no_show_amount.data = _amount(no_show)
        self.no_show_vat.data = no_show.vat_mode.value if no_show else "none"

    def to_plan(self, conference: Conference, ordinary: PriceRow | None) -> TermsPlan | None:
        """A part of the fee carries the VAT of the ordinary one."""
        late_fee = LateFee(self.late_fee.data)
        if late_fee is not LateFee.NONE and self.free_until.data is None:
            self.free_until.errors = [lazy("Skriv sista dagen som avanmälan är kostnadsfri")]
        if late_fee is LateFee.PART and not self.late_amount.minor:
            self.late_amount.errors = [*self.late_amount.errors, lazy("Skriv beloppet")]
        late_from = self.instant(self.free_until, conference.zone, after=True)
        closes = self.instant(self.transfer_until, conference.zone, after=True)
        if self.error_summary():
            return None
        late, stayed = self.late_amount.minor, self.no_show_amount.minor
        mode = ordinary.vat_mode if ordinary else VatMode.INCLUSIVE
        rate = ordinary.vat_permille if ordinary else 250
        return TermsPlan(
            late_from_at=late_from,
            late_fee=late_fee,
            transfer_closes_at=closes,
            late=PricePlan(PricePurpose.LATE, "Sen avanmälan", late, mode, rate, label_en="Late cancellation")
            if late and late_fee is LateFee.PART
            else None,
            no_show=PricePlan(
                PricePurpose.NO_SHOW, "Uteblivit", stayed, VatMode(self.no_show_vat.data), label_en="No-show"
            )
            if stayed
            else None,
        )


class ChoiceForm(BaseForm):
    """What one participant pays for; made for what a conference offers by `choice_form`."""

    part: ClassVar[FeePart] = FeePart()
    # What was chosen when the page was drawn: see `seen_choice`.
    seen = HiddenField()

    def fill(self, category_id: int | None, option_ids: Sequence[int]) -> None:
        self.seen.data = seen_choice(category_id, option_ids)
        if "fee_category" in self:
            self["fee_category"].data = str(category_id or ORDINARY)
        for number in option_ids:
            if option_field(number) in self:
                self[option_field(number)].data = True

    def chosen(self) -> tuple[int | None, tuple[int, ...]]:
        answers = self.part.read(self)
        return answers["category_id"], answers["option_ids"]

    def hints(self, prices: Mapping[int | None, str]) -> Mapping[str, str]:
        return self.part.category_hints(prices, "")


def seen_choice(category_id: int | None, option_ids: Iterable[int]) -> str:
    """ "3:7,9": a save over another choice than this one is refused."""
    return f"{category_id or ''}:{','.join(str(number) for number in sorted(option_ids))}"


@lru_cache(maxsize=64)
def choice_form(offer: Offer) -> type[ChoiceForm]:
    """The same fields as on the participants' own form."""
    part = FeePart(offer.categories, offer.options)
    return type("OfferedChoiceForm", (ChoiceForm,), {**part.fields(), "part": part})


def code_days(code: AccessCode, zone: str) -> tuple[date | None, date | None]:
    """The first and the last day a code works."""
    first = local(code.valid_from, zone).date() if code.valid_from else None
    return first, _day_before(code.valid_until, zone)


def _day_before(until: datetime | None, zone: str) -> date | None:
    """The last day of something that ends at an instant."""
    return local(datetime.fromtimestamp(until.timestamp() - 1, until.tzinfo), zone).date() if until else None


def _amount(price: PriceRow | None) -> str:
    if price is None:
        return ""
    whole, rest = divmod(price.amount_minor, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)
