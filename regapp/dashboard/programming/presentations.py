"""Presentations: handed in, replaced, shown to whom it was decided, told of."""

from typing import Any

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access
from regapp.conferences.models import Conference
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.dashboard.programming.forms import VISIBILITY_WORDS, PresentationForm
from regapp.dashboard.programming.page import (
    blueprint,
    delete_files,
    drawn,
    pressed,
    saved,
    stored,
)
from regapp.dashboard.programming.queries import list_attended
from regapp.database.session import session
from regapp.files.rules import LARGEST_PRESENTATION
from regapp.files.serving import file_answer, sent_form, takes_uploads
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.programme.commands.presentations import remove_presentation, save_presentation
from regapp.programme.models import Presentation
from regapp.programme.queries import find_presentation, list_items, list_presentations
from regapp.programme.rules.people import is_visible, is_visible_to_participants
from regapp.programme.words import item_hours
from regapp.registrations.commands.notices import count_to_tell, send_presentations
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, ngettext
from regapp.web.refusals import refusal_text


@blueprint.get("/presentationer")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def presentations(conference: Conference) -> str:
    at = now()
    found = list_presentations(session(), conference.id)
    may_tell = sign_up_state(conference, at) is SignUpState.PAST and any(
        is_visible_to_participants(one, conference, at) for one in found
    )
    came = list_attended(session(), conference.id) if may_tell else None
    return drawn(
        conference,
        "dashboard/programming/presentations.html",
        found=found,
        words=VISIBILITY_WORDS,
        public={one.id for one in found if is_visible(one, conference, at)},
        may_tell=may_tell,
        to_tell=count_to_tell(session(), conference, came) if may_tell else 0,
    )


@blueprint.get("/presentationer/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def new_presentation(conference: Conference) -> Any:
    return _form(conference, _drawn(conference, None), None)


@blueprint.post("/presentationer/ny")
@conference_access(Capability.EDIT)
@takes_uploads(LARGEST_PRESENTATION)
@access(Access.MEMBER)
def create_presentation(conference: Conference) -> Any:
    return _save(conference, None)


@blueprint.get("/presentationer/<int:presentation_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit_presentation(conference: Conference, presentation_id: int) -> Any:
    presentation = _found(session(), conference, presentation_id)
    return _form(conference, _drawn(conference, presentation), presentation)


@blueprint.post("/presentationer/<int:presentation_id>")
@conference_access(Capability.EDIT)
@takes_uploads(LARGEST_PRESENTATION)
@access(Access.MEMBER)
def update_presentation(conference: Conference, presentation_id: int) -> Any:
    return _save(conference, _found(session(), conference, presentation_id))


@blueprint.get("/presentationer/<int:presentation_id>/fil")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def own_presentation(conference: Conference, presentation_id: int) -> Any:
    """Also while nobody else may see it."""
    return file_answer(_found(session(), conference, presentation_id).file, cache="private, no-store")


@blueprint.post("/presentationer/<int:presentation_id>/ta-bort")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def drop_presentation(conference: Conference, presentation_id: int) -> Response:
    dropped: list[str] = []

    def act(rows: Any, fresh: Conference) -> str:
        found = _found(rows, fresh, presentation_id)
        dropped.append(
            remove_presentation(rows, fresh, found, version=fresh.version, by=viewer().by, now=now())
        )
        return _("Presentationen är borttagen.")

    answer = pressed(conference, act, "programming.presentations")
    delete_files(*dropped)
    return answer


@blueprint.post("/presentationer/meddela")
@conference_access(Capability.EDIT, Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def tell_presentations(conference: Conference) -> Response:
    """A letter to those who were there and have not got it."""

    def act(rows: Any, fresh: Conference) -> str:
        came = list_attended(rows, fresh.id)
        sent = send_presentations(rows, fresh, came, by=viewer().by, now=now())
        if not sent:
            return _("Alla som var med har redan fått brevet.")
        return str(
            ngettext("Brevet skickas till %(num)s deltagare.", "Brevet skickas till %(num)s deltagare.", sent)
        )

    return pressed(conference, act, "programming.presentations")


def _save(conference: Conference, presentation: Presentation | None) -> Any:
    try:
        form = PresentationForm(sent_form(LARGEST_PRESENTATION))
    except Refusal as refusal:
        form = _drawn(conference, presentation)
        form.file.errors = [refusal_text(refusal)]
        return _form(conference, form, presentation, 413)
    form.offer(_titles(conference, presentation))
    right = form.validate()
    plan = form.to_plan(conference) if right else None
    if plan is None:
        return _form(conference, form, presentation, 400 if form.forged() else 422)
    upload = stored(form.file)

    def save(rows: Any, fresh: Conference) -> str | None:
        old = _found(rows, fresh, presentation.id) if presentation else None
        _saved, dropped = save_presentation(
            rows, fresh, old, plan, upload=upload, version=form.seen_version, by=viewer().by, now=now()
        )
        return dropped

    done, dropped = saved(conference, form, save)
    if not done:
        delete_files(upload.written.key if upload else None)
        return _form(conference, form, presentation, 422 if form.file.errors else 409)
    delete_files(dropped)
    flash(_("Presentationen är sparad."))
    return redirect(url_for("programming.presentations", conference_id=conference.id), 303)


def _titles(conference: Conference, presentation: Presentation | None) -> dict[int, str]:
    """With hours, since the same seminar may be given twice; of what was taken out only its own."""
    own = presentation.item_id if presentation else None
    return {
        item.id: ", ".join(filter(None, (item.title, item_hours(item, conference))))
        for item in list_items(session(), conference.id)
        if item.removed_at is None or item.id == own
    }


def _drawn(conference: Conference, presentation: Presentation | None) -> PresentationForm:
    form = PresentationForm()
    form.offer(_titles(conference, presentation))
    form.fill(conference, presentation)
    return form


def _found(rows: Any, conference: Conference, presentation_id: int) -> Presentation:
    found = find_presentation(rows, presentation_id) if presentation_id < 2**31 else None
    return found if found is not None and found.conference_id == conference.id else abort(404)


def _form(
    conference: Conference, form: PresentationForm, presentation: Presentation | None, status: int = 200
) -> Any:
    html = drawn(
        conference, "dashboard/programming/presentation.html", form=form, errors=form.error_summary(),
        presentation=presentation,
    )  # fmt: skip
    return html, status
