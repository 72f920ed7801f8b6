"""One conference's organizers, and who has a role at it only, on behalf of whom."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.commands import members
from regapp.conferences.guards import conference_access, granted, viewer
from regapp.conferences.models import Conference, ConferenceMember
from regapp.conferences.queries import get_conference
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.roles.forms import ROLE_CHOICES, ROLE_HINTS, HolderForm, InviteForm
from regapp.dashboard.roles.queries import Colleague, list_addable, list_helpers, list_staff
from regapp.dashboard.roles.views import check_button, checked_roles, system_now
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer, Role
from regapp.organizers.queries import find_organizer
from regapp.organizers.rules import Capability
from regapp.web import fields
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text

blueprint = Blueprint("holders", __name__, url_prefix="/arrangor")

_AT = "/konferens/<int:conference_id>/roller"
_OTHERS = "/konferens/<int:conference_id>/medarrangorer"
_MANAGE = Capability.MANAGE


@blueprint.get(_AT)
@conference_access(_MANAGE)
@access(Access.MEMBER)
def index(conference: Conference) -> Any:
    return _page(conference)


@blueprint.post(_AT)
@conference_access(_MANAGE)
@access(Access.MEMBER)
def invite(conference: Conference) -> Any:
    """Somebody gets a role at this conference only."""
    form = _invite_form(conference, request.form)
    if not form.validate():
        return _page(conference, 400 if form.forged() else 422, form=form)
    own, sent = _managed(conference), form.to_invite(language())
    chosen = form["organizer"].data if "organizer" in form else own[0].slug
    organizer = next(one for one in own if one.slug == chosen)
    try:
        with transaction() as rows:
            members.invite_helper(
                rows, conference, organizer, sent, by=viewer().by, system_now=system_now(), now=now()
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(conference, 409, form=form)
    flash(_("%(name)s har fått rollen och ett mejl.", name=sent.name))
    return _back(conference)


@blueprint.post(f"{_AT}/<int:member_id>/roll")
@conference_access(_MANAGE)
@access(Access.MEMBER)
def change(conference: Conference, member_id: int) -> Any:
    role, seen = checked_roles()
    try:
        with transaction() as rows:
            organizer, member = _member(rows, conference, member_id)
            members.change_helper(rows, organizer, member, role, seen=seen, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Rollen är ändrad."))
    return _back(conference)


@blueprint.post(f"{_AT}/<int:member_id>/skicka-igen")
@conference_access(_MANAGE)
@access(Access.MEMBER)
def resend(conference: Conference, member_id: int) -> Any:
    check_button()
    with transaction() as rows:
        member, by = _member(rows, conference, member_id)[1], viewer().by
        members.resend_helper(rows, member, language=language(), by=by, system_now=system_now(), now=now())
    flash(_("Mejlet är på väg."))
    return _back(conference)


@blueprint.post(f"{_AT}/<int:member_id>/ta-bort")
@conference_access(_MANAGE)
@access(Access.MEMBER)
def remove(conference: Conference, member_id: int) -> Any:
    check_button()
    with transaction() as rows:
        organizer, member = _member(rows, conference, member_id)
        mine = member.person_id == viewer().person_id
        members.remove_helper(rows, organizer, member, by=viewer().by, now=now())
    flash(_("Rollen är borttagen. Den slutar gälla vid nästa klick."))
    return redirect(url_for("dashboard.index"), 303) if mine else _back(conference)


@blueprint.post(_OTHERS)
@conference_access(_MANAGE)
@access(Access.MEMBER)
def add(conference: Conference) -> Any:
    """One more organizer; the owner's people only."""
    _check_owner(conference)
    form = _holder_form(conference, request.form)
    if not form.validate():
        return _page(conference, 400 if form.forged() else 422, holder=form)
    try:
        with transaction() as rows:
            organizer = _organizer(rows, form.organizer.data)
            fresh, version = get_conference(rows, conference.id), form.seen_version
            members.add_co_organizer(rows, fresh, organizer, version=version, by=viewer().by, now=now())
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _page(get_conference(session(), conference.id), 409, holder=form)
    flash(_("%(name)s är med på konferensen och ger själv sina medarbetare roller.", name=organizer.name))
    return _back(conference)


@blueprint.post(f"{_OTHERS}/<slug:organizer>/ta-bort")
@conference_access(_MANAGE)
@access(Access.MEMBER)
def drop(conference: Conference, organizer: str) -> Any:
    """The owner's people take an organizer away; nobody of it sees anything from the next click on."""
    _check_owner(conference)
    check_button()
    with transaction() as rows:
        gone = _organizer(rows, organizer)
        fresh = get_conference(rows, conference.id)
        members.remove_co_organizer(rows, fresh, gone, by=viewer().by, now=now())
    flash(_("%(name)s är inte längre med på konferensen.", name=gone.name))
    return _back(conference)


def _owns(conference: Conference) -> bool:
    return _MANAGE in viewer().capabilities_in(conference.id, conference.owner_id)


def _check_owner(conference: Conference) -> None:
    if not _owns(conference):
        abort(404)


def _managed(conference: Conference) -> list[Organizer]:
    """Those that hold the conference and whose people the viewer sees to, the owner first.

    The owner's people also see to a co-organizer that has nobody yet to do it: its first owner.
    """
    owned = _owned(conference) if _owns(conference) else None
    return [
        one
        for one in _holders(conference)
        if _MANAGE in viewer().capabilities_in(conference.id, one.id)
        or (owned is not None and one.id not in owned)
    ]


def _owned(conference: Conference) -> set[int]:
    """The organizers that have an owner of their own, at all they hold or here."""
    return {
        organizer.id
        for organizer, *people in _people(conference)
        if any(one.role is Role.OWNER for some in people for one in some)
    }


def _holders(conference: Conference) -> list[Organizer]:
    return [conference.owner, *(one.organizer for one in conference.co_organizers)]


def _organizer(rows: Any, slug: str) -> Organizer:
    return find_organizer(rows, slug) or abort(404)


def _member(rows: Any, conference: Conference, member_id: int) -> tuple[Organizer, ConferenceMember]:
    """A helper of an organizer that the viewer manages; nobody else's."""
    found: ConferenceMember | None = rows.get(ConferenceMember, member_id) if member_id < 2**31 else None
    own = {one.id: one for one in _managed(conference)}
    if found is None or found.conference_id != conference.id or found.organizer_id not in own:
        abort(404)
    return own[found.organizer_id], found


def _invite_form(conference: Conference, *sent: Any) -> InviteForm:
    form, own = InviteForm(*sent), _managed(conference)
    if len(own) > 1:
        form.organizer.choices = fields.choices({one.slug: one.name for one in own})
    else:
        del form.organizer
    return form


def _holder_form(conference: Conference, *sent: Any) -> HolderForm:
    form = HolderForm(*sent)
    addable = list_addable(session(), conference)
    form.organizer.choices = fields.choices({one.slug: one.name for one in addable})
    if not sent:
        form.version.data = str(conference.version)
    return form


def _page(
    conference: Conference,
    status: int = 200,
    *,
    form: InviteForm | None = None,
    holder: HolderForm | None = None,
) -> Any:
    form, holder = form or _invite_form(conference), holder or _holder_form(conference)
    html = draw(
        "dashboard/roles/conference.html",
        scope=Scope([conference], granted()),
        current="edit",
        conference=conference,
        form=form,
        holder=holder,
        owns=_owns(conference),
        errors=[*form.error_summary(), *holder.error_summary()],
        holders=_people(conference),
        own=[one.id for one in _managed(conference)],
        roles=ROLE_CHOICES,
        hints=ROLE_HINTS,
        me=viewer().person_id,
        url=lambda act, one: url_for(f".{act}", conference_id=conference.id, member_id=one.id),
    )
    return html, status


def _people(conference: Conference) -> list[tuple[Organizer, list[Colleague], list[Colleague]]]:
    """Each organizer with whoever has a role at all it holds, and at this conference only."""
    helpers = list_helpers(session(), conference.id)
    return [
        (one, list_staff(session(), one.id), [helper for helper in helpers if helper.organizer_id == one.id])
        for one in _holders(conference)
    ]


def _back(conference: Conference) -> Response:
    return redirect(url_for(".index", conference_id=conference.id), 303)
