"""What a conference asks beyond the usual: the list, one question, what was answered."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.commands.questions import (
    add_question,
    change_question,
    copy_questions,
    move_question,
    retire_question,
)
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference, Question
from regapp.conferences.queries import find_question, get_conference, list_questions
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.question_form import KIND_WORDS, QuestionForm
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.queries import count_answers
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

_AT = "/konferens/<int:conference_id>/fragor"
Act = Callable[[Any, Conference, Question], Any]


@blueprint.get(_AT)
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def questions(conference: Conference) -> Any:
    rows = session()
    asked = list_questions(rows, [conference.id])
    return draw(
        "dashboard/questions.html", scope=Scope([conference], granted()), current="edit",
        conference=conference, questions=asked, kinds=KIND_WORDS,
        counts=count_answers(rows, [question.id for question in asked]), others=_others(conference),
    )  # fmt: skip


@blueprint.get(f"{_AT}/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def new_question(conference: Conference) -> Any:
    form = QuestionForm()
    form.version.data = str(conference.version)
    return _form(conference, form, None)


@blueprint.post(f"{_AT}/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def create_question(conference: Conference) -> Any:
    return _save(conference, None)


@blueprint.get(f"{_AT}/<int:question_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit_question(conference: Conference, question_id: int) -> Any:
    question = _question(session(), conference, question_id)
    form = QuestionForm()
    form.fill(question)
    form.version.data = str(conference.version)
    return _form(conference, form, question)


@blueprint.post(f"{_AT}/<int:question_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def update_question(conference: Conference, question_id: int) -> Any:
    return _save(conference, _question(session(), conference, question_id))


@blueprint.post(f"{_AT}/<int:question_id>/<any(upp,ner):way>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def reorder_question(conference: Conference, question_id: int, way: str) -> Response:
    def act(rows: Any, fresh: Conference, question: Question) -> None:
        move_question(
            rows, fresh, question, up=way == "upp", version=fresh.version, by=viewer().by, now=now()
        )

    return _act(conference, question_id, act)


@blueprint.post(f"{_AT}/<int:question_id>/ta-bort")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def remove_question(conference: Conference, question_id: int) -> Response:
    def act(rows: Any, fresh: Conference, question: Question) -> None:
        retire_question(rows, fresh, question, version=fresh.version, by=viewer().by, now=now())

    flash(_("Frågan ställs inte längre. Svaren som redan har kommit finns kvar."))
    return _act(conference, question_id, act)


@blueprint.post(f"{_AT}/hamta")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def fetch_questions(conference: Conference) -> Response:
    """Ask what another place of the series asks."""
    _check_button()
    wanted = request.form.get("fran", type=int)
    origin = next((one for one in _others(conference) if one.id == wanted), None) or abort(404)
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            came = copy_questions(rows, origin, fresh, version=fresh.version, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("%(count)s frågor hämtades.", count=came))
    return _list(conference)


def _save(conference: Conference, question: Question | None) -> Any:
    form = QuestionForm(request.form)
    if not form.validate():
        return _form(conference, form, question, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            if question is None:
                add_question(
                    rows, fresh, form.to_text(), version=form.seen_version, by=viewer().by, now=now()
                )
            else:
                old = _question(rows, fresh, question.id)
                change_question(
                    rows, fresh, old, form.to_text(), version=form.seen_version, by=viewer().by, now=now()
                )
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _form(conference, form, question, 409)
    flash(_("Frågan är sparad."))
    return _list(conference)


def _act(conference: Conference, question_id: int, act: Act) -> Response:
    _check_button()
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            act(rows, fresh, _question(rows, fresh, question_id))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    return _list(conference)


def _question(rows: Any, conference: Conference, question_id: int) -> Question:
    found = find_question(rows, conference.id, question_id) if question_id < 2**31 else None
    return found or abort(404)


def _others(conference: Conference) -> list[Conference]:
    """Places of the series whose questions the viewer may read."""
    if conference.series_id is None:
        return []
    visible = list_visible_conferences(session(), viewer(), series_id=conference.series_id)
    return [
        one
        for one in visible
        if one.id != conference.id and Capability.EDIT in capabilities_at(viewer(), one)
    ]


def _form(conference: Conference, form: QuestionForm, question: Question | None, status: int = 200) -> Any:
    html = draw(
        "dashboard/question.html", scope=Scope([conference], granted()), current="edit", form=form,
        errors=form.error_summary(), conference=conference, question=question,
    )  # fmt: skip
    return html, status


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)


def _list(conference: Conference) -> Response:
    return redirect(url_for("dashboard.questions", conference_id=conference.id), 303)
