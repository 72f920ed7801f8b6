"""The conference form: local dates and hours in, instants out; errors at their field."""

from collections.abc import Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional, Regexp

from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference, ConferenceMode
from regapp.conferences.rules import COORDINATES, UNLIMITED, held_days, last_sign_up_day, pool_of
from regapp.dashboard.day_form import (
    DayForm,
    LocalDate,
    LocalTime,
    Seats,
    check_apart,
    closing_of,
    fill_days,
    instant_of,
    plan_of,
)
from regapp.dashboard.versioned import VersionedForm
from regapp.web import fields
from regapp.web.i18n import lazy

TEXTS = (
    "title", "title_en", "subtitle", "subtitle_en", "lead", "lead_en", "about", "about_en",
    "programme", "programme_en", "practical", "practical_en", "arrival", "arrival_en", "place",
    "venue", "street", "coordinates", "theme", "contact_name", "contact_email", "contact_phone",
)  # fmt: skip


class ConferenceForm(VersionedForm):
    """Everything an organizer edits, drawn from one version of the conference."""

    title = fields.line(lazy("Rubrik"), 160, DataRequired(lazy("Skriv en rubrik")))
    title_en = fields.line(lazy("Rubrik på engelska"), 160, optional=True)
    subtitle = fields.line(lazy("Underrubrik"), 300, optional=True)
    subtitle_en = fields.line(lazy("Underrubrik på engelska"), 300, optional=True)
    lead = fields.text(lazy("Ingress"), 2000, optional=True)
    lead_en = fields.text(lazy("Ingress på engelska"), 2000, optional=True)
    about = fields.text(lazy("Om konferensen"), 10000, optional=True, rows=6)
    about_en = fields.text(lazy("Om konferensen på engelska"), 10000, optional=True, rows=6)
    programme = fields.text(lazy("Program"), 20000, optional=True, rows=10)
    programme_en = fields.text(lazy("Program på engelska"), 20000, optional=True, rows=10)
    practical = fields.text(lazy("Praktisk information"), 10000, optional=True, rows=6)
    practical_en = fields.text(lazy("Praktisk information på engelska"), 10000, optional=True, rows=6)
    days = FieldList(FormField(DayForm), lazy("Dag"), min_entries=1, max_entries=5)
    preliminary = BooleanField(lazy("Datumet är preliminärt"))
    mode = SelectField(
        lazy("Hur hålls den?"),
        choices=fields.choices(
            {
                "onsite": lazy("På plats"),
                "remote": lazy("På distans"),
                "hybrid": lazy("På plats och på distans"),
            }
        ),
        default="onsite",
    )
    arrival = fields.line(lazy("Hålltider, till exempel fika från kl. 09.30"), 120, optional=True)
    arrival_en = fields.line(lazy("Hålltider på engelska"), 120, optional=True)
    place = fields.line(lazy("Ort"), 80, optional=True)
    venue = fields.line(lazy("Lokal"), 160, optional=True)
    street = fields.line(lazy("Gatuadress"), 160, optional=True)
    coordinates = fields.line(
        lazy("Koordinater, till exempel 57.1056, 12.2508"),
        30,
        Regexp(f"{COORDINATES}$", message=lazy("Skriv koordinaterna så här: 57.1056, 12.2508")),
        optional=True,
    )
    theme = fields.line(lazy("Tema"), 80, optional=True)
    # The conferences to choose from are the view's: those that the organizer sees.
    previous_id = SelectField(
        lazy("Föregångare"),
        choices=fields.choices({"": lazy("Ingen")}),
        default="",
        # Newer than the stubs.
        invalid_choice_message=lazy("Välj en konferens i listan"),  # type: ignore[call-arg]
    )
    capacity = Seats(
        lazy("Antal platser"),
        [Optional(), NumberRange(0, 100_000, lazy("Antalet ska vara mellan 0 och 100 000"))],
    )
    has_waiting_list = BooleanField(lazy("Väntelista när det blir fullt"))
    opens_on = LocalDate(lazy("Anmälan öppnar, datum"), [Optional()])
    opens_time = LocalTime(lazy("Anmälan öppnar, klockslag"), [Optional()])
    last_on = LocalDate(lazy("Sista anmälningsdag"), [Optional()])
    kitchen_freezes_on = LocalDate(lazy("Kost och måltider kan ändras till och med"), [Optional()])
    changes_until = LocalDate(lazy("Övriga uppgifter kan ändras till och med"), [Optional()])
    contact_name = fields.line(lazy("Kontaktperson"), 120, optional=True)
    contact_email = fields.email(lazy("Kontaktens e-postadress"), optional=True)
    contact_phone = fields.line(lazy("Kontaktens telefon"), 40, optional=True, type="tel")

    def fill(self, conference: Conference) -> None:
        """Show what is kept, in the conference's own zone."""
        zone = ZoneInfo(conference.zone)
        self.version.data = str(conference.version)
        for name in TEXTS:
            self[name].data = getattr(conference, name)
        self.has_waiting_list.data = conference.has_waiting_list
        self.previous_id.data = str(conference.previous_id or "")
        self.kitchen_freezes_on.data = conference.kitchen_freezes_on
        self.changes_until.data = conference.changes_until
        self.mode.data, self.preliminary.data = conference.mode.value, conference.preliminary
        pool = pool_of(conference)
        self.capacity.data = pool.capacity if pool and pool.capacity < UNLIMITED else None
        if conference.opens_at:
            opens = conference.opens_at.astimezone(zone)
            self.opens_on.data, self.opens_time.data = opens.date(), opens.time()
        self.last_on.data = last_sign_up_day(conference)
        fill_days(self.days, conference)

    def labels(self) -> dict[str, str]:
        """The fields' words by the names that history has for what they change."""
        words = {field.short_name: str(field.label.text) for field in self}
        kept_as = {"opens_at": "opens_on", "closes_at": "last_on"}
        seats = {"let_in_mode": str(lazy("När en plats blir ledig"))}
        return words | seats | {column: words[name] for column, name in kept_as.items()}

    def to_edit(self, conference: Conference) -> ConferenceEdit | None:
        """What was saved; None after putting a rule's answer at its field."""
        plans = [plan_of(entry.form, conference.zone) for entry in self.days.entries]
        opens = instant_of(self.opens_on, self.opens_time.data or time(), conference.zone)
        closes = closing_of(self.last_on, conference.zone)
        if self.opens_time.data and not self.opens_on.data:
            self.opens_on.errors = [lazy("Skriv datumet då anmälan öppnar")]
        if opens and closes and closes <= opens:
            self.last_on.errors = [lazy("Sista anmälningsdag är före öppningen")]
        self._check_last_day(conference, plans)
        check_apart(entry.form for entry in self.days.entries)
        pool = pool_of(conference)
        if self.capacity.data is None and (pool.capacity < UNLIMITED if pool else opens is not None):
            self.capacity.errors = [lazy("Skriv hur många platser som finns")]
        if self.error_summary():
            return None
        values: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        values |= {
            "opens_at": opens, "closes_at": closes, "has_waiting_list": bool(self.has_waiting_list.data),
            "previous_id": int(self.previous_id.data) if self.previous_id.data else None,
            "kitchen_freezes_on": self.kitchen_freezes_on.data, "changes_until": self.changes_until.data,
            "mode": ConferenceMode(self.mode.data), "preliminary": bool(self.preliminary.data),
        }  # fmt: skip
        days = sorted((plan for plan in plans if plan), key=lambda plan: plan.on)
        return ConferenceEdit(version=self.seen_version, values=values, days=days)

    def _check_last_day(self, conference: Conference, plans: Sequence[DayPlan | None]) -> None:
        """Who moves the conference may move this day with it, so the later of both counts."""
        days = [*(plan.on for plan in plans if plan), *(day.on for day in held_days(conference))]
        if days and self.last_on.data and self.last_on.data > max(days):
            self.last_on.errors = [lazy("Sista anmälningsdag är efter konferensen")]
