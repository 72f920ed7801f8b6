"""Utskick: the list, the form, a look at three letters, and what then is sent, planned or taken back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.audit.queries import list_latest
from regapp.campaigns import commands
from regapp.campaigns.models import Campaign
from regapp.campaigns.queries import find_campaign
from regapp.campaigns.rules import Audience
from regapp.conferences.guards import viewer
from regapp.dashboard.campaigns.forms import MailingForm, WhenForm, chosen_in
from regapp.dashboard.campaigns.handed import handed_over
from regapp.dashboard.campaigns.offered import offered_at
from regapp.dashboard.campaigns.pages import draw_form, draw_list, draw_mailing
from regapp.dashboard.newer import told
from regapp.dashboard.page import scoped
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.filters import weekday_clock
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

blueprint: Blueprint = Blueprint(
    "campaigns", __name__, url_prefix="/arrangor/<any(konferens,serie):kind>/<int:number>/utskick"
)
_LARGEST_ID = 2**31 - 1
# What raises a mailing's version; the history has a row for each conference it reaches.
_RAISES = frozenset({"mailing_saved", "mailing_planned", "mailing_taken_back", "mailing_stopped"})


@blueprint.get("")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def index(scope: Scope) -> str:
    """What is to go first, then what went."""
    return draw_list(scope)


@blueprint.get("/nytt")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def ask(scope: Scope) -> Any:
    """An empty form, one for those a list of participants shows or had ticked, or a copy."""
    copied = _find(scope, request.args.get("kopia", 0, type=int))
    form = _form(scope, kept=copied)
    if copied is not None:
        form.fill(copied)
        form.version.data = ""
        return draw_form(scope, form)
    try:
        audience = handed_over(session(), scope.ids, request.args)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        audience = Audience()
    form.fill_audience(audience, scope.ids)
    return draw_form(scope, form)


@blueprint.post("/nytt")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def write(scope: Scope) -> Any:
    """Keep it as a draft, and show how it will be read."""
    form = _form(scope, request.form)
    right = form.validate()
    try:
        if form.forged() or not (form.check() and right):
            return draw_form(scope, form, 400 if form.forged() else 422)
        with transaction() as rows:
            campaign = commands.write_campaign(
                rows, form.chosen_places(scope.ids), form.texts(), form.audience(),
                series_id=scope.series.id if scope.series else None, by=viewer().by, now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return draw_form(scope, form, 422)
    return _to(scope, campaign.id)


@blueprint.get("/<int:campaign_id>")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def show(scope: Scope, campaign_id: int) -> Any:
    """How three will read it and when it goes; or who got it."""
    return draw_mailing(scope, _get(scope, campaign_id))


@blueprint.get("/<int:campaign_id>/andra")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def edit(scope: Scope, campaign_id: int) -> Any:
    campaign = _get(scope, campaign_id)
    form = _form(scope, kept=campaign)
    form.fill(campaign)
    return draw_form(scope, form, campaign=campaign)


@blueprint.post("/<int:campaign_id>/andra")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def rewrite(scope: Scope, campaign_id: int) -> Any:
    """Save; over a newer save everything typed is kept and the next save counts."""
    campaign, form = _get(scope, campaign_id), _form(scope, request.form)
    right = form.validate()
    if form.forged() or not (form.check() and right):
        return draw_form(scope, form, 400 if form.forged() else 422, campaign=campaign)
    try:
        with transaction() as rows:
            commands.rewrite_campaign(
                rows, campaign_id, form.chosen_places(scope.ids), form.texts(), form.audience(),
                within=scope.ids, version=form.seen_version, by=viewer().by, now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        fresh = _get(scope, campaign_id)
        if fresh.version != form.seen_version:
            latest = list_latest(session(), "campaign", campaign_id, _RAISES, limit=1)
            form.newer = [told(session(), one) for one in latest]
            form.version.data = str(fresh.version)
        return draw_form(scope, form, 409, campaign=fresh)
    return _to(scope, campaign_id)


@blueprint.post("/<int:campaign_id>/test")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def try_out(scope: Scope, campaign_id: int) -> Response:
    _check_button()
    try:
        with transaction() as rows:
            commands.send_trial(rows, campaign_id, within=scope.ids, person_id=viewer().person_id, now=now())
    except Refusal as refusal:
        return _refused(scope, campaign_id, refusal)
    flash(_("Ett testmejl är på väg till %(email)s.", email=viewer().email))
    return _to(scope, campaign_id)


@blueprint.post("/<int:campaign_id>/skicka")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def send(scope: Scope, campaign_id: int) -> Response:
    """Ten minutes from now, until when it can be taken back."""
    _check_button()
    try:
        with transaction() as rows:
            commands.plan_campaign(
                rows, campaign_id, within=scope.ids, version=_version(), goes_at=None, by=viewer().by,
                now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        return _refused(scope, campaign_id, refusal)
    flash(_("Utskicket går om 10 minuter."))
    return _to(scope, campaign_id)


@blueprint.post("/<int:campaign_id>/planera")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def plan(scope: Scope, campaign_id: int) -> Any:
    """At a local time; one that the clocks skip, or too near, is told at its field."""
    campaign, form = _get(scope, campaign_id), WhenForm(request.form)
    zone = scope.conferences[0].zone
    right = form.validate()
    goes_at = form.instant(zone) if form.day.data else None
    if not right or goes_at is None or form.error_summary():
        return draw_mailing(scope, campaign, 400 if form.forged() else 422, when=form)
    try:
        with transaction() as rows:
            commands.plan_campaign(
                rows, campaign_id, within=scope.ids, version=_version(), goes_at=goes_at, by=viewer().by,
                now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        if refusal.field is None:
            return _refused(scope, campaign_id, refusal)
        form.refuse(refusal)
        return draw_mailing(scope, _get(scope, campaign_id), 422, when=form)
    flash(_("Utskicket går %(at)s.", at=weekday_clock(goes_at, zone)))
    return _to(scope, campaign_id)


@blueprint.post("/<int:campaign_id>/angra")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def take_back(scope: Scope, campaign_id: int) -> Response:
    _check_button()
    try:
        with transaction() as rows:
            commands.take_back_campaign(rows, campaign_id, within=scope.ids, by=viewer().by, now=now())
    except Refusal as refusal:
        return _refused(scope, campaign_id, refusal)
    flash(_("Utskicket är stoppat. Det finns kvar som utkast."))
    return _to(scope, campaign_id)


@blueprint.post("/<int:campaign_id>/ta-bort")
@scoped(Capability.MAIL)
@access(Access.MEMBER)
def delete(scope: Scope, campaign_id: int) -> Response:
    _check_button()
    try:
        with transaction() as rows:
            commands.delete_campaign(rows, campaign_id, within=scope.ids, by=viewer().by, now=now())
    except Refusal as refusal:
        return _refused(scope, campaign_id, refusal)
    flash(_("Utskicket är borttaget."))
    return _to_list(scope)


def _form(scope: Scope, sent: Any = None, *, kept: Campaign | None = None) -> MailingForm:
    form = MailingForm(sent)
    chosen = chosen_in(Audience.of(kept.audience)) if kept is not None else None
    form.offer(offered_at(session(), scope.conferences), chosen)
    return form


def _find(scope: Scope, campaign_id: int) -> Campaign | None:
    """One that reaches nobody but those whom the viewer may write to here."""
    return find_campaign(session(), campaign_id, scope.ids) if 0 < campaign_id <= _LARGEST_ID else None


def _get(scope: Scope, campaign_id: int) -> Campaign:
    return _find(scope, campaign_id) or abort(404)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)


def _refused(scope: Scope, campaign_id: int, refusal: Refusal) -> Response:
    """Back to how it stands now."""
    if refusal.code == "campaign_gone":
        abort(404)
    flash(refusal_text(refusal), "error")
    return _to(scope, campaign_id)


def _to(scope: Scope, campaign_id: int) -> Response:
    return redirect(url_for(".show", kind=scope.kind, number=scope.number, campaign_id=campaign_id), 303)


def _to_list(scope: Scope) -> Response:
    return redirect(url_for(".index", kind=scope.kind, number=scope.number), 303)
