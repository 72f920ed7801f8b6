"""A link that was mailed anew: looking changes nothing, the first button makes the old one dead."""

from flask import request

from regapp.database.session import session, transaction
from regapp.registrations.commands.link import use_link
from regapp.registrations.queries import is_renewed
from regapp.registrations.views import blueprint
from regapp.web.clock import now


@blueprint.before_request
def settle_link() -> None:
    """Before whatever the post does."""
    token = (request.view_args or {}).get("token")
    if request.method == "POST" and token and is_renewed(session(), token):
        with transaction() as rows:
            use_link(rows, token, now=now())
