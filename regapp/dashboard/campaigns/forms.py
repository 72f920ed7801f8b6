"""The form of a mailing: whom it is for and what it says; and that of when it goes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from regapp.campaigns.models import Campaign
from regapp.campaigns.rules import MOST_SELECTED, Audience
from regapp.dashboard.campaigns.offered import CAME_WORDS, STATUS_WORDS, Offered
from regapp.dashboard.day_form import LocalDate, LocalTime, instant_of
from regapp.dashboard.versioned import VersionedForm
from regapp.kernel.refusal import Refusal
from regapp.registrations.forms.person import Ticks
from regapp.registrations.models import Attendance, Status
from regapp.registrations.standard import COMMON
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import _, lazy
from regapp.web.refusals import refusal_text
from regapp.wording.rules import check_placeholders

_TEXTS = ("subject", "body", "subject_en", "body_en")
_SUBJECT, _BODY = 160, 8000
_ANY = {"": lazy("Alla")}
_GONE = lazy("Finns inte längre")
_NOT_THERE = lazy("Valet finns inte längre. Välj ett annat.")


class Choice(SelectField):
    """One of what there is, or nothing. What was chosen and is gone since stays chosen until somebody
    sees it: without it the mailing would be for everybody."""

    gone = ""

    def pre_validate(self, form: Any) -> None:
        if self.gone or self.data not in {value for value, *_more in self.iter_choices()}:
            raise ValidationError(_NOT_THERE)


class MailingForm(VersionedForm):
    """Whom a mailing is for and what it says."""

    # Picked out one by one in the list of participants.
    ids = HiddenField()
    statuses = Ticks(lazy("Status"), choices=fields.choices(STATUS_WORDS), default=[Status.CONFIRMED.value])
    places = Ticks(lazy("Orter"))
    attendance = Choice(lazy("Deltagande"), default="")
    choice = Choice(lazy("Val"), default="")
    answer = Choice(lazy("Svar på en fråga"), default="")
    came = Choice(lazy("Incheckning"), choices=fields.choices(CAME_WORDS), default="")
    lacks_reference = BooleanField(lazy("Bara de som saknar fakturareferens"))
    subject = fields.line(lazy("Ämne"), _SUBJECT, DataRequired(lazy("Skriv ett ämne")))
    body = fields.text(lazy("Text"), _BODY, DataRequired(lazy("Skriv en text")), rows=12)
    subject_en = fields.line(lazy("Ämne på engelska"), _SUBJECT, optional=True)
    body_en = fields.text(lazy("Text på engelska"), _BODY, optional=True, rows=12)

    def offer(self, offered: Offered, kept: Mapping[str, str] | None = None) -> None:
        """What recipients can be told apart by; a select with nothing to choose is not there.

        kept  what is chosen, by name, where nothing was sent yet
        """
        selects = (
            ("attendance", offered.attendance),
            ("choice", offered.choices),
            ("answer", offered.answers),
        )
        for name, words in selects:
            field: Any = self[name]
            value = field.data or (kept or {}).get(name, "")
            field.gone = value if value not in words else ""
            if words or field.gone:
                field.choices = fields.choices(_ANY | words | ({value: _GONE} if field.gone else {}))
            else:
                del self[name]
        if offered.places:
            self.places.choices = fields.choices(offered.places)
        else:
            del self.places

    def fill(self, campaign: Campaign) -> None:
        """Show what is kept. Loaded: places."""
        self.version.data = str(campaign.version)
        self.fill_audience(Audience.of(campaign.audience), campaign.conference_ids)
        for name in _TEXTS:
            self[name].data = getattr(campaign, name)

    def fill_audience(self, audience: Audience, conference_ids: Sequence[int]) -> None:
        self.ids.data = ",".join(map(str, audience.ids or ()))
        self.statuses.data = [status.value for status in audience.statuses]
        self.lacks_reference.data = audience.lacks_reference
        shown = chosen_in(audience) | {
            "places": [str(number) for number in conference_ids],
            "came": {True: "ja", False: "nej", None: ""}[audience.came],
        }
        for name, value in shown.items():
            if name in self:
                self[name].data = value

    def check(self) -> bool:
        """Whether somebody is chosen and every placeholder exists; what is wrong is said at its field."""
        if not self.statuses.data:
            self.statuses.errors = [_("Välj minst en status")]
        if "places" in self and not self.places.data:
            self.places.errors = [_("Välj minst en ort")]
        for name in _TEXTS:
            try:
                check_placeholders(self[name].data or "", COMMON)
            except Refusal as refusal:
                self[name].errors = [*self[name].errors, refusal_text(refusal)]
        return not self.error_summary()

    def texts(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in _TEXTS}

    def audience(self) -> Audience:
        attendance = self._chosen("attendance")
        return Audience(
            statuses=tuple(Status(value) for value in self.statuses.data or ()),
            attendance=Attendance(attendance) if attendance else None,
            choice=self._chosen("choice"),
            answer=self._chosen("answer"),
            lacks_reference=bool(self.lacks_reference.data),
            came={"ja": True, "nej": False}.get(self.came.data or ""),
            ids=read_ids((self.ids.data or "").split(",")),
        )

    def chosen_places(self, within: Sequence[int]) -> list[int]:
        """Those of the conferences that it is for."""
        if "places" not in self:
            return list(within)
        return [number for number in within if str(number) in (self.places.data or ())]

    def _chosen(self, name: str) -> str:
        return (self[name].data or "") if name in self else ""


class WhenForm(BaseForm):
    """When a mailing goes, in the conference's own time."""

    day = LocalDate(lazy("Dag"), [InputRequired(lazy("Skriv vilken dag det ska gå"))])
    at = LocalTime(lazy("Klockslag"), [InputRequired(lazy("Skriv klockslaget så här: 09.00"))])
    version = HiddenField()

    def instant(self, zone: str) -> datetime | None:
        """None after putting what is wrong at its field."""
        if self.at.data is None:
            return None
        return instant_of(self.day, self.at.data, zone)


def chosen_in(audience: Audience) -> dict[str, Any]:
    """What stands in the selects that differ from one conference to another."""
    attendance = audience.attendance.value if audience.attendance else ""
    return {"attendance": attendance, "choice": audience.choice, "answer": audience.answer}


def read_ids(texts: Collection[str]) -> tuple[int, ...] | None:
    """Ids as a form or an address carries them; None where there are none. Refuses too_many_selected."""
    found = {int(text) for text in texts if text.isdecimal() and text.isascii() and len(text) < 10}
    if len(found) > MOST_SELECTED:
        raise Refusal("too_many_selected", most=MOST_SELECTED)
    return tuple(sorted(found)) or None
