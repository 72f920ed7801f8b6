"""`/kok/<token>`: the numbers for the kitchen, without an account and without a name."""

from typing import Any

from flask import Blueprint, abort, render_template

from regapp.catering.files import kitchen_file
from regapp.catering.queries import Kitchen, list_kitchens, open_kitchen
from regapp.catering.shown import shown
from regapp.conferences.queries import get_conference
from regapp.database.session import session
from regapp.web.access import Access, access
from regapp.web.clock import now

blueprint = Blueprint("catering", __name__)


@blueprint.get("/kok/<token>")
@access(Access.TOKEN)
def show(token: str) -> str:
    kitchen = _kitchen(token)
    return render_template(
        "catering/show.html", conference=kitchen.conference, token=token, **shown([kitchen])
    )


@blueprint.get("/kok/<token>/antal.<any(csv,xlsx,pdf):form>")
@access(Access.TOKEN)
def download(token: str, form: str) -> Any:
    return kitchen_file([_kitchen(token)], form, "antal-till-koket", now=now())


def _kitchen(token: str) -> Kitchen:
    """A link that was taken back, or whose numbers are deleted, opens nothing."""
    conference_id = open_kitchen(session(), token) or abort(404)
    (kitchen,) = list_kitchens(session(), [get_conference(session(), conference_id)])
    return kitchen
