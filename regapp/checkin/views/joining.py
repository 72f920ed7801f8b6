"""`/a/<token>/anslut`: whoever takes part from a distance goes to the meeting, and has come.

By a button, never by a link: what reads letters for viruses follows links, and has not come.
"""

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for

from regapp.audit.commands import PARTICIPANT
from regapp.checkin.commands.scans import check_in_from_afar
from regapp.checkin.queries import list_guests
from regapp.checkin.rules import day_at
from regapp.checkin.views import blueprint
from regapp.choices.rules import shown_link
from regapp.database.session import session, transaction
from regapp.registrations.models import Attendance, Status
from regapp.registrations.queries import list_conferences_of, open_link
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm


@blueprint.post("/a/<token>/anslut")
@access(Access.TOKEN)
def join(token: str) -> Any:
    """Noted once a day. The way on is a header: a form may lead to our own pages only (form-action)."""
    opened = open_link(session(), token) or abort(404)
    if not ButtonForm(request.form).validate():
        abort(400)
    number = request.form.get("deltagare", type=int)
    person = next((one for one in opened.participants if one.id == number), None) or abort(404)
    conference = list_conferences_of(session(), [person])[person.conference_id]
    at = now()
    link, on = shown_link(conference, at), day_at(conference, at)
    is_far = person.attendance is Attendance.REMOTE and person.status is Status.CONFIRMED
    if not link or on is None or not is_far:
        return redirect(url_for("registrations.show", token=token), 303)
    with transaction() as rows:
        (guest,) = list_guests(rows, ids=[person.id], lock=True)
        check_in_from_afar(rows, guest, on, by=PARTICIPANT, now=at)
    answer = make_response(render_template("checkin/joining.html", link=link, conference=conference))
    answer.headers["Refresh"] = f"0; url={link}"
    return answer
