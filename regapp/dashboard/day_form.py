"""Days as organizers write them: local dates and hours in, instants out; errors at their field."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateField, FieldList, IntegerField, TimeField
from wtforms.validators import Optional, StopValidation

from regapp.conferences.commands.edit import DayPlan
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days, hours_of, local_instant
from regapp.kernel.refusal import Refusal
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text

MOST_DAYS = 5
_BAD_DATE = lazy("Skriv datumet så här: 2020-03-27")
_YEARS = range(1900, 2200)


class LocalDate(DateField):
    """A date; what cannot be read is said in Swedish, and so is a year that nobody plans for: the
    day after it, or its midnight in UTC, need not exist."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_BAD_DATE) from error
        if self.data is not None and self.data.year not in _YEARS:
            self.data = None
            raise ValueError(_BAD_DATE)


class LocalTime(TimeField):
    """Hours and minutes, "10.00" as well as "10:00"."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([text.replace(".", ":") for text in valuelist])
        except ValueError as error:
            raise ValueError(lazy("Skriv klockslaget så här: 10.00")) from error


class Seats(IntegerField):
    """A whole number; an empty field is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(lazy("Skriv antalet platser med siffror")) from error

    def pre_validate(self, form: Any) -> None:
        """What is no number at all is not also out of range."""
        if self.process_errors:
            raise StopValidation


class DayForm(BaseForm):
    """One day; without hours it is a whole day in calendars."""

    class Meta(FormMeta):
        csrf = False

    on = LocalDate(lazy("Datum"), [Optional()])
    starts = LocalTime(lazy("Börjar"), [Optional()])
    ends = LocalTime(lazy("Slutar"), [Optional()])


def fill_days(days: "FieldList[Any]", conference: Conference) -> None:
    """Show the days that are held, and room for one more."""
    held = held_days(conference)
    while len(days.entries) < min(len(held) + 1, MOST_DAYS):
        days.append_entry()
    for entry, day in zip(days.entries, held, strict=False):
        span = hours_of(day, conference.zone)
        entry.form.on.data = day.on
        entry.form.starts.data = span.local_start().time() if span else None
        entry.form.ends.data = span.local_end().time() if span else None


def fill_plans(days: "FieldList[Any]", plans: Sequence[DayPlan], zone: str) -> None:
    """Show these days and no others, and room for one more."""
    while len(days.entries) < min(len(plans) + 1, MOST_DAYS):
        days.append_entry()
    for number, entry in enumerate(days.entries):
        plan = plans[number] if number < len(plans) else None
        entry.form.on.data = plan.on if plan else None
        entry.form.starts.data = _local_time(plan.starts_at if plan else None, zone)
        entry.form.ends.data = _local_time(plan.ends_at if plan else None, zone)


def _local_time(at: datetime | None, zone: str) -> time | None:
    return at.astimezone(ZoneInfo(zone)).time() if at else None


def plan_of(day: DayForm, zone: str) -> DayPlan | None:
    """The day that was written; None for none, and after putting what is wrong at its field."""
    if day.on.data is None:
        if day.starts.data or day.ends.data:
            day.on.errors = [lazy("Skriv datumet")]
        return None
    if (day.starts.data is None) != (day.ends.data is None):
        day.ends.errors = [lazy("Skriv både när dagen börjar och när den slutar, eller ingetdera")]
        return None
    if day.starts.data is None:
        return DayPlan(day.on.data)
    starts = instant_of(day.on, day.starts.data, zone)
    ends = instant_of(day.on, day.ends.data, zone)
    if starts and ends and ends <= starts:
        day.ends.errors = [lazy("Dagen slutar innan den börjar")]
    return DayPlan(day.on.data, starts, ends)


def check_apart(days: Iterable[DayForm]) -> bool:
    """Whether every date stands once; the second of two is told at its field."""
    seen: set[date] = set()
    apart = True
    for day in days:
        if day.on.data in seen and not day.on.errors:
            day.on.errors, apart = [lazy("Samma dag står två gånger")], False
        elif day.on.data is not None:
            seen.add(day.on.data)
    return apart


def closing_of(last_on: Any, zone: str) -> datetime | None:
    """Midnight after the day in the field: the first instant that is no longer it."""
    if last_on.data is None:
        return None
    return local_instant(date.fromordinal(last_on.data.toordinal() + 1), 0, 0, zone)


def instant_of(field: Any, at: Any, zone: str) -> datetime | None:
    """The field's day at the hour `at`; a skipped hour is told at the field."""
    if field.data is None:
        return None
    try:
        return local_instant(field.data, at.hour, at.minute, zone)
    except Refusal as refusal:
        field.errors = [*field.errors, refusal_text(refusal)]
        return None
