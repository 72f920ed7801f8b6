"""A link that was mailed anew: looking changes nothing, the first button makes the old one dead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, request

from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.holding import hold_link
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


@contextmanager
def acting(token: str, registration_id: int) -> Iterator[Any]:
    """The transaction of whoever holds a link; 404 if the link died while the request was under way."""
    try:
        with transaction() as rows:
            hold_link(rows, registration_id, token)
            yield rows
    except Refusal as refusal:
        if refusal.code == "link_dead":
            abort(404)
        raise
