"""`/medverkande/<token>`: what is kept of somebody who takes part, and what of it may be shown."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.texts import localized
from regapp.database.session import session, transaction
from regapp.files.commands import store
from regapp.files.rules import LARGEST_PRESENTATION
from regapp.files.serving import file_answer, sent_form, storage, takes_uploads
from regapp.kernel.refusal import Refusal
from regapp.programme.commands.presentations import hand_in
from regapp.programme.commands.speakers import answer_consent
from regapp.programme.forms import HandInForm, OwnConsentForm
from regapp.programme.models import ProgrammeItem, Speaker
from regapp.programme.queries import find_speaker_by_token, list_items_of
from regapp.programme.views import blueprint
from regapp.programme.words import item_hours
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text


@blueprint.get("/medverkande/<token>")
@access(Access.TOKEN)
def own_page(token: str) -> Any:
    speaker = _found(session(), token)
    return _page(speaker, _consent(speaker))


@blueprint.post("/medverkande/<token>")
@access(Access.TOKEN)
def answer(token: str) -> Any:
    form = OwnConsentForm(request.form)
    if not form.validate():
        return _page(_found(session(), token), form), 400
    with transaction() as rows:
        speaker = _found(rows, token)
        conference = get_conference(rows, speaker.conference_id)
        answer_consent(
            rows, conference, speaker, name=bool(form.name.data), more=bool(form.more.data), now=now()
        )
    flash(_("Tack, ditt svar är sparat."))
    return redirect(url_for("programme.own_page", token=token), 303)


@blueprint.post("/medverkande/<token>/presentation")
@takes_uploads(LARGEST_PRESENTATION)
@access(Access.TOKEN)
def hand_in_presentation(token: str) -> Any:
    """Their own file, for the organizer to show."""
    speaker = _found(session(), token)
    items = {item.id: item for item in list_items_of(session(), speaker.id)}
    try:
        form = HandInForm(sent_form(LARGEST_PRESENTATION))
    except Refusal as refusal:
        return _page(speaker, _consent(speaker), too_large=refusal_text(refusal)), 413
    form.offer([(item.id, item.title) for item in items.values()])
    if not form.validate():
        return _page(speaker, _consent(speaker), form), 400 if form.forged() else 422
    sent, judged = form.file.data, form.file.judged or abort(400)
    upload = store(storage(), sent.stream, judged, name=sent.filename or "")
    try:
        with transaction() as rows:
            conference = get_conference(rows, speaker.conference_id)
            dropped = hand_in(rows, conference, items[form.item.data], upload, now=now())
    except Refusal as refusal:
        storage().delete(upload.written.key)
        form.refuse(refusal)
        return _page(speaker, _consent(speaker), form), 409
    if dropped:
        storage().delete(dropped)
    flash(_("Tack, filen är framme. Arrangören väljer när den visas."))
    return redirect(url_for("programme.own_page", token=token), 303)


@blueprint.get("/medverkande/<token>/min-bild")
@access(Access.TOKEN)
def own_picture(token: str) -> Any:
    speaker = _found(session(), token)
    return file_answer(speaker.picture, cache="private, no-store") if speaker.picture else abort(404)


def _found(rows: Any, token: str) -> Speaker:
    return find_speaker_by_token(rows, token) or abort(404)


def _named(item: ProgrammeItem, conference: Conference) -> str:
    """With its hours: the same seminar may be given twice."""
    return ", ".join(filter(None, (localized(item, "title", language()), item_hours(item, conference))))


def _consent(speaker: Speaker) -> OwnConsentForm:
    form = OwnConsentForm()
    form.name.data, form.more.data = speaker.shows_name is not False, speaker.shows_more is True
    return form


def _page(
    speaker: Speaker, form: OwnConsentForm, file_form: HandInForm | None = None, *, too_large: str = ""
) -> str:
    conference = get_conference(session(), speaker.conference_id)
    items = list_items_of(session(), speaker.id)
    handing = file_form or HandInForm()
    handing.offer([(item.id, _named(item, conference)) for item in items])
    if too_large:
        handing.file.errors = [too_large]
    return render_template(
        "programme/speaker.html", speaker=speaker, form=form, conference=conference, items=items,
        handing=handing, errors=handing.error_summary(),
    )  # fmt: skip
