"""The confirmation once more, for whoever holds a link and got no letter."""

from typing import Any

from flask import redirect, request, url_for

from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.resend import resend_to_holder
from regapp.registrations.queries import list_conferences_of
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.registrations.views.mine import check_button, open_or_404, show_page
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.refusals import refusal_text


@blueprint.post("/a/<token>/skicka-igen")
@access(Access.TOKEN)
def resend(token: str) -> Any:
    """To the address the page names, and to nobody else of the company."""
    opened = open_or_404(token)
    check_button()
    try:
        with acting(token, opened.registration.id) as rows:
            held = list_conferences_of(rows, opened.participants)
            resend_to_holder(
                rows, opened.registration, opened.participants, held, whole=opened.is_booker, now=now()
            )
    except Refusal as refusal:
        status = 429 if refusal.code == "asked_too_often" else 409
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), status
    return redirect(url_for(".show", token=token, ny=request.args.get("ny"), skickat=1), 303)
