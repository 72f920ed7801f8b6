"""The letters of a conference: what they say, a look at each, and back to the standard words."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.accounts.queries import get_person
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.wording.forms import LetterForm
from regapp.dashboard.wording.words import PLACEHOLDERS
from regapp.database.session import session, transaction
from regapp.kernel.i18n import LANGUAGES
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.notices import count_to_thank, send_thanks
from regapp.registrations.preview import preview
from regapp.registrations.rules import needs_deleted_on
from regapp.registrations.standard import BY_SLUG, LETTERS, StandardLetter
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, ngettext
from regapp.web.refusals import refusal_text
from regapp.web.state import addresses, config
from regapp.wording.commands import restore_text, save_text, switch_letter
from regapp.wording.models import LetterText
from regapp.wording.queries import list_texts

blueprint = Blueprint("wording", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/brev")


@blueprint.get("")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def index(conference: Conference) -> str:
    """Every letter that participants get, and whether its words are the conference's own."""
    return draw(
        "dashboard/wording/index.html", scope=_scope(conference), current="edit", conference=conference,
        letters=LETTERS, kept=list_texts(session(), conference.id),
        to_thank=count_to_thank(session(), conference, now()),
    )  # fmt: skip


@blueprint.get("/<slug>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit(conference: Conference, slug: str) -> Any:
    letter = _letter(slug)
    form = LetterForm()
    form.fill(letter, list_texts(session(), conference.id).get(letter.kind))
    return _page(conference, letter, form)


@blueprint.post("/<slug>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def update(conference: Conference, slug: str) -> Any:
    """Save, or only look; over a newer save it says whose and keeps what was typed."""
    letter = _letter(slug)
    form = LetterForm(request.form)
    right = form.validate()
    if form.forged() or not (form.check(letter.placeholders) and right):
        return _page(conference, letter, form, 400 if form.forged() else 422)
    if "look" in request.form:
        return _page(conference, letter, form)
    try:
        with transaction() as rows:
            save_text(
                rows, conference.id, letter.kind, form.own_texts(letter), version=form.drawn_from,
                by=viewer().by, now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        newer = list_texts(session(), conference.id).get(letter.kind)
        form.version.data = str(newer.version if newer else 0)
        return _page(conference, letter, form, 409, newer=newer)
    flash(_("Brevet är sparat."))
    return _back(conference, letter)


@blueprint.post("/<slug>/aterstall")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def restore(conference: Conference, slug: str) -> Any:
    letter = _letter(slug)
    if not ButtonForm(request.form).validate():
        abort(400)
    with transaction() as rows:
        restore_text(rows, conference.id, letter.kind, by=viewer().by, now=now())
    flash(_("Standardtexten gäller igen."))
    return _back(conference, letter)


@blueprint.post("/<slug>/skicka-sjalv")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def switch(conference: Conference, slug: str) -> Any:
    """Turn a reminder off, or on again."""
    letter = _letter(slug)
    if not letter.switch:
        abort(404)
    if not ButtonForm(request.form).validate():
        abort(400)
    on = request.form.get("on") == "1"
    with transaction() as rows:
        switch_letter(rows, conference.id, letter.switch, on=on, by=viewer().by, now=now())
    flash(_("Påminnelsen skickas.") if on else _("Påminnelsen är avstängd."))
    return redirect(url_for(".index", conference_id=conference.id), 303)


@blueprint.post("/efterat/skicka")
@conference_access(Capability.EDIT, Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def thank(conference: Conference) -> Any:
    """Send what is said afterwards to those who have not got it."""
    if not ButtonForm(request.form).validate():
        abort(400)
    try:
        with transaction() as rows:
            sent = send_thanks(rows, conference, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(
            ngettext("Brevet skickas till %(num)s deltagare.", "Brevet skickas till %(num)s deltagare.", sent)
        )
    return redirect(url_for(".index", conference_id=conference.id), 303)


def _letter(slug: str) -> StandardLetter:
    return BY_SLUG.get(slug) or abort(404)


def _page(
    conference: Conference,
    letter: StandardLetter,
    form: LetterForm,
    status: int = 200,
    newer: LetterText | None = None,
) -> Any:
    kept = list_texts(session(), conference.id).get(letter.kind)
    shown = [] if form.error_summary() and status == 422 else LANGUAGES
    html = draw(
        "dashboard/wording/edit.html", scope=_scope(conference), current="edit", conference=conference,
        letter=letter, form=form, errors=form.error_summary(), newer=newer, kept=kept,
        saved_by=_who(newer or kept),
        placeholders=[(name, PLACEHOLDERS[name]) for name in letter.placeholders],
        previews=[one for language in shown if (one := _preview(conference, letter, form, language))],
    )  # fmt: skip
    return html, status


def _preview(conference: Conference, letter: StandardLetter, form: LetterForm, language: str) -> Any:
    return preview(
        letter.kind, conference, form.words(letter, language), language=language, addresses=addresses(),
        needs_go_on=None if config().demo else needs_deleted_on(conference),
    )  # fmt: skip


def _who(text: LetterText | None) -> str:
    person = get_person(session(), text.changed_by_id) if text and text.changed_by_id else None
    return person.name if person else _("Någon")


def _scope(conference: Conference) -> Scope:
    return Scope([conference], granted())


def _back(conference: Conference, letter: StandardLetter) -> Response:
    return redirect(url_for(".edit", conference_id=conference.id, slug=letter.slug), 303)
