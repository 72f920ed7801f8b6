"""The participant's own calendar: whose it is on the page of a link, and a new address for it."""

from typing import Any

from flask import abort, redirect, request, url_for

from regapp.database.session import session
from regapp.registrations.commands.calendar_address import renew_calendar
from regapp.registrations.models import Participant
from regapp.registrations.queries import Opened, open_link
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _


def calendar_owner(opened: Opened) -> Participant | None:
    """Whose link this is, if they take part themselves: nobody else is shown their calendar."""
    if opened.is_booker:
        return next((person for person in opened.participants if person.is_booker), None)
    return next(iter(opened.participants), None)


@blueprint.post("/a/<token>/kalenderadress")
@access(Access.TOKEN)
def renew_address(token: str) -> Any:
    """Whoever has the old address sees nothing more."""
    opened = open_link(session(), token) or abort(404)
    owner = calendar_owner(opened) or abort(404)
    if not ButtonForm(request.form).validate():
        abort(400, description=_("Sidan hade legat öppen länge. Ladda om den och försök igen."))
    with acting(token, opened.registration.id) as rows:
        renew_calendar(rows, owner, now=now())
    return redirect(url_for(".show", token=token, kalender="ny", _anchor="kalender"), 303)
