"""What a conference may ask of each participant beyond name and address: one part for each kind.

A part is a value made from a conference's rows. It puts fields into every participant's form,
checks what belongs together, and says what the answers mean for `NewParticipant`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from wtforms import FieldList, FormField

from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import NewParticipant
from regapp.registrations.forms.person import PersonForm
from regapp.registrations.forms.sign_up import PEOPLE, READ_AT_MOST, SignUpForm
from regapp.web.fields import stand_after


class Part(Protocol):
    """One part of each participant's form. Frozen and hashable: equal parts share a form class."""

    @property
    def template(self) -> str:
        """Drawn inside the participant's fieldset, with `part` and `person`."""

    def fields(self) -> Mapping[str, Any]:
        """Unbound WTForms fields by name; names begin with the kind of the part."""

    def check(self, person: Any) -> None:
        """Put an error at each field whose answer does not go with the others."""

    def read(self, person: Any) -> Mapping[str, Any]:
        """What was answered, as keyword values of `NewParticipant`."""


@runtime_checkable
class StandingPart(Part, Protocol):
    """A part that may have its answer beforehand."""

    @property
    def stands_unasked(self) -> bool:
        """Whether a form that had not drawn it may be taken in with that answer."""


@runtime_checkable
class SeatedPart(Part, Protocol):
    """A part some of whose choices have seats or a last day of their own."""

    @property
    def pool_ids(self) -> tuple[int, ...]:
        """The pools of its choices."""

    def as_it_stands(self, free: Mapping[int, int], at: datetime) -> Part:
        """The same part with what is full or closed at `at`. `free`: seats left by pool."""


@runtime_checkable
class ChangeablePart(Part, Protocol):
    """A part that those who are signed up change later."""

    def for_change(self, kept: NewParticipant) -> Part:
        """The same part for somebody who answered `kept`."""

    def fill(self, person: Any, kept: NewParticipant) -> None:
        """Show what is kept."""


@runtime_checkable
class FormPart(Part, Protocol):
    """A part that asks something once, for everybody on the form."""

    def form_fields(self) -> Mapping[str, Any]:
        """Unbound WTForms fields of the whole form by name; none is fine."""


class RefusingPart(Part, Protocol):
    """A part that knows where a command's refusal belongs. The form asks each that has `refuse`."""

    def refuse(self, person: Any, refusal: Refusal) -> bool:
        """Put it beside what this person answered; whether it belonged there."""


@lru_cache(maxsize=64)
def person_form(parts: tuple[Part, ...]) -> type[PersonForm]:
    """The participant's form with these parts in it."""
    if not parts:
        return PersonForm
    asked = {name: field for part in parts for name, field in part.fields().items()}
    stand_after(PersonForm.title, asked.values())
    return type("AskingPersonForm", (PersonForm,), {**asked, "parts": parts})


@lru_cache(maxsize=64)
def sign_up_form(parts: tuple[Part, ...]) -> type[SignUpForm]:
    """The sign-up form of a conference that asks this."""
    if not parts:
        return SignUpForm
    people = FieldList(FormField(person_form(parts)), PEOPLE, min_entries=1, max_entries=READ_AT_MOST)
    once = {
        name: field
        for part in parts
        if isinstance(part, FormPart)
        for name, field in part.form_fields().items()
    }
    stand_after(SignUpForm.place, [people, *once.values()])
    asked = frozenset([*once, *(name for part in parts for name in part.fields())])
    return type("AskingSignUpForm", (SignUpForm,), {"participants": people, "asked": asked, **once})
