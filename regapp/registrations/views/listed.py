"""`/a/<token>/deltagarlista`: who said that they may be listed, for those who come; leaving it any time."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from regapp.conferences.models import Conference
from regapp.database.session import session
from regapp.registrations.commands.listed import set_listed
from regapp.registrations.listing import list_listed
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import Opened, list_conferences_of, open_link
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _


@blueprint.get("/a/<token>/deltagarlista")
@access(Access.TOKEN)
def listed(token: str) -> str:
    """The list of the conference that the link's people come to; printed from the browser."""
    opened, conference, mine = _open(token)
    return render_template(
        "registrations/listed.html", token=token, opened=opened, conference=conference, mine=mine,
        people=list_listed(session(), conference.id),
    )  # fmt: skip


@blueprint.post("/a/<token>/deltagarlista")
@access(Access.TOKEN)
def change_listed(token: str) -> Any:
    if not ButtonForm(request.form).validate():
        abort(400)
    opened, conference, mine = _open(token)
    wanted = request.form.get("deltagare", type=int)
    person = next((one for one in mine if one.id == wanted), None) or abort(404)
    show = request.form.get("visa") == "1"
    with acting(token, opened.registration.id) as rows:
        set_listed(rows, person.id, show=show, now=now())
    flash(_("Du står i listan.") if show else _("Du står inte i listan."))
    return redirect(url_for(".listed", token=token, plats=conference.id), 303)


def _open(token: str) -> tuple[Opened, Conference, list[Participant]]:
    """The link, the conference asked for or the only one, and those of the link who come there."""
    opened = open_link(session(), token) or abort(404)
    coming = [one for one in opened.participants if one.status is Status.CONFIRMED]
    held = {number: one for number, one in list_conferences_of(session(), coming).items() if one.shows_list}
    place = request.args.get("plats", type=int)
    conference = held.get(place) if place else next(iter(held.values()), None)
    if conference is None:
        abort(404)
    return opened, conference, [one for one in coming if one.conference_id == conference.id]
