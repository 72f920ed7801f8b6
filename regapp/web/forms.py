"""The base of every form: CSRF kept as long as the session, cleaned text, error summary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import session
from wtforms import BooleanField, Field, FieldList, Form, FormField, SelectFieldBase, StringField
from wtforms.csrf.session import SessionCSRF
from wtforms.meta import DefaultMeta

from regapp.kernel.refusal import Refusal
from regapp.kernel.text import clean_line, clean_text
from regapp.web import blanks
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text
from regapp.web.state import config


@dataclass(frozen=True)
class FieldError:
    """One line of the error summary: where it leads, what it says."""

    field_id: str
    message: str


class Line(StringField):
    """One line of text. What a check made of it is its `data`; what is shown again stays as typed."""

    _typed: str | None = None
    _made: str | None = None

    @property
    def typed(self) -> str | None:
        """As typed, unless something else was put into the field since."""
        return self._typed if self._made is not None and self.data == self._made else self.data

    def make(self, made: str) -> None:
        """Go on with this form of what was typed."""
        self._typed, self._made, self.data = self.typed, made, made

    def _value(self) -> str:
        return self.typed or ""


class FormMeta(DefaultMeta):
    """What every form shares."""

    csrf = True
    csrf_class = SessionCSRF
    # As long as the session: the usual half hour is too short for a form that waits while
    # somebody asks the finance department.
    csrf_time_limit = None

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
        return blanks.bound(form, self, unbound_field, options)

    # Settings that live with the request.
    @property
    def csrf_secret(self) -> bytes:  # type: ignore[override]  # asked for anew each time
        return config().secret_key.encode()

    @property
    def csrf_context(self) -> Any:  # type: ignore[override]  # asked for anew each time
        return session

    @property
    def locales(self) -> tuple[str]:  # type: ignore[override]  # asked for anew each time
        return (language(),)


class BaseForm(Form):
    """A form with CSRF. `forged()` tells a missing or wrong token from typing mistakes."""

    Meta = FormMeta

    def forged(self) -> bool:
        """Whether the CSRF token was missing, wrong or from another session."""
        return bool(self._fields["csrf_token"].errors) if "csrf_token" in self._fields else False

    def leaves(self) -> Iterator[Field]:
        """Every field that somebody fills in, inside lists and forms within the form too."""
        return (field for _where, field in _leaves(self))

    def forget_errors(self) -> None:
        """Show the form without reproach: it was refilled, not sent."""
        self.form_errors.clear()
        for _where, field in _leaves(self):
            field.errors = []

    def untouched(self) -> None:
        """Back to what was typed, as if nothing had been checked."""
        for field in self.leaves():
            if isinstance(field, Line):
                field.data = field.typed

    def typed(self) -> list[tuple[str, str]]:
        """What somebody typed, chose and ticked, as (label, text) in the order of the fields."""
        told = ((f"{where}{field.label.text}", _as_text(field)) for where, field in _leaves(self))
        return [(label, text) for label, text in told if text]

    def refuse(self, refusal: Refusal) -> None:
        """Put a rule's answer at its field, or on top of the form when it has none."""
        text = str(refusal_text(refusal))
        name = refusal.field or ""
        field = self._fields.get(name) or next(
            (one for _where, one in _leaves(self) if one.name == name), None
        )
        if field is None:
            self.form_errors.append(text)
        else:
            field.errors = [*field.errors, text]

    def error_summary(self) -> list[FieldError]:
        """Every error in the order of the fields; the same words as at the field.

        Where there are several people or days the line begins with whose it is. A form from before
        somebody signed in anew says so first: sent once more, as it stands, it is right.
        """
        on_top = [str(text) for text in self.form_errors]
        stale = _("Sidan hade legat öppen länge. Kontrollera och skicka igen.")
        if self.forged() and stale not in on_top:
            on_top.insert(0, stale)
        found = [FieldError("formular", text) for text in on_top]
        for where, field in _leaves(self):
            found.extend(FieldError(field.id, f"{where}{text}") for text in field.errors)
        return found


def _leaves(fields: Iterable[Field], where: str = "") -> Iterator[tuple[str, Field]]:
    """Every field that somebody fills in, inside lists and forms within the form too.

    With each comes where it is: "Deltagare 2: " inside a list of several, else nothing.
    """
    for field in fields:
        if isinstance(field, FieldList):
            several = len(field.entries) > 1
            for number, entry in enumerate(field.entries, start=1):
                yield from _leaves([entry], f"{field.label.text} {number}: " if several else where)
        elif isinstance(field, FormField):
            yield from _leaves(field.form, where)
        elif not field.name.endswith("csrf_token"):
            yield where, field


def _as_text(field: Field) -> str:
    """What a field holds, in the words of the page; nothing where nobody wrote or chose."""
    if field.type in {"HiddenField", "CSRFTokenField"}:
        return ""
    if isinstance(field, BooleanField):
        return str(_("Ja")) if field.data else ""
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(label) for _value, label, chosen, _more in field.iter_choices() if chosen)
    text = field.typed if isinstance(field, Line) else field.data
    return text if isinstance(text, str) else ""


def line_filter(value: str | None) -> str | None:
    """WTForms filter: one clean line. See `regapp.kernel.text.clean_line`."""
    return clean_line(value) if value else value


def text_filter(value: str | None) -> str | None:
    """WTForms filter: clean text of several lines."""
    return clean_text(value) if value else value
