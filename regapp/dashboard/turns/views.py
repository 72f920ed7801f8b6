"""Ändra läget: the choice, the form, the preview, and at last the act. Nothing is sent unseen."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.offers import Offer, list_offers
from regapp.conferences.queries import get_conference
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.turns.forms import TurnForm
from regapp.dashboard.turns.kinds import TURNS, Turn, turns_of
from regapp.dashboard.turns.seal import is_seal, sealed, written
from regapp.database.session import rehearsal, session, transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.renderers import LetterContext
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.rehearsal import Rehearsal, rehearse
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import language
from regapp.web.state import addresses, config

blueprint = Blueprint("turns", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/lage")
_SEND, _CHANGE = "send", "change"


@blueprint.get("")
@conference_access(Capability.PUBLISH)
@access(Access.MEMBER)
def index(conference: Conference) -> str:
    """How it stands, and what may befall it."""
    return draw(
        "dashboard/turns/index.html", scope=_scope(conference), current="edit", conference=conference,
        turns=turns_of(conference, now()),
    )  # fmt: skip


@blueprint.get("/<slug>")
@conference_access(Capability.PUBLISH)
@access(Access.MEMBER)
def ask(conference: Conference, slug: str) -> Any:
    turn = _turn(conference, slug)
    if turn is None:
        return redirect(url_for(".index", conference_id=conference.id), 303)
    form = _offered(conference, turn.form())
    form.fill(conference)
    return _form(conference, turn, form)


@blueprint.post("/<slug>")
@conference_access(Capability.PUBLISH)
@access(Access.MEMBER)
def act(conference: Conference, slug: str) -> Any:
    """Look first; do it when what is sent is what was looked at."""
    turn = _turn(conference, slug) or _any_turn(slug)
    form = _offered(conference, turn.form(request.form))
    if not form.validate():
        return _form(conference, turn, form, 400 if form.forged() else 422)
    if not form.check(conference, now()):
        return _form(conference, turn, form, 422)
    if request.form.get("do") == _CHANGE:
        return _form(conference, turn, form)
    seal = _seal(conference)
    seen = is_seal(form.seen.data or "", seal)
    try:
        if request.form.get("do") == _SEND and seen:
            return _do(conference, turn, form)
        found = _look(conference, turn, form)
    except Refusal as refusal:
        return _refused(conference.id, turn, form, refusal)
    return _preview(conference.id, turn, form, found, seal)


def _look(conference: Conference, turn: Turn, form: TurnForm) -> Rehearsal:
    context = LetterContext(config=config(), addresses=addresses(), now=now())
    what = turn.act(form, viewer().by, context.now)
    with rehearsal() as rows:
        found = rehearse(rows, conference.id, what, context, language=language())
    return found


def _do(conference: Conference, turn: Turn, form: TurnForm) -> Response:
    what = turn.act(form, viewer().by, now())
    number = conference.id
    with transaction() as rows:
        what(rows, get_conference(rows, number))
    flash(str(turn.done))
    return redirect(url_for("dashboard.overview", kind="konferens", number=number), 303)


def _refused(number: int, turn: Turn, form: TurnForm, refusal: Refusal) -> Any:
    """What was written stays; the next look is at the conference as it is now."""
    refuse(form, refusal, number)
    return _form(_again(number), turn, form, 409)


def _form(conference: Conference, turn: Turn, form: TurnForm, status: int = 200) -> Any:
    form.seen.data = ""
    html = draw(
        "dashboard/turns/form.html", scope=_scope(conference), current="edit", conference=conference,
        turn=turn, form=form, errors=form.error_summary(),
    )  # fmt: skip
    return html, status


def _preview(number: int, turn: Turn, form: TurnForm, found: Rehearsal, seal: str) -> str:
    fresh = _again(number)
    return draw(
        "dashboard/turns/preview.html", scope=_scope(fresh), current="edit", conference=fresh,
        turn=turn, form=form, found=found, written=written(request.form), seal=seal,
    )  # fmt: skip


def _offered(conference: Conference, form: TurnForm) -> TurnForm:
    found = list_offers(session(), [conference]).get(conference.id, Offer())
    form.offer({one.id: one.label for one in found.options})
    return form


def _turn(conference: Conference, slug: str) -> Turn | None:
    return next((one for one in turns_of(conference, now()) if one.slug == slug), None)


def _any_turn(slug: str) -> Turn:
    """A form drawn before somebody else changed how it stands: the command says why not."""
    return next((one for one in TURNS if one.slug == slug), None) or abort(404)


def _seal(conference: Conference) -> str:
    return sealed(
        request.form, conference_id=conference.id, person_id=viewer().person_id, key=config().secret_key
    )


def _again(number: int) -> Conference:
    session().expire_all()
    return get_conference(session(), number)


def _scope(conference: Conference) -> Scope:
    return Scope([conference], granted())
