"""The shapes of what participants send."""

from regapp.registrations.forms.sign_up import LinkForm, SignUpForm

__all__ = ["LinkForm", "SignUpForm"]
