"""Turning a conference the way an organizer does: fill in, look, and confirm what was looked at."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.forms import Values, resubmit, submit


def look(client: FlaskClient, conference_id: int, slug: str, values: Values | None = None) -> TestResponse:
    """The preview; nothing is done."""
    written = {"reason": "Smittläget.", **(values or {}), "do": "look"}
    return submit(client, _path(conference_id, slug), written)


def confirm(client: FlaskClient, conference_id: int, slug: str, preview: TestResponse) -> TestResponse:
    return resubmit(client, _path(conference_id, slug), preview, {"do": "send"})


def turn(client: FlaskClient, conference_id: int, slug: str, values: Values | None = None) -> TestResponse:
    """Both, one after the other."""
    return confirm(client, conference_id, slug, look(client, conference_id, slug, values))


def _path(conference_id: int, slug: str) -> str:
    return f"/arrangor/konferens/{conference_id}/lage/{slug}"
