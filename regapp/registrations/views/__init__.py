"""Pages of the sign-up and of what came out of it."""

from flask import Blueprint

blueprint = Blueprint("registrations", __name__)

from regapp.registrations.views import (  # noqa: E402, F401 - they use the blueprint
    calendar_address,
    change,
    consents,
    link,
    listed,
    mine,
    moving,
    offers,
    own_data,
    paying,
    presentations,
    resend,
    sign_up,
    swap,
)
