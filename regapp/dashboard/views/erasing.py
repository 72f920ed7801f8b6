"""Requests for erasure: which there are, and what the organizer decides."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.dashboard.forms import RefuseErasureForm
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import forget_deleted, session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.erasure import erase, refuse_erasure
from regapp.registrations.erasures import list_erasures
from regapp.registrations.models import ErasureRequest, Participant, Registration
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

_CHANGE = Capability.EDIT_PARTICIPANTS
_AT = "/konferens/<int:conference_id>/radering/<int:request_id>"


@blueprint.get("/<any(konferens,serie):kind>/<int:number>/radering")
@scoped(_CHANGE)
@access(Access.MEMBER)
def erasures(scope: Scope) -> str:
    return _page(scope)


@blueprint.post(f"{_AT}/radera")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def erase_person(conference: Conference, request_id: int) -> Any:
    """What the database's file still holds of it goes at once."""
    asked = _request(conference, request_id)
    if not ButtonForm(request.form).validate():
        abort(400)
    try:
        with transaction() as rows:
            erase(rows, asked.id, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        forget_deleted()
        flash(_("Uppgifterna är raderade. Personen får ett mejl."))
    return redirect(_url(conference), 303)


@blueprint.post(f"{_AT}/avsla")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def refuse_to_erase(conference: Conference, request_id: int) -> Any:
    asked, form = _request(conference, request_id), RefuseErasureForm(request.form)
    if not form.validate():
        scope = Scope([conference], granted())
        return _page(scope, form=form, about=request_id), 400 if form.forged() else 422
    try:
        with transaction() as rows:
            refuse_erasure(rows, asked.id, form.reason.data or "", by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Begäran är avslagen. Personen får ett mejl med skälet."))
    return redirect(_url(conference), 303)


def _page(scope: Scope, *, form: RefuseErasureForm | None = None, about: int | None = None) -> str:
    requests = list_erasures(session(), scope.ids)
    return draw(
        "dashboard/erasures.html",
        scope=scope,
        current="overview",
        rows=[(one, *_who(one), _form_of(one, form, about)) for one in requests],
        conferences={one.id: one for one in scope.conferences},
        errors=form.error_summary() if form else [],
    )


def _form_of(asked: ErasureRequest, sent: RefuseErasureForm | None, about: int | None) -> RefuseErasureForm:
    """One for each, with ids of its own; the one that was sent keeps what was typed."""
    form = sent if sent is not None and asked.id == about else RefuseErasureForm()
    form.reason.id = f"reason-{asked.id}"
    return form


def _who(asked: ErasureRequest) -> tuple[str, Participant | None]:
    """The name as lists show it, and the participant if it is one."""
    person = session().get(Participant, asked.participant_id) if asked.participant_id else None
    if person is not None:
        return person.alias if person.protected else person.name, person
    return session().get_one(Registration, asked.registration_id).booker_name, None


def _request(conference: Conference, request_id: int) -> ErasureRequest:
    found = session().get(ErasureRequest, request_id) if request_id < 2**31 else None
    if found is None or found.conference_id != conference.id:
        abort(404)
    return found


def _url(conference: Conference) -> str:
    return url_for("dashboard.erasures", kind="konferens", number=conference.id)
