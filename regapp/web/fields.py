"""Fields that clean what they are given and say in words what is wrong with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import Field, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.form import BaseForm as WtForm
from wtforms.validators import Length, Optional, StopValidation, ValidationError

from regapp.web.forms import Line, line_filter, text_filter
from regapp.web.i18n import lazy


def choices(words: Mapping[Any, Any]) -> list[Any]:
    """Value and words of each choice, as WTForms wants them from 3.3 on."""
    return [SelectChoice(value=value, label=label) for value, label in words.items()]


def stand_after(field: Any, made: Iterable[Any]) -> None:
    """Declarations made later than `field` that stand right after it on the page.

    A form tells its fields, and so its errors, in the order in which they were declared.
    """
    later = list(made)
    for number, one in enumerate(later, start=1):
        one.creation_counter = field.creation_counter + number / (len(later) + 1)


class Within(Length):
    """At most `limit` characters, said in the same words everywhere; also in the HTML."""

    def __init__(self, limit: int) -> None:
        super().__init__(max=limit, message=str(limit))
        self.limit = limit

    def __call__(self, form: WtForm, field: Field) -> None:
        if field.data and len(field.data) > self.limit:
            # Once is enough: the same text is not also no address.
            raise StopValidation(
                lazy("Skriv högst %(limit)s tecken i ”%(label)s”. Du har skrivit %(count)s.")
                % {"limit": self.limit, "label": field.label.text, "count": len(field.data)}
            )


class EmailAddress:
    """One plain address. No look-up in the network; empty is somebody else's question."""

    field_flags = {"inputmode": "email", "spellcheck": "false"}  # noqa: RUF012 - WTForms reads it

    def __call__(self, form: WtForm, field: Field) -> None:
        if not field.data:
            return
        if "@" not in field.data:
            raise ValidationError(lazy("E-postadressen saknar @. Skriv den så här: namn@exempel.se"))
        if field.data.count("@") > 1:
            raise ValidationError(lazy("Skriv bara en e-postadress, till exempel namn@exempel.se"))
        if " " in field.data:
            raise ValidationError(lazy("E-postadressen har ett mellanslag. Ta bort det."))
        try:
            found = validate_email(field.data, check_deliverability=False, strict=True)
        except EmailNotValidError as error:
            raise ValidationError(
                lazy("E-postadressen går inte att använda. Skriv den så här: namn@exempel.se")
            ) from error
        made(field, found.normalized)


def made(field: Field, text: str) -> None:
    """Go on with `text` made of what was typed; a line that is shown again stays as it was typed."""
    if isinstance(field, Line):
        field.make(text)
    else:
        field.data = text


def line(label: Any, limit: int, *validators: Any, optional: bool = False, **render: Any) -> Line:
    """A text field of one line."""
    rules = [*([Optional()] if optional else []), *validators, Within(limit)]
    return Line(label, rules, filters=[line_filter], render_kw=render or None)


def email(label: Any, *validators: Any, optional: bool = False, **render: Any) -> Line:
    rules = [*([Optional()] if optional else []), *validators, Within(254), EmailAddress()]
    return Line(label, rules, filters=[line_filter], render_kw={"type": "email"} | render)


def text(label: Any, limit: int, *validators: Any, optional: bool = False, **render: Any) -> TextAreaField:
    """A text field of several lines."""
    rules = [*([Optional()] if optional else []), *validators, Within(limit)]
    return TextAreaField(label, rules, filters=[text_filter], render_kw={"rows": 3} | render)
