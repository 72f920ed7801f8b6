"""Calendars to subscribe to, and the page that makes their addresses."""

from flask import Blueprint

blueprint = Blueprint("feeds", __name__)

from regapp.feeds.views import calendars, personal, subscribe  # noqa: E402, F401 - they use the blueprint
