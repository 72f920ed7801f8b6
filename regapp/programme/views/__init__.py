"""The programme's public pages, and the page of somebody who takes part."""

from flask import Blueprint

blueprint = Blueprint("programme", __name__)

from regapp.programme.views import public, speaker  # noqa: E402, F401 - they use the blueprint
