"""The shapes of what participants send."""

from regapp.registrations.forms.parts import sign_up_form
from regapp.registrations.forms.sign_up import LinkForm, SignUpForm, drawn_at

__all__ = ["LinkForm", "SignUpForm", "drawn_at", "sign_up_form"]
