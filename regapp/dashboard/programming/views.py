"""Rooms, tracks and those who take part."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access
from regapp.conferences.models import Conference
from regapp.dashboard.programming.forms import ConsentForm, ListsForm, SpeakerForm
from regapp.dashboard.programming.page import blueprint, delete_files, drawn, pressed, saved, stored
from regapp.database.session import session
from regapp.files.rules import LARGEST_PICTURE
from regapp.files.serving import file_answer, sent_form, takes_uploads
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.programme.commands.desk import save_lists
from regapp.programme.commands.speakers import (
    answer_consent,
    ask_consent,
    remove_speaker,
    save_speaker,
)
from regapp.programme.models import Speaker
from regapp.programme.queries import find_speaker, list_rooms, list_speakers, list_tracks
from regapp.programme.rules.people import consent_of
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text


@blueprint.get("/salar")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def lists(conference: Conference) -> Any:
    form = ListsForm()
    form.fill(conference, list_rooms(session(), conference.id), list_tracks(session(), conference.id))
    return _lists(conference, form)


@blueprint.post("/salar")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def save_both_lists(conference: Conference) -> Any:
    form = ListsForm(request.form)
    if not form.validate():
        return _lists(conference, form, 400 if form.forged() else 422)
    rooms = [entry.form.to_named() for entry in form.rooms]
    tracks = [entry.form.to_named() for entry in form.tracks]
    done, _given = saved(
        conference, form,
        lambda rows, fresh: save_lists(
            rows, fresh, rooms, tracks, version=form.seen_version, by=viewer().by, now=now()
        ),
    )  # fmt: skip
    if not done:
        return _lists(conference, form, 409)
    flash(_("Salar och spår är sparade."))
    return redirect(url_for("programming.lists", conference_id=conference.id), 303)


@blueprint.get("/medverkande")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def speakers(conference: Conference) -> str:
    people = list_speakers(session(), conference.id)
    return drawn(conference, "dashboard/programming/speakers.html", people=people, consent_of=consent_of)


@blueprint.get("/medverkande/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def new_speaker(conference: Conference) -> Any:
    form = SpeakerForm()
    form.fill(conference, None)
    return _speaker(conference, form, None)


@blueprint.post("/medverkande/ny")
@conference_access(Capability.EDIT)
@takes_uploads(LARGEST_PICTURE)
@access(Access.MEMBER)
def create_speaker(conference: Conference) -> Any:
    return _save_speaker(conference, None)


@blueprint.get("/medverkande/<int:speaker_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit_speaker(conference: Conference, speaker_id: int) -> Any:
    speaker = _found(session(), conference, speaker_id)
    form = SpeakerForm()
    form.fill(conference, speaker)
    return _speaker(conference, form, speaker)


@blueprint.post("/medverkande/<int:speaker_id>")
@conference_access(Capability.EDIT)
@takes_uploads(LARGEST_PICTURE)
@access(Access.MEMBER)
def update_speaker(conference: Conference, speaker_id: int) -> Any:
    return _save_speaker(conference, _found(session(), conference, speaker_id))


@blueprint.get("/medverkande/<int:speaker_id>/bild")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def speaker_picture(conference: Conference, speaker_id: int) -> Any:
    """Also before anybody said that it may be shown."""
    speaker = _found(session(), conference, speaker_id)
    return file_answer(speaker.picture, cache="private, no-store") if speaker.picture else abort(404)


@blueprint.post("/medverkande/<int:speaker_id>/fraga")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def ask_speaker(conference: Conference, speaker_id: int) -> Response:
    def act(rows: Any, fresh: Conference) -> str:
        ask_consent(rows, _found(rows, fresh, speaker_id), by=viewer().by, now=now())
        return _("Frågan är på väg.")

    return pressed(conference, act, "programming.speakers")


@blueprint.post("/medverkande/<int:speaker_id>/samtycke")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def note_consent(conference: Conference, speaker_id: int) -> Response:
    """What somebody said on the telephone or wrote in a mail."""
    form = ConsentForm(request.form)

    def act(rows: Any, fresh: Conference) -> str:
        speaker = _found(rows, fresh, speaker_id)
        answer_consent(
            rows, fresh, speaker, name=bool(form.name.data), more=bool(form.more.data), by=viewer().by,
            now=now(),
        )  # fmt: skip
        return _("Samtycket är antecknat.")

    return pressed(conference, act, "programming.edit_speaker", speaker_id=speaker_id)


@blueprint.post("/medverkande/<int:speaker_id>/ta-bort")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def drop_speaker(conference: Conference, speaker_id: int) -> Response:
    dropped: list[str | None] = []

    def act(rows: Any, fresh: Conference) -> str:
        speaker = _found(rows, fresh, speaker_id)
        dropped.append(remove_speaker(rows, fresh, speaker, version=fresh.version, by=viewer().by, now=now()))
        return _("Borttagen, med bild, text och adress.")

    answer = pressed(conference, act, "programming.speakers")
    delete_files(*dropped)
    return answer


def _lists(conference: Conference, form: ListsForm, status: int = 200) -> Any:
    return drawn(
        conference, "dashboard/programming/lists.html", form=form, errors=form.error_summary()
    ), status


def _save_speaker(conference: Conference, speaker: Speaker | None) -> Any:
    try:
        form = SpeakerForm(sent_form(LARGEST_PICTURE))
    except Refusal as refusal:
        form = SpeakerForm()
        form.fill(conference, speaker)
        form.picture.errors = [refusal_text(refusal)]
        return _speaker(conference, form, speaker, 413)
    if not form.validate():
        return _speaker(conference, form, speaker, 400 if form.forged() else 422)
    picture = stored(form.picture)

    def save(rows: Any, fresh: Conference) -> str | None:
        old = _found(rows, fresh, speaker.id) if speaker else None
        _saved, dropped = save_speaker(
            rows, fresh, old, form.to_plan(), picture=picture, version=form.seen_version, by=viewer().by,
            now=now(),
        )  # fmt: skip
        return dropped

    done, dropped = saved(conference, form, save)
    if not done:
        delete_files(picture.written.key if picture else None)
        return _speaker(conference, form, speaker, 422 if form.picture_alt.errors else 409)
    delete_files(dropped)
    flash(_("%(name)s är sparad.", name=form.name.data))
    return redirect(url_for("programming.speakers", conference_id=conference.id), 303)


def _found(rows: Any, conference: Conference, speaker_id: int) -> Speaker:
    found = find_speaker(rows, conference.id, speaker_id) if speaker_id < 2**31 else None
    return found or abort(404)


def _speaker(conference: Conference, form: SpeakerForm, speaker: Speaker | None, status: int = 200) -> Any:
    consent = ConsentForm()
    if speaker:
        consent.name.data, consent.more.data = speaker.shows_name is not False, speaker.shows_more is True
    html = drawn(
        conference, "dashboard/programming/speaker.html", form=form, errors=form.error_summary(),
        speaker=speaker, consent=consent, consent_of=consent_of,
    )  # fmt: skip
    return html, status
