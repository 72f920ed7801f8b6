"""`/a/<token>/namnbricka/<n>` and `…/intyg/<n>.pdf`: a participant's own badge and certificate."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from regapp.conferences.models import Conference
from regapp.conferences.rules import was_held
from regapp.database.session import session, transaction
from regapp.documents.pdf import make_pdf
from regapp.printing.commands import set_badge_text
from regapp.printing.exports import certificate_paper
from regapp.printing.forms import BadgeForm
from regapp.printing.queries import find_badge_text, list_attended
from regapp.printing.rules import wears_badge
from regapp.registrations.models import Participant
from regapp.registrations.queries import list_conferences_of, open_link
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import language

blueprint = Blueprint("printing", __name__)


@blueprint.get("/a/<token>/namnbricka/<int:participant_id>")
@access(Access.TOKEN)
def badge(token: str, participant_id: int) -> Any:
    person, conference = _open(token, participant_id)
    own = find_badge_text(session(), person.id)
    form = BadgeForm(
        name=(own and own.name) or person.name,
        line=(own and own.line) or person.title,
        no_photo=bool(own and own.no_photo),
    )
    return _page(token, person, conference, form)


@blueprint.post("/a/<token>/namnbricka/<int:participant_id>")
@access(Access.TOKEN)
def change_badge(token: str, participant_id: int) -> Any:
    person, conference = _open(token, participant_id)
    form = BadgeForm(request.form)
    if not form.validate():
        return _page(token, person, conference, form), 400 if form.forged() else 422
    with transaction() as rows:
        set_badge_text(
            rows, person, name=form.name.data or "", line=form.line.data or "", no_photo=form.no_photo.data,
            now=now(),
        )  # fmt: skip
    return redirect(url_for("registrations.show", token=token, andrad=1), 303)


@blueprint.get("/a/<token>/intyg/<int:participant_id>.pdf")
@access(Access.TOKEN)
def certificate(token: str, participant_id: int) -> Any:
    """There is one when the last day is over, for whoever took part."""
    person, conference = _person(token, participant_id)
    if not was_held(conference, now()):
        abort(404)
    people = list_attended(session(), conference.id, participant_id=person.id)
    if not people:
        return render_template("printing/missed.html", token=token, person=person, conference=conference), 404
    made = make_pdf(
        "printing/certificates.typ", certificate_paper(conference, people), now=now(), language=language()
    )
    return Response(made, mimetype="application/pdf")


def _open(token: str, participant_id: int) -> tuple[Participant, Conference]:
    """Whoever gets a badge; of a protected identity the organizer decides what stands on it."""
    person, conference = _person(token, participant_id)
    if not wears_badge(person) or person.protected or was_held(conference, now()):
        abort(404)
    return person, conference


def _person(token: str, participant_id: int) -> tuple[Participant, Conference]:
    opened = open_link(session(), token) or abort(404)
    person = next((one for one in opened.participants if one.id == participant_id), None) or abort(404)
    return person, list_conferences_of(session(), [person])[person.conference_id]


def _page(token: str, person: Participant, conference: Conference, form: BadgeForm) -> str:
    return render_template(
        "printing/badge.html", token=token, person=person, conference=conference, form=form
    )
