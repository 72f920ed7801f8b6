"""CSRF for posts that carry nothing but a button: a one-field form of the common base."""

from typing import Any

from flask import Flask

from regapp.web.forms import BaseForm


class ButtonForm(BaseForm):
    """A button that changes something. `ButtonForm(request.form).validate()` or 400."""


def csrf_token() -> str:
    """The token for templates that draw a bare form: `{{ csrf_token() }}`."""
    field: Any = ButtonForm()["csrf_token"]
    return str(field.current_token)


def init_csrf(app: Flask) -> None:
    app.jinja_env.globals["csrf_token"] = csrf_token
