"""One item of the programme, as the organizer writes it: local hours in, instants out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, NumberRange, Optional

from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days, local_instant
from regapp.dashboard.day_form import LocalTime, Seats
from regapp.dashboard.versioned import VersionedForm
from regapp.kernel import dates
from regapp.kernel.refusal import Refusal
from regapp.programme.commands import ItemPlan
from regapp.programme.models import ItemKind, ProgrammeItem, Speaker, Track
from regapp.programme.rules import span_of
from regapp.web import fields
from regapp.web.i18n import language, lazy
from regapp.web.refusals import refusal_text

KIND_WORDS = {
    ItemKind.TALK: lazy("Föredrag"),
    ItemKind.SEMINAR: lazy("Seminarium"),
    ItemKind.BREAK: lazy("Paus"),
    ItemKind.OTHER: lazy("Annat"),
}
_TEXTS = ("title", "title_en", "text", "text_en", "room", "speakers")


class Number(Seats):
    """A whole number or nothing; anything else is said in Swedish."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        try:
            super().process_formdata([text for text in valuelist if text.strip()])
        except ValueError as error:
            raise ValueError(lazy("Skriv ett tal med siffror")) from error


class ItemForm(VersionedForm):
    """One item of the programme."""

    title = fields.line(lazy("Rubrik"), 200, DataRequired(lazy("Skriv en rubrik")))
    day = SelectField(lazy("Dag"), coerce=int, choices=[])
    starts = LocalTime(lazy("Börjar"), [Optional()])
    ends = LocalTime(lazy("Slutar"), [Optional()])
    kind = SelectField(
        lazy("Vad är det?"), choices=fields.choices({kind.value: words for kind, words in KIND_WORDS.items()})
    )
    room = fields.line(lazy("Sal"), 120, optional=True, list="salar")
    track = SelectField(lazy("Spår"), coerce=int, choices=[], default=0)
    people = SelectMultipleField(lazy("Medverkande"), coerce=int, choices=[])
    speakers = fields.line(lazy("Medverkande som text"), 300, optional=True)
    text = fields.text(lazy("Beskrivning"), 5000, optional=True, rows=5)
    round = Number(
        lazy("Omgång"), [Optional(), NumberRange(1, 99, lazy("Omgången ska vara ett tal mellan 1 och 99"))]
    )
    position = Number(
        lazy("Ordning"),
        [Optional(), NumberRange(0, 999, lazy("Ordningen ska vara ett tal mellan 0 och 999"))],
    )
    preliminary = BooleanField(lazy("Preliminärt"))
    title_en = fields.line(lazy("Rubrik på engelska"), 200, optional=True)
    text_en = fields.text(lazy("Beskrivning på engelska"), 5000, optional=True, rows=5)

    def offer(
        self, conference: Conference, tracks: Sequence[Track] = (), people: Sequence[Speaker] = ()
    ) -> None:
        """The days, tracks and people there are to choose from."""
        self.track.choices = fields.choices({0: lazy("Inget spår"), **{one.id: one.name for one in tracks}})
        self.people.choices = fields.choices({one.id: one.name for one in people})
        words = {day.id: dates.weekday_date(day.on, language()) for day in held_days(conference)}
        self.day.choices = fields.choices(words)

    def fill(
        self, conference: Conference, item: ProgrammeItem | None, people: Sequence[Speaker] = ()
    ) -> None:
        self.version.data = str(conference.version)
        if item is None:
            self.track.data = 0
            return
        self.track.data, self.people.data = item.track_id or 0, [one.id for one in people]
        for name in (*_TEXTS, "round", "position", "preliminary"):
            self[name].data = getattr(item, name)
        if people:
            # Made of those who are ticked.
            self.speakers.data = ""
        self.kind.data, self.day.data = item.kind.value, item.day_id
        span = span_of(item, conference.zone)
        if span is not None:
            self.starts.data, self.ends.data = span.local_start().time(), span.local_end().time()

    def to_plan(self, conference: Conference) -> ItemPlan | None:
        """What was written; None after putting a rule's answer at its field."""
        starts, ends = self.starts.data, self.ends.data
        if (starts is None) != (ends is None):
            self.ends.errors = [lazy("Skriv både när det börjar och när det slutar, eller ingetdera")]
        elif starts is not None and ends is not None and ends <= starts:
            self.ends.errors = [lazy("Det slutar innan det börjar")]
        begins, finishes = self._instant(self.starts, conference), self._instant(self.ends, conference)
        if self.error_summary():
            return None
        values: dict[str, Any] = {name: self[name].data or "" for name in _TEXTS}
        return ItemPlan(
            day_id=self.day.data,
            kind=ItemKind(self.kind.data),
            round=self.round.data,
            position=self.position.data or 0,
            preliminary=bool(self.preliminary.data),
            track_id=self.track.data or None,
            starts_at=begins,
            ends_at=finishes,
            **values,
        )

    def _instant(self, field: Any, conference: Conference) -> datetime | None:
        day = next((day for day in held_days(conference) if day.id == self.day.data), None)
        if field.data is None or day is None:
            return None
        try:
            return local_instant(day.on, field.data.hour, field.data.minute, conference.zone)
        except Refusal as refusal:
            field.errors = [*field.errors, refusal_text(refusal)]
            return None
