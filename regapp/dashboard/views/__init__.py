"""The organizers' pages."""

from flask import Blueprint

blueprint = Blueprint("dashboard", __name__, url_prefix="/arrangor")

from regapp.dashboard.invoicing.views import blueprint as invoicing  # noqa: E402
from regapp.dashboard.views import editing, exporting, overview, participant, participants  # noqa: E402, F401

blueprints = (blueprint, invoicing)
