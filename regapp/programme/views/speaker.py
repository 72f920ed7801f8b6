"""`/medverkande/<token>`: what is kept of somebody who takes part, and what of it may be shown."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from regapp.conferences.queries import get_conference
from regapp.database.session import session, transaction
from regapp.files.serving import file_answer
from regapp.programme.commands.speakers import answer_consent
from regapp.programme.forms import OwnConsentForm
from regapp.programme.models import Speaker
from regapp.programme.queries import find_speaker_by_token, list_items_of
from regapp.programme.views import blueprint
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _


@blueprint.get("/medverkande/<token>")
@access(Access.TOKEN)
def own_page(token: str) -> Any:
    speaker = _found(session(), token)
    form = OwnConsentForm()
    form.name.data, form.more.data = speaker.shows_name is not False, speaker.shows_more is True
    return _page(speaker, form)


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


@blueprint.get("/medverkande/<token>/min-bild")
@access(Access.TOKEN)
def own_picture(token: str) -> Any:
    speaker = _found(session(), token)
    return file_answer(speaker.picture, cache="private, no-store") if speaker.picture else abort(404)


def _found(rows: Any, token: str) -> Speaker:
    return find_speaker_by_token(rows, token) or abort(404)


def _page(speaker: Speaker, form: OwnConsentForm) -> str:
    conference = get_conference(session(), speaker.conference_id)
    return render_template(
        "programme/speaker.html", speaker=speaker, form=form, conference=conference,
        items=list_items_of(session(), speaker.id),
    )  # fmt: skip
