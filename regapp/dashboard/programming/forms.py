"""The shapes of what stands around a programme's items."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.validators import DataRequired, Optional

from regapp.conferences.models import Conference
from regapp.conferences.rules import local_instant
from regapp.dashboard.day_form import LocalDate, LocalTime
from regapp.dashboard.versioned import VersionedForm
from regapp.files.forms import upload_field
from regapp.files.rules import LARGEST_PICTURE, LARGEST_PRESENTATION, PICTURES, PRESENTATIONS
from regapp.kernel.refusal import Refusal
from regapp.programme.commands.desk import Named
from regapp.programme.commands.presentations import PresentationPlan
from regapp.programme.commands.speakers import SpeakerPlan
from regapp.programme.commands.summary import SummaryPlan
from regapp.programme.models import (
    Presentation,
    Room,
    Speaker,
    Summary,
    Track,
    Visibility,
)
from regapp.registrations.commands.programme_changes import Audience
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text

_MORE_LINES = 3
_MOST = 40
_SPEAKER = (
    "name",
    "title",
    "title_en",
    "organization",
    "email",
    "language",
    "text",
    "text_en",
    "picture_alt",
)
_LANGUAGES = {"sv": "Svenska", "en": "English"}
VISIBILITY_WORDS = {
    Visibility.HIDDEN.value: lazy("Ingen än"),
    Visibility.PUBLIC.value: lazy("Alla"),
    Visibility.PARTICIPANTS.value: lazy("Bara de som är anmälda, med sin länk"),
}
AUDIENCE_WORDS = {
    Audience.TOUCHED.value: lazy("De som berörs: de som har valt punkten, och alla om den är för alla"),
    Audience.ALL.value: lazy("Alla anmälda"),
}


class RoomForm(BaseForm):
    """A room; without a name it is taken away."""

    class Meta(FormMeta):
        csrf = False

    number = HiddenField()
    name = fields.line(lazy("Sal"), 120, optional=True)

    def to_named(self) -> Named:
        return Named(_number(self.number.data), self.name.data or "")


class TrackForm(RoomForm):
    """A track, in two languages."""

    name = fields.line(lazy("Spår"), 80, optional=True)
    name_en = fields.line(lazy("Spår på engelska"), 80, optional=True)

    def to_named(self) -> Named:
        return Named(_number(self.number.data), self.name.data or "", self.name_en.data or "")


class ListsForm(VersionedForm):
    rooms = FieldList(FormField(RoomForm), lazy("Salar"), max_entries=_MOST)
    tracks = FieldList(FormField(TrackForm), lazy("Spår"), max_entries=_MOST)

    def fill(self, conference: Conference, rooms: Sequence[Room], tracks: Sequence[Track]) -> None:
        """What there is, and room for more."""
        self.version.data = str(conference.version)
        for room in rooms:
            self.rooms.append_entry({"number": str(room.id), "name": room.name})
        for track in tracks:
            self.tracks.append_entry({"number": str(track.id), "name": track.name, "name_en": track.name_en})
        for lines in (self.rooms, self.tracks):
            for _more in range(_MORE_LINES):
                lines.append_entry()


class SpeakerForm(VersionedForm):
    name = fields.line(lazy("Namn"), 120, DataRequired(lazy("Skriv ett namn")))
    title = fields.line(lazy("Titel"), 120, optional=True)
    organization = fields.line(lazy("Organisation"), 160, optional=True)
    email = fields.email(lazy("E-postadress"), optional=True)
    language = SelectField(lazy("Språk i mejlet"), choices=fields.choices(_LANGUAGES), default="sv")
    text = fields.text(lazy("Kort text"), 2000, optional=True, rows=4)
    picture = upload_field(lazy("Bild"), PICTURES, LARGEST_PICTURE)
    picture_alt = fields.line(lazy("Vad bilden visar"), 200, optional=True)
    title_en = fields.line(lazy("Titel på engelska"), 120, optional=True)
    text_en = fields.text(lazy("Kort text på engelska"), 2000, optional=True, rows=4)

    def fill(self, conference: Conference, speaker: Speaker | None) -> None:
        self.version.data = str(conference.version)
        for name in _SPEAKER if speaker else ():
            self[name].data = getattr(speaker, name)

    def to_plan(self) -> SpeakerPlan:
        return SpeakerPlan(**{name: self[name].data or "" for name in _SPEAKER})


class PresentationForm(VersionedForm):
    """A presentation. From when is asked of those that everybody may see."""

    title = fields.line(lazy("Rubrik"), 160, DataRequired(lazy("Skriv en rubrik")))
    item = SelectField(lazy("Programpunkt"), coerce=int, choices=[], default=0)
    file = upload_field(lazy("Fil"), PRESENTATIONS, LARGEST_PRESENTATION)
    visibility = SelectField(lazy("Vem får se den?"), choices=fields.choices(VISIBILITY_WORDS))
    on = LocalDate(lazy("Från och med"), [Optional()])
    at = LocalTime(lazy("Klockan"), [Optional()])

    def offer(self, titles: Mapping[int, str]) -> None:
        """`titles` of the items there are, by number."""
        self.item.choices = fields.choices({0: lazy("Hela konferensen"), **titles})

    def fill(self, conference: Conference, presentation: Presentation | None) -> None:
        self.version.data = str(conference.version)
        if presentation is None:
            self.visibility.data = Visibility.HIDDEN.value
            return
        self.title.data, self.item.data = presentation.title, presentation.item_id or 0
        self.visibility.data = presentation.visibility.value
        if presentation.visible_at is not None:
            local = presentation.visible_at.astimezone(ZoneInfo(conference.zone))
            self.on.data, self.at.data = local.date(), local.time()

    def to_plan(self, conference: Conference) -> PresentationPlan | None:
        """What was written; None after putting a rule's answer at its field."""
        visible_at = None
        if self.on.data is None and self.at.data is not None:
            self.on.errors = [lazy("Skriv vilken dag")]
            return None
        if self.on.data is not None:
            at = self.at.data or time(0, 0)
            try:
                visible_at = local_instant(self.on.data, at.hour, at.minute, conference.zone)
            except Refusal as refusal:
                self.at.errors = [refusal_text(refusal)]
                return None
        return PresentationPlan(
            title=self.title.data or "",
            item_id=self.item.data or None,
            visibility=Visibility(self.visibility.data),
            visible_at=visible_at,
        )


class TellForm(BaseForm):
    """Whom a change is told to, and what the organizer adds."""

    audience = SelectField(lazy("Vem ska få veta?"), choices=fields.choices(AUDIENCE_WORDS))
    message = fields.text(lazy("Eget meddelande"), 2000, optional=True, rows=3)


class SummaryForm(VersionedForm):
    text = fields.text(lazy("Sammanfattning"), 10_000, optional=True, rows=10)
    text_en = fields.text(lazy("Sammanfattning på engelska"), 10_000, optional=True, rows=8)
    person = SelectField(lazy("Person bredvid texten"), coerce=int, choices=[], default=0)
    published = BooleanField(lazy("Visa på konferensens sida"))

    def offer(self, people: Sequence[Speaker]) -> None:
        self.person.choices = fields.choices({0: lazy("Ingen"), **{one.id: one.name for one in people}})

    def fill(self, conference: Conference, summary: Summary | None) -> None:
        self.version.data = str(conference.version)
        if summary is not None:
            self.text.data, self.text_en.data = summary.text, summary.text_en
            self.person.data = summary.speaker_id or 0
            self.published.data = summary.published_at is not None

    def to_plan(self) -> SummaryPlan:
        return SummaryPlan(
            text=self.text.data or "", text_en=self.text_en.data or "",
            speaker_id=self.person.data or None, published=bool(self.published.data),
        )  # fmt: skip


class ConsentForm(BaseForm):
    """What somebody says, or has said to the organizer."""

    name = BooleanField(lazy("Namn, titel och organisation får stå i programmet"))
    more = BooleanField(lazy("Bild och text får visas"))


def _number(text: Any) -> int | None:
    given = text or ""
    return int(given) if given.isdecimal() and len(given) < 10 else None
