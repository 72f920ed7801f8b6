"""The shapes of what stands around a programme's items."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField
from wtforms.validators import DataRequired

from regapp.conferences.models import Conference
from regapp.dashboard.versioned import VersionedForm
from regapp.files.forms import upload_field
from regapp.files.rules import LARGEST_PICTURE, PICTURES
from regapp.programme.commands.desk import Named
from regapp.programme.commands.speakers import SpeakerPlan
from regapp.programme.models import Room, Speaker, Track
from regapp.web import fields
from regapp.web.forms import BaseForm, FormMeta
from regapp.web.i18n import lazy

_MORE_LINES = 3
_MOST = 40
_SPEAKER = ("name", "title", "title_en", "organization", "email", "text", "text_en", "picture_alt")


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


class ConsentForm(BaseForm):
    """What somebody says, or has said to the organizer."""

    name = BooleanField(lazy("Namn, titel och organisation får stå i programmet"))
    more = BooleanField(lazy("Bild och text får visas"))


def _number(text: Any) -> int | None:
    given = text or ""
    return int(given) if given.isdecimal() and len(given) < 10 else None
