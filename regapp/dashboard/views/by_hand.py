"""Adding somebody by hand and changing what is kept of them: the participants' own form, at the desk."""

from collections.abc import Sequence
from typing import Any, cast

from flask import abort, flash, redirect, request, url_for

from regapp.audit.queries import list_history
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.prices import is_charged
from regapp.conferences.queries import get_conference
from regapp.dashboard.forms import AddForm, EditForm, asking_form
from regapp.dashboard.newer import told
from regapp.dashboard.page import draw
from regapp.dashboard.queries import find_participant
from regapp.dashboard.scope import Scope
from regapp.dashboard.versioned import NewerSave
from regapp.dashboard.views import blueprint
from regapp.dashboard.words import changed_words
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.asking import staff_parts
from regapp.registrations.commands import NewParticipant, sign_up
from regapp.registrations.commands.change import read_kept
from regapp.registrations.commands.staff import StaffChange, change_by_staff, seen_by_staff
from regapp.registrations.forms.change import asked_by
from regapp.registrations.models import Participant
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _

_CHANGE = Capability.EDIT_PARTICIPANTS
_AT = "/konferens/<int:conference_id>/deltagare"


@blueprint.get(f"{_AT}/ny")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def new_participant(conference: Conference) -> Any:
    form = _adding(conference)
    form.submission_key.data = new_token()
    return _form(conference, form, None)


@blueprint.post(f"{_AT}/ny")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def create_participant(conference: Conference) -> Any:
    """Add by hand, also outside the sign-up's window; a full conference puts them in line."""
    form = _adding(conference, request.form)
    if not form.validate():
        return _form(conference, form, None, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            done = sign_up(rows, conference, form.to_sign_up(), now=now(), by=viewer().by, always_open=True)
    except Refusal as refusal:
        if refusal.code == "already_registered":
            form.once_more.data = "1"
        form.refuse(refusal)
        return _form(conference, form, None, 409)
    flash(_("Deltagaren är anmäld.") if done.seated else _("Fullbokat: deltagaren står på väntelistan."))
    return redirect(url_for(".participants", kind="konferens", number=conference.id), 303)


@blueprint.get(f"{_AT}/<int:participant_id>/andra")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def edit_participant_form(conference: Conference, participant_id: int) -> Any:
    person = _person(conference, participant_id)
    form = _editing(conference, person)
    kept = read_kept(session(), person, asked_by(form.person.form.parts))
    form.fill(person, person.registration, kept, with_needs=_sees_needs())
    form.seen.data = _seen(person, kept)
    return _form(conference, form, person)


@blueprint.post(f"{_AT}/<int:participant_id>/andra")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def update_participant(conference: Conference, participant_id: int) -> Any:
    """Save it, or the form again with everything typed and why not."""
    person = _person(conference, participant_id)
    form = _editing(conference, person, request.form)
    if not form.validate():
        return _form(conference, form, person, 400 if form.forged() else 422)
    asked = asked_by(form.person.form.parts)
    wanted = StaffChange(
        form.seen.data or "", asked, form.person.form.to_person(), _sees_needs(), form.to_buyer()
    )
    try:
        with transaction() as rows:
            fresh = find_participant(rows, [conference.id], participant_id) or abort(404)
            held = get_conference(rows, conference.id)
            change_by_staff(
                rows, fresh.registration, fresh.id, held, wanted, by=viewer().by, now=now()
            )  # fmt: skip
    except Refusal as refusal:
        session().expire_all()
        return _refused(get_conference(session(), conference.id), participant_id, form, refusal)
    flash(_("Ändringen är sparad."))
    return redirect(
        url_for(".participant", conference_id=conference.id, participant_id=participant_id), 303
    )  # fmt: skip


def _refused(conference: Conference, participant_id: int, form: EditForm, refusal: Refusal) -> Any:
    """Over a newer save the form says so; sending it again is the answer."""
    person = _person(conference, participant_id)
    form.refuse(refusal)
    if refusal.code != "edited_by_other":
        return _form(conference, form, person, 409)
    kept = read_kept(session(), person, asked_by(form.person.form.parts))
    form.seen.data = _seen(person, kept)
    return _form(conference, form, person, 409, newer=_newer(person))


def _seen(person: Participant, kept: NewParticipant) -> str:
    return seen_by_staff(person.registration, person.conference_id, kept, with_needs=_sees_needs())


def _newer(person: Participant) -> list[NewerSave]:
    """Who saved last, and which fields."""
    edits = [one for one in list_history(session(), "participant", person.id) if one.fields]
    return [told(session(), one, changed_words(one)) for one in edits[:1]]


def _adding(conference: Conference, *sent: Any) -> AddForm:
    kind = asking_form(AddForm, staff_parts(session(), conference, None, now()))
    form = cast("AddForm", kind(*sent))
    form.prepare(priced=is_charged(conference.prices, now()), sees_needs=_sees_needs())
    return form


def _editing(conference: Conference, person: Participant, *sent: Any) -> EditForm:
    form = asking_form(EditForm, staff_parts(session(), conference, person, now()))(*sent)
    form.prepare(priced=person.registration.buyer_kind is not None, sees_needs=_sees_needs())
    return form


def _person(conference: Conference, participant_id: int) -> Participant:
    """Somebody of this conference whose name the viewer may see."""
    person = find_participant(session(), [conference.id], participant_id) if participant_id < 2**31 else None
    hidden = person is not None and person.protected and Capability.SEE_PROTECTED not in granted()
    if person is None or hidden:
        abort(404)
    return person


def _sees_needs() -> bool:
    return Capability.SEE_NEEDS in granted()


def _form(
    conference: Conference,
    form: EditForm,
    person: Participant | None,
    status: int = 200,
    newer: Sequence[NewerSave] | None = None,
) -> Any:
    html = draw(
        "dashboard/edit_participant.html", scope=Scope([conference], granted()), current="participants",
        form=form, errors=form.error_summary(), person=person, conference=conference, newer=newer,
    )  # fmt: skip
    return html, status
