"""`/personuppgifter`: who answers for what is kept, why, and until when."""

from typing import Any

from flask import Blueprint, abort, render_template

from regapp.conferences.rules import sorting_day
from regapp.database.session import session
from regapp.privacy.queries import find_responsible, list_responsible, list_taking_part, owns_public_series
from regapp.privacy.rules import shared
from regapp.web.access import Access, access

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/personuppgifter")
@access(Access.PUBLIC)
def index() -> str:
    return render_template("privacy/index.html", organizers=list_responsible(session()))


@blueprint.get("/personuppgifter/<slug:organizer>")
@access(Access.PUBLIC)
def show(organizer: str) -> Any:
    """404 for one without public conferences or series: there is nothing to tell yet."""
    found = find_responsible(session(), organizer) or abort(404)
    conferences = sorted(list_taking_part(session(), found.id), key=sorting_day)
    if not conferences and not owns_public_series(session(), found.id):
        abort(404)
    return render_template(
        "privacy/show.html",
        organizer=found,
        controller=found.host or found,
        rows=[shared(one, found) for one in conferences],
    )
