"""The forms of signing in. Passwords are never shown again, and never cleaned or cut."""

from typing import Any

from wtforms import HiddenField, PasswordField
from wtforms.form import BaseForm as WtForm
from wtforms.validators import InputRequired, ValidationError

from regapp.web.fields import email
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy

_WRITE_EMAIL = lazy("Skriv din e-postadress.")


class SignInForm(BaseForm):
    email = email(lazy("E-post"), InputRequired(_WRITE_EMAIL), autocomplete="username")
    password = PasswordField(
        lazy("Lösenord"),
        [InputRequired(lazy("Skriv ditt lösenord."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ForgottenForm(BaseForm):
    """Asks for a letter with a link to a new password."""

    email = email(lazy("E-post"), InputRequired(_WRITE_EMAIL), autocomplete="username")


def _same_as_new(form: WtForm, field: Any) -> None:
    if field.data != form["new"].data:
        raise ValidationError(lazy("Lösenorden är inte lika. Skriv samma lösenord i båda fälten."))


class NewPasswordForm(BaseForm):
    """A new password, twice, since nobody sees what they type."""

    new = PasswordField(
        lazy("Nytt lösenord"),
        [InputRequired(lazy("Skriv ett nytt lösenord."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy("Nytt lösenord igen"),
        [InputRequired(lazy("Skriv det nya lösenordet en gång till.")), _same_as_new],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """As above, for somebody signed in with a password of their own: an unattended browser
    must not be enough."""

    current = PasswordField(
        lazy("Nuvarande lösenord"),
        [InputRequired(lazy("Skriv ditt nuvarande lösenord."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class FirstPasswordForm(NewPasswordForm):
    """Right after a single-use password, which was asked for a moment ago."""

    next = HiddenField()
