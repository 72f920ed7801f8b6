"""`/personuppgifter`: who answers for what is kept, why, and until when."""

from typing import Any

from flask import Blueprint, abort, render_template

from regapp.database.session import session
from regapp.privacy.queries import find_responsible, list_owned, list_responsible
from regapp.privacy.rules import needs_deleted_on
from regapp.web.access import Access, access

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/personuppgifter")
@access(Access.PUBLIC)
def index() -> str:
    return render_template("privacy/index.html", organizers=list_responsible(session()))


@blueprint.get("/personuppgifter/<slug:organizer>")
@access(Access.PUBLIC)
def show(organizer: str) -> Any:
    found = find_responsible(session(), organizer) or abort(404)
    conferences = list_owned(session(), found.id)
    return render_template(
        "privacy/show.html",
        organizer=found,
        controller=found.host or found,
        conferences=[(one, needs_deleted_on(one)) for one in conferences],
    )
