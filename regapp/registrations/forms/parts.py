"""What a conference may ask of each participant beyond name and address: one part for each kind.

A part is a value made from a conference's rows. It puts fields into every participant's form,
checks what belongs together, and says what the answers mean for `NewParticipant`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from wtforms import FieldList, FormField

from regapp.registrations.forms.person import PersonForm
from regapp.registrations.forms.sign_up import PEOPLE, READ_AT_MOST, SignUpForm


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


@lru_cache(maxsize=64)
def person_form(parts: tuple[Part, ...]) -> type[PersonForm]:
    """The participant's form with these parts in it."""
    if not parts:
        return PersonForm
    asked = {name: field for part in parts for name, field in part.fields().items()}
    return type("AskingPersonForm", (PersonForm,), {**asked, "parts": parts})


@lru_cache(maxsize=64)
def sign_up_form(parts: tuple[Part, ...]) -> type[SignUpForm]:
    """The sign-up form of a conference that asks this."""
    if not parts:
        return SignUpForm
    people = FieldList(FormField(person_form(parts)), PEOPLE, min_entries=1, max_entries=READ_AT_MOST)
    return type("AskingSignUpForm", (SignUpForm,), {"participants": people})
