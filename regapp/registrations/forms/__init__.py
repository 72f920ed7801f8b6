"""The shapes of what participants send."""

from regapp.registrations.forms.sign_up import LinkForm, SignUpForm, drawn_at

__all__ = ["LinkForm", "SignUpForm", "drawn_at"]
