"""`/a/<token>/uppgifter`: what we know about you, as a page and as a file; and asking for erasure."""

import json
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from regapp.database.session import session
from regapp.registrations.asking import asking_of
from regapp.registrations.commands.erasure import ask_erasure
from regapp.registrations.erasures import find_open_erasure
from regapp.registrations.models import BookerRole, Participant
from regapp.registrations.own_data import as_json, own_data
from regapp.registrations.queries import Opened, open_link
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language
from regapp.web.state import config


@blueprint.get("/a/<token>/uppgifter")
@access(Access.TOKEN)
def own_data_page(token: str) -> str:
    opened = open_link(session(), token) or abort(404)
    person = _oneself(opened)
    number = person.id if person else None
    return render_template(
        "registrations/own_data.html",
        token=token,
        sections=own_data(session(), opened, language=language(), deletes=not config().demo),
        owner=_conference(opened).owner,
        asked=find_open_erasure(session(), opened.registration.id, number),
    )


@blueprint.get("/a/<token>/uppgifter.json")
@access(Access.TOKEN)
def own_data_file(token: str) -> Response:
    opened = open_link(session(), token) or abort(404)
    found = own_data(session(), opened, language=language(), deletes=not config().demo)
    text = json.dumps(as_json(found), ensure_ascii=False, indent=2)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="mina-uppgifter.json"'
    return answer


@blueprint.get("/a/<token>/radera")
@access(Access.TOKEN)
def ask_to_erase(token: str) -> str:
    opened = open_link(session(), token) or abort(404)
    return _question(token, opened)


@blueprint.post("/a/<token>/radera")
@access(Access.TOKEN)
def request_erasure(token: str) -> Any:
    opened = open_link(session(), token) or abort(404)
    if not ButtonForm(request.form).validate():
        abort(400, description=_("Sidan hade legat öppen länge. Ladda om den och försök igen."))
    with acting(token, opened.registration.id) as rows:
        ask_erasure(rows, opened.registration, _oneself(opened), now=now())
    return redirect(url_for(".own_data_page", token=token, begard=1), 303)


def _question(token: str, opened: Opened) -> str:
    return render_template(
        "registrations/erase.html",
        token=token,
        opened=opened,
        person=_oneself(opened),
        conference=_conference(opened),
    )


def _conference(opened: Opened) -> Any:
    person = opened.participants[0]
    return asking_of(session(), [person])[person.conference_id].conference


def _oneself(opened: Opened) -> Participant | None:
    """Whose link it is: for a booker who does not attend nobody of the participants."""
    if not opened.is_booker:
        return opened.participants[0]
    if opened.registration.booker_role is BookerRole.OTHERS:
        return None
    return next((person for person in opened.participants if person.is_booker), None)
