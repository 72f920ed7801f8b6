"""The door's pages, each at the members' address and at the helpers'."""

from flask import Blueprint

blueprint = Blueprint("checkin", __name__)

from regapp.checkin.views import door, joining, letting_in, pin, sync, worker  # noqa: E402, F401 - they use the blueprint

blueprints = (blueprint,)
