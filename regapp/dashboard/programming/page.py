"""What all pages of the programme's desk do alike: draw, save over a version, say what was refused."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import granted
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.versioned import VersionedForm
from regapp.database.session import transaction
from regapp.files.commands import Upload, store
from regapp.files.forms import UploadField
from regapp.files.serving import storage
from regapp.kernel.refusal import Refusal
from regapp.web.csrf import ButtonForm
from regapp.web.refusals import refusal_text

blueprint = Blueprint("programming", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/program")


def drawn(conference: Conference, template: str, **values: Any) -> str:
    """A page of the programme's desk."""
    return draw(
        template, scope=Scope([conference], granted()), current="programme",
        conference=conference, **values,
    )  # fmt: skip


def saved(
    conference: Conference, form: VersionedForm, save: Callable[[Any, Conference], Any]
) -> tuple[bool, Any]:
    """Run a command in a transaction; whether it went through, and what it gave.

    Refused, the form says why and, over a newer save, who saved what.
    """
    try:
        with transaction() as rows:
            return True, save(rows, get_conference(rows, conference.id))
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return False, None


def pressed(
    conference: Conference, act: Callable[[Any, Conference], str], endpoint: str, **at: Any
) -> Response:
    """A button: do it and say so, or say why not."""
    if not ButtonForm(request.form).validate():
        abort(400)
    try:
        with transaction() as rows:
            said = act(rows, get_conference(rows, conference.id))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(said)
    return redirect(url_for(endpoint, conference_id=conference.id, **at), 303)


def stored(field: UploadField) -> Upload | None:
    """What came in a field, written down; None where nothing did."""
    upload, judged = field.upload, field.judged
    if upload is None or judged is None:
        return None
    return store(storage(), upload.stream, judged, name=upload.filename or "")


def delete_files(*keys: str | None) -> None:
    """Once the rows are gone for good."""
    for key in keys:
        if key is not None:
            storage().delete(key)
