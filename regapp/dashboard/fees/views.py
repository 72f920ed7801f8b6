"""Avgifter: prices, categories, options, codes and terms of one conference.

Money (prices and terms) asks for FINANCE, which is the seller's own; what is offered (categories,
options, codes) asks for EDIT.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.commands.fees import (
    add_code,
    add_price,
    save_category,
    save_option,
    save_terms,
    withdraw,
    withdraw_price,
)
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import AccessCode, Conference, FeeCategory, Option, PoolKind, PricePurpose
from regapp.conferences.prices import in_force, seat_price, standing_price
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import UNLIMITED
from regapp.dashboard.fees.forms import (
    MODES,
    CategoryForm,
    CodeForm,
    FeeForm,
    OptionForm,
    PriceForm,
    TermsForm,
    code_days,
)
from regapp.dashboard.fees.queries import list_categories, list_codes, list_options, pools_by_subject
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.web import fields
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

blueprint = Blueprint("fees", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/avgifter")
Command = Callable[[Any, Conference, dict[str, Any]], Any]
_OFFERED: dict[str, Any] = {"kategori": FeeCategory, "tillval": Option, "kod": AccessCode}


@blueprint.get("")
@conference_access(one_of=(Capability.EDIT, Capability.FINANCE))
@access(Access.MEMBER)
def index(conference: Conference) -> str:
    rows, at = session(), now()
    prices = [row for row in conference.prices if row.withdrawn_at is None]
    return draw(
        "dashboard/fees/index.html",
        scope=Scope([conference], granted()),
        current="edit" if Capability.EDIT in granted() else "fees",
        conference=conference,
        seats=[row for row in prices if row.purpose is PricePurpose.SEAT],
        bought=[row for row in prices if row.purpose is PricePurpose.OPTION],
        running={row.id for row in prices if in_force(row, at)},
        categories=list_categories(rows, conference.id),
        options=list_options(rows, conference.id),
        option_pools=pools_by_subject(rows, conference.id, PoolKind.OPTION),
        codes=list_codes(rows, conference.id) if Capability.EDIT in granted() else [],
        code_pools=pools_by_subject(rows, conference.id, PoolKind.CODE),
        code_days=lambda code: code_days(code, conference.zone),
        unlimited=UNLIMITED,
        modes=MODES,
        may_price=Capability.FINANCE in granted(),
        may_edit=Capability.EDIT in granted(),
        may_charge_absent={Capability.FINANCE, Capability.SEE_NAMES} <= granted(),
    )


@blueprint.get("/pris")
@conference_access(Capability.FINANCE)
@access(Access.MEMBER)
def new_price(conference: Conference) -> Any:
    form = _price_form(conference)
    form.target.data = request.args.get("for", "ordinarie")
    form.label.data = dict(_targets(conference)).get(form.target.data, "")
    if form.target.data == "ordinarie":
        ordinary = seat_price(conference.prices, None, now())
        form.label.data = ordinary.label if ordinary else _("Konferensavgift")
    return _form(conference, form, _("Nytt pris"))


@blueprint.post("/pris")
@conference_access(Capability.FINANCE)
@access(Access.MEMBER)
def create_price(conference: Conference) -> Any:
    form = _price_form(conference, request.form)
    right = form.validate()
    plan = form.to_plan(conference) if right else None

    def command(rows: Any, fresh: Conference, common: dict[str, Any]) -> None:
        if plan is not None:
            add_price(rows, fresh, plan, **common)

    return _save(conference, form, _("Nytt pris"), command, right=plan is not None)


@blueprint.post("/pris/<int:item_id>/avsluta")
@conference_access(Capability.FINANCE)
@access(Access.MEMBER)
def end_price(conference: Conference, item_id: int) -> Response:
    return _act(conference, lambda rows, fresh, common: withdraw_price(rows, fresh, item_id, **common))


@blueprint.route("/kategori", methods=["GET", "POST"], defaults={"item_id": 0})
@blueprint.route("/kategori/<int:item_id>", methods=["GET", "POST"])
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def category(conference: Conference, item_id: int) -> Any:
    row = _found(list_categories(session(), conference.id), item_id)
    form = CategoryForm(request.form) if request.method == "POST" else CategoryForm()
    heading = _("Ändra kategorin") if row else _("Ny kategori")
    if request.method != "POST":
        if row:
            form.fill(row)
        return _form(conference, form, heading)

    def command(rows: Any, fresh: Conference, common: dict[str, Any]) -> None:
        save_category(rows, fresh, item_id or None, form.values(), **common)

    return _save(conference, form, heading, command, right=form.validate())


@blueprint.route("/tillval", methods=["GET", "POST"], defaults={"item_id": 0})
@blueprint.route("/tillval/<int:item_id>", methods=["GET", "POST"])
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def option(conference: Conference, item_id: int) -> Any:
    row = _found(list_options(session(), conference.id), item_id)
    form = OptionForm(request.form) if request.method == "POST" else OptionForm()
    heading = _("Ändra tillvalet") if row else _("Nytt tillval")
    if request.method != "POST":
        if row:
            pool = pools_by_subject(session(), conference.id, PoolKind.OPTION).get(row.id)
            form.fill(row, pool, conference.zone, unlimited=UNLIMITED)
        return _form(conference, form, heading)
    values = form.to_values(conference) if form.validate() else None

    def command(rows: Any, fresh: Conference, common: dict[str, Any]) -> None:
        save_option(rows, fresh, item_id or None, values or {}, seats=form.seats.data, **common)

    return _save(conference, form, heading, command, right=values is not None)


@blueprint.route("/kod", methods=["GET", "POST"])
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def code(conference: Conference) -> Any:
    form = CodeForm(request.form) if request.method == "POST" else CodeForm()
    opened = [one for one in list_categories(session(), conference.id) if one.needs_code]
    form.category.choices = fields.choices({str(one.id): one.label for one in opened})
    if not opened:
        abort(404)
    if request.method != "POST":
        return _form(conference, form, _("Ny kod"))
    values = form.to_values(conference) if form.validate() else None

    def command(rows: Any, fresh: Conference, common: dict[str, Any]) -> None:
        word, opens = form.code.data or "", int(form.category.data)
        add_code(rows, fresh, opens, word, values or {}, uses=form.uses.data, **common)

    return _save(conference, form, _("Ny kod"), command, right=values is not None)


@blueprint.post("/<any(kategori,tillval,kod):what>/<int:item_id>/avsluta")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def end(conference: Conference, what: str, item_id: int) -> Response:
    """Offer it no longer."""
    return _act(
        conference, lambda rows, fresh, common: withdraw(rows, fresh, _OFFERED[what], item_id, **common)
    )


@blueprint.route("/villkor", methods=["GET", "POST"])
@conference_access(Capability.FINANCE)
@access(Access.MEMBER)
def terms(conference: Conference) -> Any:
    form = TermsForm(request.form) if request.method == "POST" else TermsForm()
    if request.method != "POST":
        late = standing_price(conference.prices, PricePurpose.LATE)
        form.fill(conference, late, standing_price(conference.prices, PricePurpose.NO_SHOW))
        return _form(conference, form, _("Villkor"))
    ordinary = seat_price(conference.prices, None, now())
    plan = form.to_plan(conference, ordinary) if form.validate() else None

    def command(rows: Any, fresh: Conference, common: dict[str, Any]) -> None:
        if plan is not None:
            save_terms(rows, fresh, plan, **common)

    return _save(conference, form, _("Villkor"), command, right=plan is not None)


def _targets(conference: Conference) -> list[tuple[str, str]]:
    """What a price can be of: its value and its words."""
    found = [("ordinarie", _("Ordinarie avgift"))]
    found += [(f"kategori-{one.id}", one.label) for one in list_categories(session(), conference.id)]
    return found + [(f"tillval-{one.id}", one.label) for one in list_options(session(), conference.id)]


def _price_form(conference: Conference, *sent: Any) -> PriceForm:
    form = PriceForm(*sent)
    form.target.choices = fields.choices(dict(_targets(conference)))
    return form


def _found(rows: Any, item_id: int) -> Any:
    """The row of a page for one, None for a page for a new one; 404 for what is not there."""
    if not item_id:
        return None
    return next((row for row in rows if row.id == item_id), None) or abort(404)


def _save(conference: Conference, form: FeeForm, heading: str, command: Command, *, right: bool) -> Any:
    """Do it, unless somebody saved meanwhile: then everything typed stands, ready to be sent again."""
    if not right:
        return _form(conference, form, heading, 400 if form.forged() else 422)
    common = {"version": form.seen_version, "by": viewer().by, "now": now()}
    try:
        with transaction() as rows:
            command(rows, get_conference(rows, conference.id), common)
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _form(conference, form, heading, 409)
    flash(_("Ändringen är sparad."))
    return _back(conference)


def _act(conference: Conference, command: Command) -> Response:
    """A button of the list."""
    if not ButtonForm(request.form).validate():
        abort(400)
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            command(rows, fresh, {"version": fresh.version, "by": viewer().by, "now": now()})
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Ändringen är sparad."))
    return _back(conference)


def _form(conference: Conference, form: FeeForm, heading: str, status: int = 200) -> Any:
    if not form.version.data:
        form.version.data = str(conference.version)
    html = draw(
        "dashboard/fees/form.html", scope=Scope([conference], granted()), current="edit",
        conference=conference, form=form, heading=heading, errors=form.error_summary(),
    )  # fmt: skip
    return html, status


def _back(conference: Conference) -> Response:
    return redirect(url_for("fees.index", conference_id=conference.id), 303)
