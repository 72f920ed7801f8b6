"""Ny konferens: the first step makes the draft, each further one saves it; the last publishes."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.commands.create import create_conference, create_series
from regapp.conferences.creating import STARTS, Template
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference, ConferenceMode, ConferenceStatus, Series
from regapp.conferences.prices import seat_price
from regapp.dashboard.creating.commands import (
    publish_drafts,
    save_basics,
    save_questions,
    save_seats,
    save_when_where,
)
from regapp.dashboard.creating.forms import (
    TEMPLATE_HINTS,
    BasicsForm,
    QuestionsForm,
    SeatsForm,
    WhenWhereForm,
)
from regapp.dashboard.creating.queries import all_organizers, asked_already, own_organizers
from regapp.dashboard.creating.rules import STEPS
from regapp.dashboard.creating.steps import drafts_of, missing_lines, save_step, show_step, step_url
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import member_required, needing
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

blueprint = Blueprint("creating", __name__, url_prefix="/arrangor")
# What publishing is about, or was a moment ago.
_SHOWN = frozenset({ConferenceStatus.DRAFT, ConferenceStatus.PUBLISHED})
_AT = "/<any(konferens,serie):kind>/<int:number>/ny"


@blueprint.get("/konferens/ny")
@member_required
@needing(Capability.EDIT)
@access(Access.MEMBER)
def new() -> Any:
    form = _new_form()
    form.contact_name.data, form.contact_email.data = viewer().name, viewer().email
    return _new_page(form)


@blueprint.post("/konferens/ny")
@member_required
@needing(Capability.EDIT)
@access(Access.MEMBER)
def create() -> Any:
    form = _new_form(request.form)
    if not form.validate():
        return _new_page(form, 400 if form.forged() else 422)
    plan, by = form.to_new(), viewer().by
    try:
        with transaction() as rows:
            if plan.template is Template.SERIES:
                kind, number = "serie", create_series(rows, plan, by=by, now=now()).id
            else:
                kind, number = "konferens", create_conference(rows, plan, by=by, now=now()).id
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(form, 422)
    return redirect(url_for("creating.when_where", kind=kind, number=number, mall=plan.template.value), 303)


@blueprint.get(f"{_AT}/grunder")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def basics(scope: Scope) -> Any:
    drafts = drafts_of(scope)
    form = _basics_form(drafts[0])
    form.fill(drafts[0], (scope.series or drafts[0]).address.path)
    return show_step(scope, "grunder", form)


@blueprint.post(f"{_AT}/grunder")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def update_basics(scope: Scope) -> Any:
    form = _basics_form(drafts_of(scope)[0], request.form)

    def save(rows: Any, drafts: list[Conference], series: Series | None, common: dict[str, Any]) -> None:
        named = [int(number) for number in form.co_organizers.data or ()]
        values = {"title": form.title.data or "", **form.contact()}
        save_basics(rows, drafts, series, values, slug=form.chosen_slug, co_organizer_ids=named, **common)

    return save_step(scope, "grunder", form, save if form.validate() else None)


@blueprint.get(f"{_AT}/tid")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def when_where(scope: Scope) -> Any:
    asked = request.args.get("mall", "")
    template = Template(asked) if asked in {one.value for one in Template} else Template.ONE_DAY
    drafts, form = drafts_of(scope), WhenWhereForm()
    for draft in drafts:
        entry: Any = form.places.append_entry()
        entry.form.fill(draft, STARTS[template])
    return show_step(scope, "tid", form)


@blueprint.post(f"{_AT}/tid")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def update_when_where(scope: Scope) -> Any:
    drafts, form = drafts_of(scope), WhenWhereForm(request.form)
    right = form.validate() and len(form.places.entries) == len(drafts)
    pairs = zip(form.places.entries, drafts, strict=True) if right else ()
    read = [entry.form.read(draft.zone) for entry, draft in pairs]
    for entry in form.places.entries if scope.series else ():
        if not entry.form.place.data:
            entry.form.place.errors = [_("Skriv orten")]
    whole = [place for place in read if place is not None]

    def save(rows: Any, fresh: list[Conference], series: Series | None, common: dict[str, Any]) -> None:
        save_when_where(rows, fresh, series, whole, **common)

    ready = right and len(whole) == len(read) and not form.error_summary()
    return save_step(scope, "tid", form, save if ready else None)


@blueprint.get(f"{_AT}/platser")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def seats(scope: Scope) -> Any:
    first, form = drafts_of(scope)[0], SeatsForm()
    form.fill(first, seat_price(first.prices, None, now()))
    return _seats_page(scope, form)


@blueprint.post(f"{_AT}/platser")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def update_seats(scope: Scope) -> Any:
    drafts, form = drafts_of(scope), SeatsForm(request.form)
    dates = [form.dates(draft) for draft in drafts] if form.validate() else []
    whole = [one for one in dates if one is not None]

    def save(rows: Any, fresh: list[Conference], _series: Any, common: dict[str, Any]) -> None:
        save_seats(
            rows, fresh, whole, seats=form.seats.data, remote=form.remote.data, fee=form.price(), **common
        )

    ready = len(whole) == len(drafts)
    hybrid = drafts[0].mode is ConferenceMode.HYBRID
    return save_step(scope, "platser", form, save if ready else None, hybrid=hybrid)


@blueprint.get(f"{_AT}/fragor")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def questions(scope: Scope) -> Any:
    form = QuestionsForm()
    form.ready.data, others = asked_already(session(), drafts_of(scope))
    return show_step(scope, "fragor", form, others=others)


@blueprint.post(f"{_AT}/fragor")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def update_questions(scope: Scope) -> Any:
    form = QuestionsForm(request.form)
    _ready, others = asked_already(session(), drafts_of(scope))

    def save(rows: Any, drafts: list[Conference], _series: Any, common: dict[str, Any]) -> None:
        save_questions(rows, drafts, form.ready.data or [], form.own_lines, **common)

    return save_step(scope, "fragor", form, save if form.validate() else None, others=others)


@blueprint.get(f"{_AT}/granska")
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def review(scope: Scope) -> Any:
    drafts = drafts_of(scope)
    return show_step(
        scope, "granska", None, missing=[(one, missing_lines(scope, one)) for one in drafts],
        may_publish=Capability.PUBLISH in scope.granted,
    )  # fmt: skip


@blueprint.post(f"{_AT}/publicera")
@scoped(Capability.EDIT, Capability.PUBLISH)
@access(Access.MEMBER)
def publish(scope: Scope) -> Any:
    """Pressed twice, or by two, it is published once and both see it."""
    if not ButtonForm(request.form).validate():
        abort(400)
    if not any(one.status in _SHOWN for one in scope.conferences):
        abort(404)
    ids = [one.id for one in scope.conferences if one.status is ConferenceStatus.DRAFT]
    try:
        with transaction() as rows:
            publish_drafts(rows, ids, by=viewer().by, now=now())
    except Refusal as refusal:
        session().expire_all()
        if refusal.code != "already_published":
            flash(refusal_text(refusal), "error")
            return redirect(step_url(scope, STEPS[-1]), 303)
    flash(_("Nu är den publicerad."))
    return _overview(scope)


def _overview(scope: Scope) -> Response:
    return redirect(url_for("dashboard.overview", kind=scope.kind, number=scope.number), 303)


def _seats_page(scope: Scope, form: SeatsForm) -> Any:
    return show_step(scope, "platser", form, hybrid=drafts_of(scope)[0].mode is ConferenceMode.HYBRID)


def _new_form(sent: Any = None) -> BasicsForm:
    """For whoever may make one at some organizer; nobody else learns that the page is there."""
    own = own_organizers(viewer())
    if not own:
        abort(404)
    form = BasicsForm(sent)
    form.offer(own, all_organizers(session()))
    return form


def _new_page(form: BasicsForm, status: int = 200) -> Any:
    html = draw(
        "dashboard/creating/new.html", scope=None, current="all", form=form, errors=form.error_summary(),
        hints=TEMPLATE_HINTS,
    )  # fmt: skip
    return html, status


def _basics_form(draft: Conference, sent: Any = None) -> BasicsForm:
    form = BasicsForm(sent)
    others = all_organizers(session())
    others.pop(draft.owner_id, None)
    form.offer({}, others)
    form.only_words()
    return form
