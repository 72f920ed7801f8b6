"""`/a/<token>/byt/<id>`: another place instead of the one that was cancelled. GET asks, POST moves."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from regapp.conferences.models import Conference
from regapp.conferences.queries import find_public_conference, list_series_conferences
from regapp.database.session import session
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.swap import swap_participants, who_may_swap
from regapp.registrations.models import Participant
from regapp.registrations.queries import Opened, list_conferences_of
from regapp.registrations.rules import may_take_in
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.registrations.views.mine import check_button, open_or_404, show_page
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.refusals import refusal_text


@blueprint.get("/a/<token>/byt/<int:conference_id>")
@access(Access.TOKEN)
def ask_swap(token: str, conference_id: int) -> Any:
    opened = open_or_404(token)
    target, people = _swapping(opened, conference_id)
    if not people:
        return redirect(url_for(".show", token=token), 303)
    return render_template(
        "registrations/swap.html", opened=opened, token=token, target=target, people=people,
        has_room=may_take_in(target, now()),
    )  # fmt: skip


@blueprint.post("/a/<token>/byt/<int:conference_id>")
@access(Access.TOKEN)
def swap(token: str, conference_id: int) -> Any:
    opened = open_or_404(token)
    check_button()
    target, people = _swapping(opened, conference_id)
    named = request.form.getlist("deltagare", type=int)
    wanted = [one.id for one in people if not named or one.id in named]
    try:
        with acting(token, opened.registration.id) as rows:
            fresh = find_public_conference(rows, target.address.path) or abort(404)
            swap_participants(rows, opened.registration, wanted, fresh, now=now())
    except Refusal as refusal:
        session().expire_all()
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), 409
    return redirect(url_for(".show", token=token, bytt=1), 303)


def _swapping(opened: Opened, conference_id: int) -> tuple[Conference, list[Participant]]:
    """The other place, and who of the link may go there. No place of their series is not found."""
    conferences = list_conferences_of(session(), opened.participants)
    series = {one.series_id for one in conferences.values() if one.series_id is not None}
    places = [one for number in sorted(series) for one in list_series_conferences(session(), number)]
    target = next((one for one in places if one.id == conference_id), None) or abort(404)
    return target, who_may_swap(opened.participants, conferences, target)
