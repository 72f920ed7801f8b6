"""The shapes of the five steps: basics, when and where, seats and fee, questions."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, NumberRange, Optional

from regapp.conferences.commands.create import NewConference
from regapp.conferences.commands.fees import PricePlan
from regapp.conferences.creating import MOST_PLACES, READY_QUESTIONS, STARTS, Start, Template
from regapp.conferences.models import (
    Conference,
    ConferenceKind,
    County,
    PricePurpose,
    PriceRow,
    VatMode,
)
from regapp.conferences.rules import (
    UNLIMITED,
    held_days,
    last_sign_up_day,
    local_instant,
    pool_of,
    remote_pool_of,
)
from regapp.conferences.slugs import check_slug, slug_of
from regapp.conferences.texts import COUNTY_NAMES
from regapp.dashboard.creating.fields import LocalMonth
from regapp.dashboard.day_form import (
    DayForm,
    LocalDate,
    LocalTime,
    Seats,
    check_apart,
    fill_days,
    instant_of,
    plan_of,
)
from regapp.dashboard.fees.forms import MODES, Kronor
from regapp.dashboard.versioned import NewerSave
from regapp.kernel.refusal import Refusal
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta, line_filter
from regapp.web.i18n import lazy

TEMPLATE_WORDS = {
    Template.ONE_DAY.value: lazy("En dag"),
    Template.TWO_DAYS.value: lazy("Två dagar"),
    Template.HYBRID.value: lazy("På plats och på distans"),
    Template.SERIES.value: lazy("Serie på flera orter"),
}
TEMPLATE_HINTS = {
    Template.ONE_DAY.value: lazy("Klockan 10–16, på en plats."),
    Template.TWO_DAYS.value: lazy("Två dagar i rad, en kalenderpost för varje."),
    Template.HYBRID.value: lazy("Deltagarna väljer. Egna platser och egen information för var och en."),
    Template.SERIES.value: lazy("Samma konferens på flera orter, med en gemensam sida och anmälan."),
}
KIND_WORDS = {
    ConferenceKind.CONFERENCE.value: lazy("Konferens"),
    ConferenceKind.MEETING.value: lazy("Möte"),
    ConferenceKind.SEMINAR.value: lazy("Seminarium"),
    ConferenceKind.COURSE.value: lazy("Kurs"),
}
_MODES = {**MODES, VatMode.UNDECIDED.value: lazy("Inte bestämt än")}
_CONTACT = ("contact_name", "contact_email", "contact_phone")


class StepForm(BaseForm):
    """`seen` tells which versions of the drafts the page was drawn from."""

    seen = HiddenField(filters=[line_filter])
    newer: Sequence[NewerSave] | None = None


class BasicsForm(StepForm):
    """What it is called, who holds it, whom to ask. The view hands in the organizers."""

    template = RadioField(
        lazy("Vad ska ni hålla?"), choices=fields.choices(TEMPLATE_WORDS), default=Template.ONE_DAY.value
    )
    title = fields.line(lazy("Namn"), 160, DataRequired(lazy("Skriv vad konferensen heter")))
    slug = fields.line(lazy("Adress på webbplatsen"), 80, optional=True, spellcheck="false")
    places = fields.text(lazy("Orter, en på varje rad"), 1000, optional=True, rows=4)
    kind = SelectField(lazy("Typ"), choices=fields.choices(KIND_WORDS), default="conference")
    owner = SelectField(lazy("Ansvarig arrangör"))
    co_organizers = SelectMultipleField(lazy("Medarrangörer"))
    contact_name = fields.line(lazy("Kontaktperson eller funktion"), 120, optional=True)
    contact_email = fields.email(
        lazy("E-post som deltagarna kan skriva till"), DataRequired(lazy("Skriv en e-postadress"))
    )
    contact_phone = fields.line(lazy("Telefon"), 40, optional=True, type="tel")

    def offer(self, own: Mapping[int, str], others: Mapping[int, str]) -> None:
        """Whose it may be, and who may hold it with them."""
        self.owner.choices = fields.choices({str(number): name for number, name in own.items()})
        self.co_organizers.choices = fields.choices({str(number): name for number, name in others.items()})

    def only_words(self) -> None:
        """Of a draft that is there: what it is and whose stays as it was made."""
        for name in ("template", "places", "kind", "owner"):
            del self[name]

    def fill(self, conference: Conference, slug: str) -> None:
        self.title.data, self.slug.data = conference.title, slug
        self.co_organizers.data = [str(one.organizer_id) for one in conference.co_organizers]
        for name in _CONTACT:
            self[name].data = getattr(conference, name)

    @property
    def chosen_slug(self) -> str:
        """The address as written, or one made of the name."""
        return self.slug.data or slug_of(self.title.data or "")

    @property
    def place_names(self) -> tuple[str, ...]:
        lines = (line.strip() for line in (self.places.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if "template" in self and self.template.data == Template.SERIES.value:
            right = self._check_places() and right
        try:
            check_slug(self.chosen_slug)
        except Refusal as refusal:
            if self.title.data:
                self.refuse(refusal)
            return False
        return right

    def _check_places(self) -> bool:
        names = self.place_names
        if not names:
            self.places.errors = [lazy("Skriv minst en ort")]
        elif len(names) > MOST_PLACES or any(len(name) > 80 for name in names):
            self.places.errors = [
                lazy("Skriv högst %(most)s orter, med högst 80 tecken var") % {"most": MOST_PLACES}
            ]
        return not self.places.errors

    def contact(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in _CONTACT}

    def to_new(self) -> NewConference:
        template = Template(self.template.data)
        return NewConference(
            template=template,
            title=self.title.data or "",
            slug=self.chosen_slug,
            owner_id=int(self.owner.data),
            kind=ConferenceKind(self.kind.data),
            co_organizer_ids=tuple(int(number) for number in self.co_organizers.data or ()),
            contact=self.contact(),
            places=self.place_names if template is Template.SERIES else (),
        )


class PlaceForm(BaseForm):
    """When and where, of one conference."""

    class Meta(FormMeta):
        csrf = False

    days = FieldList(FormField(DayForm), lazy("Dag"), max_entries=5)
    month = LocalMonth(lazy("Eller bara månaden, till exempel maj 2027"), [Optional()])
    preliminary = BooleanField(lazy("Datumet är preliminärt"))
    place = fields.line(lazy("Ort"), 80, optional=True)
    county = SelectField(
        lazy("Län"),
        choices=fields.choices(
            {"": lazy("Inget"), **{one.value: name for one, name in COUNTY_NAMES.items()}}
        ),
        default="",
    )
    venue = fields.line(lazy("Lokal"), 160, optional=True)
    street = fields.line(lazy("Gatuadress"), 160, optional=True)

    def fill(self, conference: Conference, start: Start) -> None:
        """What is kept; the hours that its template knows where there is no day yet."""
        for name in ("place", "venue", "street", "preliminary"):
            self[name].data = getattr(conference, name)
        self.county.data = conference.county.value if conference.county else ""
        self.month.data = conference.expected_month
        if held_days(conference):
            fill_days(self.days, conference)
            return
        for begins, ends in start.hours:
            entry: Any = self.days.append_entry()
            entry.form.starts.data, entry.form.ends.data = begins, ends

    def read(self, zone: str) -> dict[str, Any] | None:
        """The columns and, as "days", the plans; None after putting what is wrong at its field.

        Hours without a date are the template's, for a date that is to come.
        """
        written = [entry.form for entry in self.days.entries if entry.form.on.data]
        plans = [plan_of(day, zone) for day in written]
        if any(day.errors for day in written):
            return None
        if not check_apart(written):
            return None
        days = sorted((plan for plan in plans if plan), key=lambda plan: plan.on)
        return {
            **{name: self[name].data or "" for name in ("place", "venue", "street")},
            "county": County(self.county.data) if self.county.data else None,
            "preliminary": bool(self.preliminary.data) and bool(days),
            "expected_month": None if days else self.month.data,
            "days": days,
        }


class WhenWhereForm(StepForm):
    """The places of a series, or the one there is, in the order of the page."""

    places = FieldList(FormField(PlaceForm), lazy("Ort"), max_entries=MOST_PLACES)


class SeatsForm(StepForm):
    """Seats, the days of sign-up and the fee: the same at every place of a series."""

    seats = Seats(
        lazy("Antal platser"),
        [Optional(), NumberRange(1, 100_000, lazy("Antalet ska vara mellan 1 och 100 000"))],
    )
    remote = Seats(
        lazy("Platser på distans"),
        [Optional(), NumberRange(1, 100_000, lazy("Antalet ska vara mellan 1 och 100 000"))],
    )
    has_waiting_list = BooleanField(lazy("Väntelista när det blir fullt"), default=True)
    opens_on = LocalDate(lazy("Anmälan öppnar"), [Optional()])
    opens_time = LocalTime(lazy("Klockslag"), [Optional()])
    days_before = Seats(
        lazy("Sista anmälningsdag, antal dagar före"),
        [Optional(), NumberRange(0, 365, lazy("Skriv ett antal dagar mellan 0 och 365"))],
    )
    fee = RadioField(
        lazy("Vad kostar det?"),
        choices=fields.choices({"free": lazy("Kostnadsfritt"), "fee": lazy("En avgift")}),
        default="free",
    )
    amount = Kronor(
        lazy("Avgift i kronor"), filters=[line_filter], render_kw={"inputmode": "decimal", "maxlength": 12}
    )
    vat_mode = SelectField(lazy("Moms"), choices=fields.choices(_MODES), default="inclusive")
    included = fields.line(lazy("Det här ingår, till exempel fika och lunch"), 160, optional=True)

    def fill(self, conference: Conference, fee: PriceRow | None) -> None:
        pool, remote = pool_of(conference), remote_pool_of(conference)
        self.seats.data = pool.capacity if pool and 0 < pool.capacity < UNLIMITED else None
        self.remote.data = remote.capacity if remote and remote.capacity < UNLIMITED else None
        self.has_waiting_list.data = conference.has_waiting_list
        if conference.opens_at:
            opens = conference.opens_at.astimezone(ZoneInfo(conference.zone))
            self.opens_on.data, self.opens_time.data = opens.date(), opens.time()
        last, days = last_sign_up_day(conference), held_days(conference)
        self.days_before.data = (
            (days[0].on - last).days if last and days else STARTS[Template.ONE_DAY].days_open
        )
        if fee is not None:
            self.fee.data = "fee" if fee.amount_minor else "free"
            self.amount.data = f"{fee.amount_minor / 100:g}".replace(".", ",")
            self.vat_mode.data, self.included.data = fee.vat_mode.value, fee.included

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if self.fee.data == "fee" and not self.amount.errors and not self.amount.minor:
            self.amount.errors = [lazy("Skriv avgiften i kronor, eller välj kostnadsfritt")]
            return False
        if self.opens_time.data and not self.opens_on.data and not self.opens_on.errors:
            self.opens_on.errors = [lazy("Skriv datumet då anmälan öppnar")]
            return False
        return right

    def dates(self, conference: Conference) -> dict[str, Any] | None:
        """Opening and closing at one place; None after putting what is wrong at its field."""
        at = self.opens_time.data or time()
        opens = instant_of(self.opens_on, at, conference.zone)
        if self.opens_on.errors:
            return None
        closes, days = None, held_days(conference)
        if days and self.days_before.data is not None:
            after: date = days[0].on - timedelta(days=self.days_before.data - 1)
            closes = local_instant(after, 0, 0, conference.zone)
        if opens and closes and closes <= opens:
            self.days_before.errors = [lazy("Sista anmälningsdag är före öppningen")]
            return None
        return {"opens_at": opens, "closes_at": closes, "has_waiting_list": bool(self.has_waiting_list.data)}

    def price(self) -> PricePlan | None:
        """None where it is free."""
        if self.fee.data != "fee":
            return None
        return PricePlan(
            PricePurpose.SEAT, "Konferensavgift", self.amount.minor or 0, VatMode(self.vat_mode.data),
            label_en="Conference fee", included=self.included.data or "",
        )  # fmt: skip


class QuestionsForm(StepForm):
    """Questions that many ask, and own ones of one line each; whatever else is on the page of questions."""

    ready = SelectMultipleField(
        lazy("Vanliga frågor"), choices=fields.choices({one.key: one.label for one in READY_QUESTIONS})
    )
    own = fields.text(lazy("Egna frågor, en på varje rad"), 3000, optional=True, rows=4)

    @property
    def own_lines(self) -> Sequence[str]:
        lines = (line.strip() for line in (self.own.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if any(len(line) > 300 for line in self.own_lines):
            self.own.errors = [lazy("Skriv högst 300 tecken i varje fråga")]
            return False
        return right
