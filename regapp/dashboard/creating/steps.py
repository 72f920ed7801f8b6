"""What every step does: draw its page, save all drafts or none, go on to the next."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from regapp.conferences.access import find_series_of_visible
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference, ConferenceStatus, Series
from regapp.conferences.queries import get_conference
from regapp.conferences.readiness import checks
from regapp.dashboard.creating.commands import get_drafts
from regapp.dashboard.creating.forms import StepForm
from regapp.dashboard.creating.rules import MENDED_AT, STEPS, next_step, stamp, versions_in
from regapp.dashboard.creating.words import CHECK_WORDS, STEP_WORDS
from regapp.dashboard.newer import list_newer_saves
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.versioned import NewerSave
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.rules import Capability
from regapp.web.clock import now
from regapp.web.i18n import _

# Saves the drafts, handed over as they stand, with their series if they have one; the last are
# `by` and `now`.
Save = Callable[[Session, list[Conference], Series | None, dict[str, Any]], None]
_ENDPOINTS = {
    "grunder": "creating.basics",
    "tid": "creating.when_where",
    "platser": "creating.seats",
    "fragor": "creating.questions",
    "granska": "creating.review",
}
_TEMPLATES = {
    "grunder": "dashboard/creating/basics.html",
    "tid": "dashboard/creating/when_where.html",
    "platser": "dashboard/creating/seats.html",
    "fragor": "dashboard/creating/questions.html",
    "granska": "dashboard/creating/review.html",
}


def step_url(scope: Scope, step: str) -> str:
    return url_for(_ENDPOINTS[step], kind=scope.kind, number=scope.number)


def drafts_of(scope: Scope) -> list[Conference]:
    """What is not public yet, with everything its page shows, in the order of its making.

    What is public is changed on its own pages: there is nothing here then.
    """
    drafts = [one for one in scope.conferences if one.status is ConferenceStatus.DRAFT]
    if not drafts:
        abort(404)
    return [get_conference(session(), one.id) for one in drafts]


def missing_lines(scope: Scope, draft: Conference) -> list[tuple[bool, Any, str, Any]]:
    """Whether it hinders, what is missing, where it is mended and what the link says."""
    found = []
    for check in checks(draft, now()):
        what, button = CHECK_WORDS[check.code]
        at = MENDED_AT[check.code]
        found.append((check.hinders, what, _mended_at(scope, draft, at), button))
    return found


def _mended_at(scope: Scope, draft: Conference, at: str) -> str:
    """Where somebody goes from a line of the list; "" where it is for others to mend."""
    if at in STEPS:
        return step_url(scope, at)
    if at != "details.edit":
        return url_for(at, conference_id=draft.id)
    sees_to_it = Capability.MANAGE in viewer().capabilities_at(draft.owner_id)
    return url_for(at, organizer=draft.owner.slug) if sees_to_it else ""


def show_step(scope: Scope, step: str, form: StepForm | None, status: int = 200, **values: Any) -> Any:
    """The page of a step; a form that was not sent yet learns what it is drawn from."""
    drafts = values.pop("drafts", None) or drafts_of(scope)
    if form is not None and not form.seen.data:
        form.seen.data = stamp(drafts)
    html = draw(
        _TEMPLATES[step],
        scope=scope,
        current="edit",
        step=step,
        steps=[(name, words, step_url(scope, name)) for name, words in STEP_WORDS.items()],
        saved_at=max(one.changed_at for one in drafts),
        drafts=drafts,
        form=form,
        errors=form.error_summary() if form is not None else [],
        **values,
    )
    return html, status


def save_step(scope: Scope, step: str, form: StepForm, save: Save | None, **values: Any) -> Any:
    """Save and go on; None shows what is wrong. Over a newer save all that was typed is kept."""
    ids = [one.id for one in drafts_of(scope)]
    if save is None:
        return show_step(scope, step, form, 400 if form.forged() else 422, **values)
    try:
        with transaction() as rows:
            fresh = get_drafts(rows, ids, form.seen.data or "")
            series = find_series_of_visible(rows, scope.series.id) if scope.series else None
            save(rows, fresh, series, {"by": viewer().by, "now": now()})
    except Refusal as refusal:
        session().expire_all()
        form.refuse(refusal)
        if refusal.code == "edited_meanwhile":
            form.newer = _newer_saves(drafts_of(scope), form.seen.data or "")
            form.seen.data = ""
        return show_step(scope, step, form, 409 if refusal.code == "edited_meanwhile" else 422, **values)
    return _onward(scope, step)


def _newer_saves(drafts: list[Conference], seen: str) -> list[NewerSave]:
    """What was saved in any of the drafts, newest first; a save of them all is told once."""
    versions = versions_in(seen)
    found = {
        one
        for draft in drafts
        for one in list_newer_saves(
            session(), draft.id, count=draft.version - versions.get(draft.id, draft.version)
        )
    }
    return sorted(found, key=lambda one: one.at, reverse=True)


def _onward(scope: Scope, step: str) -> Response:
    """To the next step, or out: the draft waits."""
    if request.form.get("sen"):
        flash(_("Utkastet är sparat. Ni fortsätter när ni vill."))
        return redirect(url_for("dashboard.overview", kind=scope.kind, number=scope.number), 303)
    return redirect(step_url(scope, next_step(step)), 303)
