"""Changing one's own part: the sign-up's fields for one participant, as far as they are not frozen."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, ClassVar

from wtforms import FormField, HiddenField

from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import NewParticipant
from regapp.registrations.commands.change import Asked
from regapp.registrations.forms.choosing import AttendancePart, DaysPart, SeminarsPart
from regapp.registrations.forms.fees import FeePart
from regapp.registrations.forms.parts import ChangeablePart, Part, person_form
from regapp.registrations.forms.questions import QuestionsPart
from regapp.registrations.models import Frozen
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy

FIELDS = {
    Frozen.KITCHEN: ("diet", "allergies", "food_note", "named_to_kitchen"),
    Frozen.REST: ("given_name", "family_name", "email", "organization", "title", "access_needs", "listed"),
}
_KITCHENS = (AttendancePart, DaysPart)


def asked_by(parts: Collection[Part]) -> Asked:
    """What these parts ask, for the command."""
    questions = (part.questions for part in parts if isinstance(part, QuestionsPart))
    names = {"attendance" for part in parts if isinstance(part, AttendancePart)}
    names |= {"choices" for part in parts if isinstance(part, SeminarsPart)}
    for part in parts:
        if isinstance(part, DaysPart):
            names |= {name for name in ("days", "meals") if getattr(part, name)}
    return Asked(
        tuple(one.id for some in questions for one in some),
        any(isinstance(part, FeePart) for part in parts),
        frozenset(names),
    )


def frozen_with(part: Part) -> Frozen:
    """What a part freezes together with: what the kitchen counts, or the rest."""
    return Frozen.KITCHEN if isinstance(part, _KITCHENS) else Frozen.REST


class ChangeForm(BaseForm):
    """Made by `change_form`: `person` holds the fields, `parts` what the conference asks.

    seen   the digest of what was kept when it was drawn
    drawn  which parts it shows: the others are frozen
    """

    seen = HiddenField(filters=[line_filter])
    drawn = HiddenField(filters=[line_filter])
    person: Any
    parts: ClassVar[tuple[Part, ...]] = ()

    def show(self, drawn: Collection[Frozen]) -> None:
        """Leave out what is frozen."""
        self.drawn.data = " ".join(sorted(part.value for part in drawn))
        for part, names in FIELDS.items():
            for name in names:
                if part not in drawn:
                    del self.person.form[name]

    @property
    def shown(self) -> frozenset[Frozen]:
        """What the sent form had drawn."""
        words = (self.drawn.data or "").split()
        return frozenset(part for part in Frozen if part.value in words)

    @property
    def asked(self) -> Asked:
        return asked_by(self.parts)

    def refuse(self, refusal: Refusal) -> None:
        """Beside the answer that it is about, if a part knows it."""
        person = self.person.form
        if not any(part.refuse(person, refusal) for part in self.parts if hasattr(part, "refuse")):
            super().refuse(refusal)

    def fill(self, kept: NewParticipant, *, seen: str) -> None:
        """Show what is kept."""
        person, self.seen.data = self.person.form, seen
        for name in (*FIELDS[Frozen.KITCHEN], *FIELDS[Frozen.REST]):
            if name in person:
                value = getattr(kept, name)
                person[name].data = list(value) if isinstance(value, tuple) else value
        for part in self.parts:
            if isinstance(part, ChangeablePart):
                part.fill(person, kept)

    def needs_address(self) -> None:
        """Whoever would lose their letters and links without one."""
        person = self.person.form
        if "email" in person and not person.email.data and not person.email.errors:
            person.email.errors = [lazy("Skriv din e-postadress")]


@lru_cache(maxsize=64)
def change_form(parts: tuple[Part, ...]) -> type[ChangeForm]:
    """The form of a participant whose conference lets them change these parts."""
    person = FormField(person_form(parts))
    return type("PartsChangeForm", (ChangeForm,), {"person": person, "parts": parts})
