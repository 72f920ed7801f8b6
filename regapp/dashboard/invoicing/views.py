"""Fakturaunderlag: what the next one would hold, the earlier ones, their files."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from regapp.dashboard.invoicing.commands import make_export, record_basis
from regapp.dashboard.invoicing.exports import COLUMNS, file_row, values_of
from regapp.dashboard.invoicing.queries import (
    find_export,
    list_exported,
    list_exports,
    list_lines,
    list_new,
    list_sellers,
)
from regapp.dashboard.invoicing.rules import lines_of
from regapp.dashboard.page import draw
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import member_required, needing, viewer
from regapp.organizers.models import Organizer
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text
from regapp.web.sheets import csv_response, xlsx_response

blueprint = Blueprint("invoicing", __name__, url_prefix="/arrangor/fakturaunderlag")


@blueprint.get("/")
@member_required
@needing(Capability.FINANCE)
@access(Access.MEMBER)
def index() -> Any:
    sellers = list_sellers(session(), _own_sellers())
    if not sellers:
        abort(404)
    if len(sellers) == 1:
        return redirect(url_for(".show", seller=sellers[0].slug), 303)
    return draw("dashboard/invoicing/index.html", scope=None, current="invoicing", sellers=sellers)


@blueprint.get("/<slug:seller>")
@member_required
@needing(Capability.FINANCE)
@access(Access.MEMBER)
def show(seller: str) -> str:
    organizer = _seller(seller)
    lines = lines_of(list_new(session(), organizer.id), list_exported(session(), organizer.id))
    return draw(
        "dashboard/invoicing/show.html",
        scope=None,
        current="invoicing",
        seller=organizer,
        rows=[values_of(line) for line in lines],
        exports=list_exports(session(), organizer.id),
        several=len(_own_sellers()) > 1,
    )


@blueprint.post("/<slug:seller>")
@member_required
@needing(Capability.FINANCE)
@access(Access.MEMBER)
def create(seller: str) -> Any:
    """Make the next export; once made it can only be fetched."""
    organizer = _seller(seller)
    if not ButtonForm(request.form).validate():
        abort(400)
    try:
        with transaction() as rows:
            made = make_export(rows, organizer, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Underlag %(number)s är klart.", number=made.number))
    return redirect(url_for(".show", seller=seller), 303)


@blueprint.get("/<slug:seller>/<int:number>.<any(csv,xlsx):form>")
@member_required
@needing(Capability.FINANCE)
@access(Access.MEMBER)
def fetch(seller: str, number: int, form: str) -> Any:
    organizer = _seller(seller)
    export = find_export(session(), organizer.id, number) if number < 2**31 else None
    if export is None:
        abort(404)
    with transaction() as written:
        record_basis(written, "invoice_basis_fetched", export, by=viewer().by, now=now())
    rows = [file_row(line.values) for line in list_lines(session(), export.id)]
    columns = [column for _name, column in COLUMNS]
    name = f"fakturaunderlag-{organizer.slug}-{number}"
    return (csv_response if form == "csv" else xlsx_response)(columns, rows, name)


def _own_sellers() -> list[int]:
    who = viewer()
    return [one for one in sorted(who.organizer_ids) if Capability.FINANCE in who.capabilities_at(one)]


def _seller(slug: str) -> Organizer:
    """The seller, for its own members with the right to its money; nothing for others."""
    found = next((one for one in list_sellers(session(), _own_sellers()) if one.slug == slug), None)
    return found or abort(404)
