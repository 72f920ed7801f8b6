"""Förslag: what people wish of the next edition of a series, for those who plan it."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from regapp.conferences.access import capabilities_at
from regapp.conferences.guards import series_access, viewer
from regapp.conferences.models import Conference, Series
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.organizers.rules import Capability
from regapp.surveys.models import SuggestionState
from regapp.surveys.queries import count_suggestions, list_suggestions
from regapp.surveys.suggesting import remove_suggestion, set_state
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import lazy

blueprint = Blueprint("suggestions", __name__, url_prefix="/arrangor/serie/<int:series_id>/forslag")
STATES = {
    SuggestionState.NEW: lazy("Nya"),
    SuggestionState.READ: lazy("Lästa"),
    SuggestionState.TAKEN_UP: lazy("Tas upp"),
}
_BY_WORD = {"nya": SuggestionState.NEW, "lasta": SuggestionState.READ, "tas-upp": SuggestionState.TAKEN_UP}
WORDS = {state: word for word, state in _BY_WORD.items()}


@blueprint.get("")
@series_access(Capability.SEE)
@access(Access.MEMBER)
def index(series: Series, conferences: tuple[Conference, ...]) -> str:
    wanted = _BY_WORD.get(request.args.get("visa", ""))
    each = [capabilities_at(viewer(), one) for one in conferences]
    scope = Scope(conferences, frozenset(Capability).intersection(*each), series)
    return draw(
        "dashboard/surveys/suggestions.html",
        scope=scope,
        current="suggestions",
        series=series,
        found=list_suggestions(session(), series.id, wanted),
        counts=count_suggestions(session(), series.id),
        wanted=wanted,
        states=STATES,
        words=WORDS,
        may_edit=any(Capability.EDIT in one for one in each),
    )


@blueprint.post("/<int:number>")
@series_access(Capability.EDIT)
@access(Access.MEMBER)
def mark(series: Series, conferences: tuple[Conference, ...], number: int) -> Any:
    """Read, taken up, new again; or removed."""
    if not ButtonForm(request.form).validate():
        abort(400)
    word = request.form.get("lage", "")
    if number >= 2**31 or word not in {*_BY_WORD, "bort"}:
        abort(404)
    common: dict[str, Any] = {"by": viewer().by, "now": now()}
    with transaction() as rows:
        known = (
            remove_suggestion(rows, series, number, **common)
            if word == "bort"
            else set_state(rows, series, number, _BY_WORD[word], **common)
        )
    if not known:
        abort(404)
    return redirect(url_for("suggestions.index", series_id=series.id), 303)
