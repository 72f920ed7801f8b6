"""What an organizer writes when a conference is cancelled, put off or moved."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from wtforms import FieldList, FormField, HiddenField, SelectMultipleField
from wtforms.validators import DataRequired, NumberRange, Optional, Regexp

from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.commands.turns import Reason
from regapp.conferences.models import Conference
from regapp.conferences.rules import UNLIMITED, held_days, last_sign_up_day, local_date, pool_of
from regapp.dashboard.day_form import (
    MOST_DAYS,
    DayForm,
    LocalDate,
    Seats,
    check_apart,
    closing_of,
    fill_days,
    fill_plans,
    plan_of,
)
from regapp.dashboard.fees.forms import Kronor
from regapp.dashboard.versioned import VersionedForm
from regapp.registrations.commands.digital import Digital
from regapp.web import fields
from regapp.web.forms import line_filter
from regapp.web.i18n import lazy

_PLACE = ("place", "venue", "street", "arrival", "arrival_en")


class TurnForm(VersionedForm):
    """The reason, in the organizer's own words, and which version of the conference it is about.

    seen  the seal of the preview that was looked at
    """

    seen = HiddenField()
    reason = fields.text(
        lazy("Vad vill ni säga till dem som är anmälda?"), 2000,
        DataRequired(lazy("Skriv varför. Det står först i mejlet.")), rows=5,
    )  # fmt: skip
    reason_en = fields.text(lazy("Samma sak på engelska"), 2000, optional=True, rows=5)

    def fill(self, conference: Conference) -> None:
        self.version.data = str(conference.version)

    def offer(self, options: Mapping[int, str]) -> None:
        """What one may add at it, by id; for the form that asks what becomes of it."""

    def check(self, conference: Conference, now: datetime) -> bool:
        """What the fields alone cannot know; told at the field."""
        return True

    @property
    def words(self) -> Reason:
        return Reason(self.reason.data or "", self.reason_en.data or "")


class PostponeForm(TurnForm):
    """Until when is as far as it is known."""

    expected_text = fields.line(lazy("Ungefär när, till exempel hösten 2020"), 80, optional=True)
    expected_text_en = fields.line(lazy("Ungefär när, på engelska"), 80, optional=True)

    @property
    def expected(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in ("expected_text", "expected_text_en")}


class FreeExitForm(TurnForm):
    """Whoever it does not suit may leave for nothing until a day."""

    free_until = LocalDate(
        lazy("Kostnadsfri avanmälan till och med"),
        [DataRequired(lazy("Skriv till och med vilken dag det är kostnadsfritt att avanmäla sig"))],
    )

    def check(self, conference: Conference, now: datetime) -> bool:
        day = self.free_until.data
        if day is not None and day < local_date(now, conference.zone):
            self.free_until.errors = [lazy("Dagen har redan varit")]
        return super().check(conference, now) and not self.error_summary()

    def free_until_at(self, conference: Conference) -> datetime:
        """The first instant when it is no longer so."""
        at = closing_of(self.free_until, conference.zone)
        assert at is not None  # noqa: S101 - checked by the field
        return at


class MoveForm(FreeExitForm):
    """Another day, another place or both."""

    days = FieldList(FormField(DayForm), lazy("Dag"), min_entries=1, max_entries=MOST_DAYS)
    place = fields.line(lazy("Ort"), 80, optional=True)
    venue = fields.line(lazy("Lokal"), 160, optional=True)
    street = fields.line(lazy("Gatuadress"), 160, optional=True)
    arrival = fields.line(lazy("Hålltider, till exempel fika från kl. 09.30"), 120, optional=True)
    arrival_en = fields.line(lazy("Hålltider på engelska"), 120, optional=True)
    last_on = LocalDate(lazy("Sista anmälningsdag"), [Optional()])
    capacity = Seats(
        lazy("Antal platser"),
        [Optional(), NumberRange(0, 100_000, lazy("Antalet ska vara mellan 0 och 100 000"))],
    )

    def fill(self, conference: Conference) -> None:
        super().fill(conference)
        for name in _PLACE:
            self[name].data = getattr(conference, name)
        self.last_on.data = last_sign_up_day(conference)
        pool = pool_of(conference)
        self.capacity.data = pool.capacity if pool and pool.capacity < UNLIMITED else None
        fill_days(self.days, conference)

    def propose(self, edit: ConferenceEdit, zone: str) -> None:
        """Show the days, the place and the last day of sign-up that were written elsewhere."""
        for name in _PLACE:
            self[name].data = edit.values.get(name, self[name].data)
        fill_plans(self.days, edit.days, zone)
        closes = edit.values.get("closes_at")
        if closes is not None:
            # The first instant that is too late is midnight after the last day.
            self.last_on.data = local_date(closes - timedelta(seconds=1), zone)

    def check(self, conference: Conference, now: datetime) -> bool:
        plans = self.plans(conference)
        check_apart(entry.form for entry in self.days.entries)
        first: Any = self.days.entries[0].form.on
        if not plans and not first.errors:
            first.errors = [lazy("Skriv datumet")]
        if plans and plans[0].on < local_date(now, conference.zone):
            first.errors = [*first.errors, lazy("Dagen har redan varit")]
        if plans and self.free_until.data and self.free_until.data > plans[0].on:
            self.free_until.errors = [lazy("Dagen ska vara före konferensen")]
        if plans and self.last_on.data and self.last_on.data > plans[-1].on:
            self.last_on.errors = [lazy("Sista anmälningsdag är efter konferensen")]
        return super().check(conference, now) and not self.error_summary()

    def plans(self, conference: Conference) -> Sequence[DayPlan]:
        found = [plan_of(entry.form, conference.zone) for entry in self.days.entries]
        return sorted((plan for plan in found if plan), key=lambda plan: plan.on)

    def to_edit(self, conference: Conference) -> ConferenceEdit:
        values: dict[str, Any] = {name: self[name].data or "" for name in _PLACE}
        values["closes_at"] = closing_of(self.last_on, conference.zone)
        return ConferenceEdit(version=self.seen_version, values=values, days=self.plans(conference))


class DigitalForm(FreeExitForm):
    """From a distance: what it costs, where one joins, what is left of what one may add."""

    fee = Kronor(
        lazy("Avgift på distans i kronor"),
        [DataRequired(lazy("Skriv beloppet, 0 om det är kostnadsfritt"))],
        filters=[line_filter],
        render_kw={"inputmode": "decimal", "maxlength": 12},
    )
    capacity = Seats(
        lazy("Antal platser på distans"),
        [Optional(), NumberRange(0, 100_000, lazy("Antalet ska vara mellan 0 och 100 000"))],
    )
    remote_url = fields.line(
        lazy("Länk till mötet"), 500,
        Regexp(r"https://\S+$", message=lazy("Länken ska börja med https://")), optional=True,
    )  # fmt: skip
    practical = fields.text(lazy("Praktisk information"), 10000, optional=True, rows=4)
    practical_en = fields.text(lazy("Praktisk information på engelska"), 10000, optional=True, rows=4)
    kept_options = SelectMultipleField(lazy("Tillval som finns kvar på distans"), coerce=int)
    answer_by = LocalDate(
        lazy("Sista dag att säga ja till en högre avgift"),
        [DataRequired(lazy("Skriv sista dagen att svara"))],
    )

    def fill(self, conference: Conference) -> None:
        super().fill(conference)
        self.remote_url.data = conference.remote_url
        self.practical.data, self.practical_en.data = conference.practical, conference.practical_en

    def offer(self, options: Mapping[int, str]) -> None:
        self.kept_options.choices = fields.choices(options)
        if not options:
            del self.kept_options

    def check(self, conference: Conference, now: datetime) -> bool:
        held = held_days(conference)
        if self.answer_by.data and self.answer_by.data < local_date(now, conference.zone):
            self.answer_by.errors = [lazy("Dagen har redan varit")]
        if held and self.answer_by.data and self.answer_by.data > held[0].on:
            self.answer_by.errors = [lazy("Dagen ska vara före konferensen")]
        if held and self.free_until.data and self.free_until.data > held[0].on:
            self.free_until.errors = [lazy("Dagen ska vara före konferensen")]
        return super().check(conference, now) and not self.error_summary()

    def to_plan(self, conference: Conference) -> Digital:
        answer_by_at = closing_of(self.answer_by, conference.zone)
        assert answer_by_at is not None  # noqa: S101 - checked by the field
        kept = self.kept_options.data if "kept_options" in self else ()
        return Digital(
            fee_minor=self.fee.minor or 0,
            seats=self.capacity.data,
            remote_url=self.remote_url.data or "",
            kept_options=frozenset(kept or ()),
            free_until_at=self.free_until_at(conference),
            answer_by_at=answer_by_at,
            practical=Reason(self.practical.data or "", self.practical_en.data or ""),
        )
