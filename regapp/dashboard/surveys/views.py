"""The survey of one conference: written, opened, closed, and what came of it from five answers up."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from regapp.audit.queries import list_latest
from regapp.conferences.guards import conference_access, granted, viewer
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.dashboard.newer import told
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.surveys.forms import SurveyForm
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.rules import Capability
from regapp.surveys.commands import close_survey, hide_text, make_survey, open_survey, remind_all, save_survey
from regapp.surveys.forms import answer_form
from regapp.surveys.models import Survey
from regapp.surveys.queries import find_survey
from regapp.surveys.rules import Result, closes_at, has_enough, is_open, may_open, opens_at, result_of
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, either, language, ngettext
from regapp.web.refusals import refusal_text
from regapp.web.sheets import Column, Row, csv_response, xlsx_response

blueprint = Blueprint(
    "evaluation", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/utvardering"
)
Act = Callable[[Any, Conference], Any]


@blueprint.get("")
@conference_access(Capability.SEE)
@access(Access.MEMBER)
def index(conference: Conference) -> str:
    survey = find_survey(session(), conference.id)
    results = _results(survey)
    return draw(
        "dashboard/surveys/index.html",
        scope=Scope([conference], granted()),
        current="survey",
        conference=conference,
        survey=survey,
        results=results,
        is_open=survey is not None and is_open(survey),
        may_open=may_open(conference, now()),
        opens_at=opens_at(conference),
        closes_at=closes_at(survey) if survey else None,
        may_edit=Capability.EDIT in granted(),
    )


@blueprint.post("/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def create(conference: Conference) -> Any:
    """From the template, or empty."""
    _check_button()
    standard = request.form.get("mall") == "1"
    with transaction() as rows:
        make_survey(rows, conference, standard=standard, by=viewer().by, now=now())
    return redirect(url_for("evaluation.edit", conference_id=conference.id), 303)


@blueprint.get("/fragor")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit(conference: Conference) -> Any:
    survey = find_survey(session(), conference.id) or abort(404)
    form = SurveyForm()
    form.fill(survey)
    return _edit(conference, form)


@blueprint.post("/fragor")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def save(conference: Conference) -> Any:
    """Over a newer save, or once it was opened, nothing is written and what was typed is kept."""
    if find_survey(session(), conference.id) is None:
        abort(404)
    form = SurveyForm(request.form)
    if not form.validate():
        return _edit(conference, form, 400 if form.forged() else 422)
    session().rollback()
    try:
        with transaction() as rows:
            save_survey(rows, conference, form.to_plan(), by=viewer().by, now=now())
    except Refusal as refusal:
        _refuse(conference.id, form, refusal)
        return _edit(get_conference(session(), conference.id), form, 409)
    flash(_("Utvärderingen är sparad."))
    return redirect(url_for("evaluation.index", conference_id=conference.id), 303)


@blueprint.get("/forhandsvisning")
@conference_access(Capability.SEE)
@access(Access.MEMBER)
def preview(conference: Conference) -> Any:
    """As those who answer see it; nothing can be sent."""
    survey = find_survey(session(), conference.id) or abort(404)
    form = answer_form(survey.questions, language())()
    return render_template(
        "surveys/show.html",
        conference=conference,
        survey=survey,
        form=form,
        errors=[],
        done="",
        box="",
        again=False,
        preview=True,
    )


@blueprint.post("/oppna")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def start(conference: Conference) -> Any:
    def act(rows: Any, fresh: Conference) -> str:
        count = open_survey(rows, fresh, by=viewer().by, now=now())
        return ngettext("Öppnad. %(num)s mejl skickas.", "Öppnad. %(num)s mejl skickas.", count)

    return _act(conference, act)


@blueprint.post("/paminn")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def remind(conference: Conference) -> Any:
    def act(rows: Any, fresh: Conference) -> str:
        count = remind_all(rows, fresh, by=viewer().by, now=now())
        return ngettext("%(num)s påminnelse skickas.", "%(num)s påminnelser skickas.", count)

    return _act(conference, act)


@blueprint.post("/stang")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def close(conference: Conference) -> Any:
    def act(rows: Any, fresh: Conference) -> str:
        close_survey(rows, fresh, by=viewer().by, now=now())
        return _("Utvärderingen är stängd.")

    return _act(conference, act)


@blueprint.post("/text/<text_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def hide(conference: Conference, text_id: str) -> Any:
    """Something that names somebody is taken out of the results, or put back."""
    _check_button()
    survey = find_survey(session(), conference.id)
    if survey is None or not has_enough(survey):
        abort(404)
    session().rollback()
    with transaction() as rows:
        hidden = request.form.get("dolj") == "1"
        known = hide_text(rows, conference, text_id, hidden=hidden, by=viewer().by, now=now())
    if not known:
        abort(404)
    return redirect(url_for("evaluation.index", conference_id=conference.id), 303)


@blueprint.get("/resultat.<any(csv,xlsx):form>")
@conference_access(Capability.SEE)
@access(Access.MEMBER)
def export(conference: Conference, form: str) -> Any:
    """Nothing before there are enough answers."""
    results = _results(find_survey(session(), conference.id))
    if not results:
        abort(404)
    columns = [Column(_("Fråga"), width=50), Column(_("Svar"), width=60), Column(_("Antal"), "whole", 10)]
    write = csv_response if form == "csv" else xlsx_response
    return write(columns, list(_rows(results)), f"utvardering-{now():%Y-%m-%d}")


def _results(survey: Survey | None) -> list[Result]:
    if survey is None or not has_enough(survey):
        return []
    return [result_of(question, language()) for question in survey.questions]


def _rows(results: list[Result]) -> Iterator[Row]:
    for one in results:
        label = either(one.question.label, one.question.label_en)
        for bar in one.bars:
            yield label, bar.label, bar.count
        yield from ((label, text["text"], None) for text in one.texts)


def _refuse(conference_id: int, form: SurveyForm, refusal: Refusal) -> None:
    """Over a newer save also who saved; sent once more the form goes over it."""
    session().expire_all()
    form.refuse(refusal)
    survey = find_survey(session(), conference_id)
    if refusal.code == "survey_edited" and survey is not None:
        saves = list_latest(
            session(), "conference", conference_id, {"survey_saved"}, limit=survey.version - form.seen_version
        )
        form.newer = [told(session(), event) for event in saves]
        form.version.data = str(survey.version)


def _edit(conference: Conference, form: SurveyForm, status: int = 200) -> Any:
    form.add_empty()
    html = draw(
        "dashboard/surveys/edit.html",
        scope=Scope([conference], granted()),
        current="survey",
        conference=conference,
        form=form,
        errors=form.error_summary(),
    )
    return html, status


def _act(conference: Conference, act: Act) -> Any:
    _check_button()
    if find_survey(session(), conference.id) is None:
        abort(404)
    session().rollback()
    try:
        with transaction() as rows:
            told = act(rows, get_conference(rows, conference.id))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(told)
    return redirect(url_for("evaluation.index", conference_id=conference.id), 303)


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)
