"""The link that shows a draft to whoever has it: made, and closed."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from regapp.conferences.commands.preview import close_preview, open_preview
from regapp.conferences.guards import conference_access, granted, viewer
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.dashboard.creating.steps import step_url
from regapp.dashboard.creating.views import blueprint
from regapp.dashboard.scope import Scope
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm

_AT = "/konferens/<int:conference_id>/forhandsvisning"


@blueprint.post(_AT)
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def open_link(conference: Conference) -> Response:
    return _act(conference, open_preview)


@blueprint.post(f"{_AT}/stang")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def close_link(conference: Conference) -> Response:
    return _act(conference, close_preview)


def _act(conference: Conference, command: Callable[..., Any]) -> Response:
    if not ButtonForm(request.form).validate():
        abort(400)
    scope = Scope([conference], granted())
    back = step_url(scope, "granska")
    try:
        with transaction() as rows:
            command(rows, get_conference(rows, conference.id), by=viewer().by, now=now())
    except Refusal:
        abort(404)
    return redirect(back, 303)
