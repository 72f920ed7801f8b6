"""Who is invited: how, the list, what they answered, which counties have not."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.texts import COUNTY_NAMES
from regapp.dashboard.guest_forms import GuestPlanForm, PasteForm
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.queries import list_still_coming
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.dashboard.words import reply_words
from regapp.database.session import session, transaction
from regapp.invitations import commands
from regapp.invitations.models import Invitation, InvitedRole, Reply
from regapp.invitations.queries import find_guests, get_invitation, list_invitations
from regapp.invitations.rules import is_due_a_reminder, unanswered_counties
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, lazy, ngettext
from regapp.web.refusals import refusal_text

_AT = "/konferens/<int:conference_id>/inbjudan"
_HANDLE = Capability.EDIT_PARTICIPANTS
_ROLES = {InvitedRole.COORDINATOR: lazy("Samordnare"), InvitedRole.MANAGER: lazy("Chef")}
_ACTS: dict[str, Callable[..., None]] = {
    "godkann": commands.approve_colleague,
    "avsla": commands.refuse_colleague,
    "ta-tillbaka": commands.withdraw,
}


@blueprint.get(_AT)
@conference_access(_HANDLE)
@access(Access.MEMBER)
def guests(conference: Conference) -> Any:
    return _page(conference)


@blueprint.post(_AT)
@conference_access(_HANDLE, Capability.EDIT)
@access(Access.MEMBER)
def plan_guests(conference: Conference) -> Any:
    form = GuestPlanForm(request.form)
    if not form.validate():
        return _page(conference, 400 if form.forged() else 422, plan=form)
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            commands.plan_guests(
                rows, fresh, form.to_plan(), version=form.seen_version, by=viewer().by, now=now()
            )
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _page(conference, 409, plan=form)
    flash(_("Ändringen är sparad."))
    return _back(conference)


@blueprint.post(f"{_AT}/bjud-in")
@conference_access(_HANDLE)
@access(Access.MEMBER)
def invite(conference: Conference) -> Any:
    """Everybody on the pasted list, or nobody and an answer for each row that cannot be used."""
    form = PasteForm(request.form)
    if not form.validate():
        return _page(conference, 400, paste=form)
    with transaction() as rows:
        known = [one.email_key for one in list_invitations(rows, conference.id)]
        people = form.read(known)
        if people:
            commands.invite(rows, conference.id, people, by=viewer().by, now=now())
    if people is None:
        return _page(conference, 422, paste=form)
    flash(ngettext("%(num)s person är inbjuden.", "%(num)s personer är inbjudna.", len(people)))
    return _back(conference)


@blueprint.post(f"{_AT}/paminn")
@conference_access(_HANDLE)
@access(Access.MEMBER)
def remind_guests(conference: Conference) -> Response:
    _check_button()
    with transaction() as rows:
        count = commands.remind_silent(rows, conference.id, by=viewer().by, now=now())
    flash(ngettext("%(num)s påminnelse är på väg.", "%(num)s påminnelser är på väg.", count))
    return _back(conference)


@blueprint.post(f"{_AT}/<int:invitation_id>/<any(godkann,avsla,'ta-tillbaka'):act>")
@conference_access(_HANDLE)
@access(Access.MEMBER)
def act_on_invitation(conference: Conference, invitation_id: int, act: str) -> Response:
    _check_button()
    try:
        with transaction() as rows:
            invitation = _invitation(rows, conference, invitation_id)
            _ACTS[act](rows, invitation, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Klart."))
    return _back(conference)


def _page(
    conference: Conference,
    status: int = 200,
    *,
    plan: GuestPlanForm | None = None,
    paste: PasteForm | None = None,
) -> Any:
    rows, at = session(), now()
    invited = list_invitations(rows, conference.id)
    coming = list_still_coming(rows, [one.registration_id for one in invited if one.registration_id])
    if plan is None:
        plan = GuestPlanForm()
        plan.fill(find_guests(rows, conference.id), invitation_only=conference.invitation_only)
        plan.version.data = str(conference.version)
    forms = (plan, paste or PasteForm())
    words = {one.id: reply_words(one, has_left=_has_left(one, coming)) for one in invited}
    html = draw(
        "dashboard/guests.html", scope=Scope([conference], granted()), current="edit",
        conference=conference, plan=plan, paste=forms[1], may_plan=Capability.EDIT in granted(),
        errors=[error for form in forms for error in form.error_summary()], invited=invited, words=words,
        counts=Counter(words.values()), roles=_ROLES, replies=Reply, county_names=COUNTY_NAMES,
        counties=unanswered_counties(invited) if any(one.role for one in invited) else [],
        due=sum(is_due_a_reminder(one, at) for one in invited),
    )  # fmt: skip
    return html, status


def _has_left(invitation: Invitation, coming: frozenset[int]) -> bool:
    """Said yes, and cancelled since."""
    return invitation.reply is Reply.SIGNED_UP and invitation.registration_id not in coming


def _invitation(rows: Any, conference: Conference, invitation_id: int) -> Invitation:
    found = get_invitation(rows, conference.id, invitation_id) if invitation_id < 2**31 else None
    return found or abort(404)


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)


def _back(conference: Conference) -> Response:
    return redirect(url_for("dashboard.guests", conference_id=conference.id), 303)
