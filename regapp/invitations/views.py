"""`/inbjudan/<token>`: look, say yes, say no, ask for a colleague. GET changes nothing: mail
scanners follow links."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask import session as cookie

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.database.session import session, transaction
from regapp.invitations import commands
from regapp.invitations.forms import ColleagueForm
from regapp.invitations.models import Forwarding, Invitation, Reply
from regapp.invitations.queries import find_guests, find_invitation
from regapp.invitations.rules import may_answer
from regapp.kernel.refusal import Refusal
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

blueprint = Blueprint("invitations", __name__)
# The sign-up form finds the invitation here; see `regapp.registrations.invited`.
KEPT = "invitation"


@blueprint.get("/inbjudan/<token>")
@access(Access.TOKEN)
def show(token: str) -> Any:
    """Before "Visa inbjudan" was pressed only that there is one."""
    return _show(_find(token))


@blueprint.post("/inbjudan/<token>/visa")
@access(Access.TOKEN)
def look(token: str) -> Any:
    invitation = _pressed(token)
    with transaction() as rows:
        commands.look_at(rows, invitation, now=now())
    return _back(token)


@blueprint.post("/inbjudan/<token>/ja")
@access(Access.TOKEN)
def accept(token: str) -> Any:
    """On to the form, which knows who comes."""
    invitation = _pressed(token)
    if not may_answer(invitation):
        return _back(token)
    cookie[KEPT] = invitation.token
    conference = get_conference(session(), invitation.conference_id)
    series = conference.series.address.path if conference.series else ""
    place = f"?ort={conference.place_slug}" if series else ""
    return redirect(f"/{series or conference.address.path}/anmalan{place}", 303)


@blueprint.post("/inbjudan/<token>/nej")
@access(Access.TOKEN)
def decline(token: str) -> Any:
    invitation = _pressed(token)
    try:
        with transaction() as rows:
            commands.decline(rows, invitation, now=now())
    except Refusal as refusal:
        return _show(_find(token), problem=refusal_text(refusal)), 409
    return _back(token)


@blueprint.get("/inbjudan/<token>/kollega")
@access(Access.TOKEN)
def ask_colleague(token: str) -> Any:
    return _colleague(_find(token), ColleagueForm())


@blueprint.post("/inbjudan/<token>/kollega")
@access(Access.TOKEN)
def suggest_colleague(token: str) -> Any:
    invitation, form = _find(token), ColleagueForm(request.form)
    if not form.validate():
        return _colleague(invitation, form, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            commands.suggest_colleague(
                rows, invitation, find_guests(rows, invitation.conference_id), name=form.name.data or "",
                email=form.email.data or "", now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        session().expire_all()
        form.refuse(refusal)
        return _colleague(_find(token), form, 409)
    return _back(token)


def _find(token: str) -> Invitation:
    """Of a conference that is still to be answered to; any other link opens nothing."""
    return find_invitation(session(), token) or abort(404)


def _pressed(token: str) -> Invitation:
    if not ButtonForm(request.form).validate():
        abort(400, description=_("Sidan hade legat öppen länge. Ladda om den och försök igen."))
    return _find(token)


def _show(invitation: Invitation, problem: str | None = None) -> str:
    conference = get_conference(session(), invitation.conference_id)
    guests = find_guests(session(), conference.id)
    state = sign_up_state(conference, now())
    return render_template(
        "invitations/show.html",
        invitation=invitation,
        conference=conference,
        guests=guests,
        looked=invitation.opened_at is not None,
        may_answer=may_answer(invitation) and conference.status is ConferenceStatus.PUBLISHED,
        may_pass_on=_may_pass_on(invitation, guests),
        is_open=state is SignUpState.OPEN,
        state=state,
        replies=Reply,
        problem=problem,
    )


def _may_pass_on(invitation: Invitation, guests: Any) -> bool:
    wanted = guests is not None and guests.forwarding is Forwarding.APPROVAL
    return wanted and invitation.reply in {Reply.SILENT, Reply.DECLINED}


def _colleague(invitation: Invitation, form: ColleagueForm, status: int = 200) -> Any:
    conference: Conference = get_conference(session(), invitation.conference_id)
    if status == 200 and not _may_pass_on(invitation, find_guests(session(), conference.id)):
        abort(404)
    html = render_template(
        "invitations/colleague.html", invitation=invitation, conference=conference, form=form,
        errors=form.error_summary(),
    )  # fmt: skip
    return html, status


def _back(token: str) -> Any:
    return redirect(url_for(".show", token=token), 303)
