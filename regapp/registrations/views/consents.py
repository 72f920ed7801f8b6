"""A yes to a higher fee, by POST only; a no is an ordinary cancellation, and costs nothing."""

from typing import Any

from flask import redirect, request, url_for

from regapp.database.session import session
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.consents import accept_fee
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.registrations.views.mine import by_conference, check_button, open_or_404, show_page
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.refusals import refusal_text


@blueprint.post("/a/<token>/avgift")
@access(Access.TOKEN)
def accept_higher_fee(token: str) -> Any:
    """For those named; for all of the link who are asked when none is."""
    opened = open_or_404(token)
    check_button()
    named = request.form.getlist("deltagare", type=int)
    people = [one for one in opened.participants if not named or one.id in named]
    try:
        with acting(token, opened.registration.id) as rows:
            for conference, ids in by_conference(opened, people):
                accept_fee(rows, opened.registration, conference, ids, now=now())
    except Refusal as refusal:
        session().expire_all()
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), 409
    return redirect(url_for(".show", token=token, avgift=1), 303)
