"""`/utvardering/<survey>/<key>`: one answer for each key. `/<series>/forslag`: a box that is always open."""

from typing import Any

from flask import Blueprint, abort, render_template, request

from regapp.accounts.keys import client_key
from regapp.conferences.models import Conference, Series
from regapp.conferences.queries import find_address, find_public_series, get_conference
from regapp.database.session import session, transaction
from regapp.kernel.clock import SystemClock
from regapp.kernel.refusal import Refusal
from regapp.surveys.commands import answer
from regapp.surveys.forms import AnswerForm, SuggestionForm, answer_form
from regapp.surveys.keys import is_key, is_reminded, key_hash
from regapp.surveys.models import Survey
from regapp.surveys.queries import get_survey, is_spent
from regapp.surveys.rules import is_open
from regapp.surveys.suggesting import suggest
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language
from regapp.web.state import config

blueprint = Blueprint("surveys", __name__)


@blueprint.get("/utvardering/<int:survey_id>/<key>")
@access(Access.TOKEN)
def show(survey_id: int, key: str) -> Any:
    survey = _survey(survey_id, key)
    form = answer_form(survey.questions, language())()
    if is_open(survey) and is_spent(session(), key_hash(key)):
        return _page(get_conference(session(), survey.conference_id), None, form, done=_used())
    return _draw(survey, form)


@blueprint.post("/utvardering/<int:survey_id>/<key>")
@access(Access.TOKEN)
def send(survey_id: int, key: str) -> Any:
    survey = _survey(survey_id, key)
    form = answer_form(survey.questions, language())(request.form)
    if not form.validate():
        return _draw(survey, form, 400 if form.forged() else 422)
    answers = form.answers(survey.questions)
    if not answers:
        form.form_errors.append(_("Svara på minst en fråga."))
        return _draw(survey, form, 422)
    conference_id = survey.conference_id
    session().rollback()
    try:
        with transaction() as rows:
            fresh = answer(rows, survey_id, key_hash(key), answers)
    except Refusal:
        session().expire_all()
        return _draw(_survey(survey_id, key), form, 409)
    done = _("Tack för ditt svar!") if fresh else _used()
    return _page(get_conference(session(), conference_id), None, form, done=done), 200 if fresh else 409


@blueprint.get("/<slug:slug>/forslag")
@access(Access.PUBLIC)
def box(slug: str) -> Any:
    return _box(_series(slug), SuggestionForm())


@blueprint.post("/<slug:slug>/forslag")
@access(Access.PUBLIC)
def put(slug: str) -> Any:
    series, form = _series(slug), SuggestionForm(request.form)
    if not form.validate():
        return _box(series, form, 400 if form.forged() else 422)
    if not form.website.data:
        try:
            with transaction() as rows:
                suggest(
                    rows, series.id, form.text.data or "", form.email.data or "",
                    client_key=client_key(config().secret_key, request.remote_addr), now=now(),
                    system_now=SystemClock().now(),
                )  # fmt: skip
        except Refusal as refusal:
            session().expire_all()
            form.refuse(refusal)
            return _box(_series(slug), form, 429)
    return _box(_series(slug), SuggestionForm(), done=True)


def _survey(survey_id: int, key: str) -> Survey:
    """A key that was made for this survey; any other opens nothing."""
    if survey_id >= 2**31 or not is_key(config().secret_key, survey_id, key):
        abort(404)
    return get_survey(session(), survey_id) or abort(404)


def _draw(survey: Survey, form: AnswerForm, status: int = 200) -> Any:
    conference = get_conference(session(), survey.conference_id)
    done = "" if is_open(survey) else _("Utvärderingen är stängd.")
    return _page(conference, survey, form, done=done), status


def _page(conference: Conference, survey: Survey | None, form: AnswerForm, *, done: str = "") -> str:
    series = conference.series
    return render_template(
        "surveys/show.html",
        conference=conference,
        survey=survey,
        form=form,
        errors=form.error_summary() if survey else [],
        done=done,
        box=series.address.path if series and series.published else "",
        again=_came_with_the_reminder(),
        preview=False,
    )


def _used() -> str:
    return _("Länken är redan använd. Bara det första svaret räknas.")


def _came_with_the_reminder() -> bool:
    at = request.view_args or {}
    return is_reminded(config().secret_key, at["survey_id"], at["key"])


def _series(slug: str) -> Series:
    address = find_address(session(), slug)
    number = address.series_id if address is not None else None
    return (find_public_series(session(), number) if number is not None else None) or abort(404)


def _box(series: Series, form: SuggestionForm, status: int = 200, *, done: bool = False) -> Any:
    html = render_template(
        "surveys/suggest.html", series=series, form=form, errors=form.error_summary(), done=done
    )
    return html, status
