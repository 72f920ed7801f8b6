"""What is read for the kitchen, by few: notes to put in words, and names of those who ticked that they
may be seen."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from regapp.catering.commands import note_seen, write_words
from regapp.catering.queries import count_named, list_named, list_notes
from regapp.catering.rules import note_digest
from regapp.conferences.guards import conference_access
from regapp.conferences.models import Conference
from regapp.dashboard.catering.forms import WordsForm
from regapp.dashboard.catering.page import AT, blueprint, check_button, draw_kitchen, scope_of
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.needs import food_words
from regapp.registrations.rules import shown_name
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text


@blueprint.get(f"{AT}/annat")
@conference_access(Capability.SEE_DIETS, Capability.SEE_NEEDS)
@access(Access.MEMBER)
def notes(conference: Conference) -> Any:
    """What participants wrote about food, to be put in words for the kitchen."""
    return _notes(conference)


@blueprint.post(f"{AT}/annat/<int:participant_id>")
@conference_access(Capability.SEE_DIETS, Capability.SEE_NEEDS)
@access(Access.MEMBER)
def save_words(conference: Conference, participant_id: int) -> Any:
    form = WordsForm(request.form, prefix=f"p{participant_id}-")
    if not form.validate():
        return _notes(conference, {participant_id: form}, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            known = participant_id < 2**31 and write_words(
                rows, conference, participant_id, form.words.data or "", seen=form.seen.data or "",
                by=viewer().by, now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        session().expire_all()
        form.words.errors = [str(refusal_text(refusal))]
        return _notes(conference, {participant_id: form}, 409)
    if not known:
        abort(404)
    flash(_("Köket läser det du skrev."))
    return redirect(url_for("kitchen.notes", conference_id=conference.id), 303)


@blueprint.get(f"{AT}/allergi")
@conference_access(Capability.SEE_ALLERGIES)
@access(Access.MEMBER)
def allergies(conference: Conference) -> str:
    """How many there are, and the button that shows them."""
    return draw_kitchen(
        "dashboard/catering/allergies.html",
        scope_of(conference),
        tab="allergies",
        found=None,
        people=count_named(session(), conference.id),
    )


@blueprint.post(f"{AT}/allergi")
@conference_access(Capability.SEE_ALLERGIES)
@access(Access.MEMBER)
def show_allergies(conference: Conference) -> str:
    """The names of those who ticked that they may be seen here; each view is recorded."""
    check_button()
    with transaction() as rows:
        found = [
            (person.id, shown_name(person, may_see_protected=False), food_words(needs))
            for person, needs in list_named(rows, conference.id)
        ]
        note_seen(rows, conference, [number for number, _name, _food in found], by=viewer().by, now=now())
    return draw_kitchen(
        "dashboard/catering/allergies.html",
        scope_of(conference),
        tab="allergies",
        found=found,
        people=len(found),
    )


def _notes(conference: Conference, sent: dict[int, WordsForm] | None = None, status: int = 200) -> Any:
    found = []
    for person, needs in list_notes(session(), conference.id):
        form = (sent or {}).get(person.id)
        if form is None:
            form = WordsForm(prefix=f"p{person.id}-")
            form.words.data = needs.kitchen_words or ""
        form.seen.data = note_digest(needs.food_note)
        found.append((person, shown_name(person, may_see_protected=False), needs, form))
    errors = [error for form in (sent or {}).values() for error in form.error_summary()]
    html = draw_kitchen(
        "dashboard/catering/notes.html", scope_of(conference), tab="notes", found=found, errors=errors
    )
    return html, status
