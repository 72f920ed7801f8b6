"""An organizer's people: invite, another role, the letter again, remove."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.dashboard.page import draw
from regapp.dashboard.roles.forms import ROLE_CHOICES, ROLE_HINTS, InviteForm, RoleForm
from regapp.dashboard.roles.queries import list_own, list_staff
from regapp.database.session import session, transaction
from regapp.kernel.clock import SystemClock
from regapp.kernel.refusal import Refusal
from regapp.organizers.commands import change_role, invite_member, remove_member, resend_invitation
from regapp.organizers.guards import member_required, needing, organizer_access, viewer
from regapp.organizers.models import Member, Organizer, Role
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text

blueprint = Blueprint("roles", __name__, url_prefix="/arrangor")

_AT = "/organisation/<slug:organizer>/roller"
system_now = SystemClock().now


@blueprint.get("/organisation/")
@member_required
@needing(Capability.MANAGE)
@access(Access.MEMBER)
def index() -> Any:
    """The organizers whose people the viewer sees to; with one of them, straight there."""
    who = viewer()
    mine = [one for one in who.organizer_ids if Capability.MANAGE in who.capabilities_at(one)]
    found = list_own(session(), mine)
    if not found:
        abort(404)
    if len(found) == 1:
        return redirect(url_for(".staff", organizer=found[0].slug), 303)
    return draw("dashboard/roles/index.html", scope=None, current="roles", organizers=found)


@blueprint.get(_AT)
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def staff(organizer: Organizer) -> Any:
    return _page(organizer, _invite_form())


@blueprint.post(_AT)
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def invite(organizer: Organizer) -> Any:
    form = _invite_form(request.form)
    if not form.validate():
        return _page(organizer, form, 400 if form.forged() else 422)
    sent = form.to_invite(language())
    try:
        with transaction() as rows:
            invite_member(rows, organizer, sent, by=viewer().by, system_now=system_now(), now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(organizer, form, 409)
    flash(_("%(name)s har fått rollen och ett mejl.", name=sent.name))
    return _back(organizer)


@blueprint.post(f"{_AT}/<int:member_id>/roll")
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def change(organizer: Organizer, member_id: int) -> Any:
    role, seen = checked_roles()
    try:
        with transaction() as rows:
            member = _member(rows, organizer, member_id)
            change_role(rows, organizer, member, role, seen=seen, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Rollen är ändrad."))
    return _back(organizer)


@blueprint.post(f"{_AT}/<int:member_id>/skicka-igen")
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def resend(organizer: Organizer, member_id: int) -> Any:
    check_button()
    with transaction() as rows:
        member, by = _member(rows, organizer, member_id), viewer().by
        resend_invitation(rows, member, language=language(), by=by, system_now=system_now(), now=now())
    flash(_("Mejlet är på väg."))
    return _back(organizer)


@blueprint.post(f"{_AT}/<int:member_id>/ta-bort")
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def remove(organizer: Organizer, member_id: int) -> Any:
    check_button()
    try:
        with transaction() as rows:
            person_id = _member(rows, organizer, member_id).person_id
            remove_member(rows, organizer, person_id=person_id, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return _back(organizer)
    flash(_("Rollen är borttagen. Den slutar gälla vid nästa klick."))
    if person_id == viewer().person_id:
        return redirect(url_for("dashboard.index"), 303)
    return _back(organizer)


def check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)


def checked_roles() -> tuple[Role, Role]:
    """The role that was chosen, and the one that the page showed."""
    form = RoleForm(request.form)
    seen = form.seen_role()
    if not form.validate() or seen is None:
        abort(400)
    return Role(form.role.data), seen


def _invite_form(*sent: Any) -> InviteForm:
    form = InviteForm(*sent)
    del form.organizer
    return form


def _member(rows: Any, organizer: Organizer, member_id: int) -> Member:
    found: Member | None = rows.get(Member, member_id) if member_id < 2**31 else None
    if found is None or found.organizer_id != organizer.id:
        abort(404)
    return found


def _page(organizer: Organizer, form: InviteForm, status: int = 200) -> Any:
    html = draw(
        "dashboard/roles/staff.html",
        scope=None,
        current="roles",
        organizer=organizer,
        form=form,
        errors=form.error_summary(),
        people=list_staff(session(), organizer.id),
        roles=ROLE_CHOICES,
        hints=ROLE_HINTS,
        me=viewer().person_id,
        url=lambda act, one: url_for(f".{act}", organizer=organizer.slug, member_id=one.id),
    )
    return html, status


def _back(organizer: Organizer) -> Response:
    return redirect(url_for(".staff", organizer=organizer.slug), 303)
