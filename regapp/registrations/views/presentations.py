"""`/a/<token>/presentation/…`: what whoever was signed up may fetch."""

from typing import Any

from flask import abort

from regapp.conferences.queries import get_conference
from regapp.database.session import session
from regapp.files.serving import file_answer
from regapp.programme.queries import find_presentation
from regapp.programme.rules.people import is_visible_to_participants
from regapp.registrations.models import Status
from regapp.registrations.views import blueprint
from regapp.registrations.views.mine import open_or_404
from regapp.web.access import Access, access
from regapp.web.clock import now


@blueprint.get("/a/<token>/presentation/<int:presentation_id>")
@access(Access.TOKEN)
def own_presentation(token: str, presentation_id: int) -> Any:
    """To those with a place at its conference, once it is out."""
    seats = {one.conference_id for one in open_or_404(token).participants if one.status is Status.CONFIRMED}
    found = find_presentation(session(), presentation_id) if presentation_id < 2**31 else None
    if found is None or found.conference_id not in seats:
        abort(404)
    conference = get_conference(session(), found.conference_id)
    if not is_visible_to_participants(found, conference, now()):
        abort(404)
    return file_answer(found.file, cache="private, no-store")
