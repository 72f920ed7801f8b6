"""The filtered list as CSV and XLSX, with the columns one wants; every export is recorded.

A sheet of many rows is made by the worker: the page tells how far it is.
"""

from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from regapp.conferences.guards import viewer
from regapp.dashboard.columns import COLUMN_WORDS
from regapp.dashboard.filtering import CARRIED, carried, filter_of
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.queries import count_participants, list_ids
from regapp.dashboard.scope import Scope
from regapp.dashboard.table import table_of
from regapp.dashboard.taken import note_taken
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.kernel.clock import SystemClock
from regapp.lists.exporting import ask_export, remember_columns
from regapp.lists.models import Export, ExportState
from regapp.lists.queries import find_columns, find_export
from regapp.lists.rules import AT_ONCE
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import language
from regapp.web.sheets import csv_response, kept_sheet, xlsx_file_response, xlsx_response
from regapp.web.state import config
from regapp.web.streams import in_pieces

_AT = "/<any(konferens,serie):kind>/<int:number>"


@blueprint.get(f"{_AT}/deltagare.<any(csv,xlsx):form>")
@scoped(Capability.EXPORT)
@access(Access.MEMBER)
def export_participants(scope: Scope, form: str) -> Any:
    ids = list_ids(session(), scope.ids, filter_of(request.args))
    if form == "xlsx" and len(ids) > AT_ONCE:
        return redirect(_url(scope, "choose_export", **_kept(request.args)), 303)
    note_taken(scope.ids, f"exported_{form}")
    table = table_of(scope.conferences, find_columns(session(), viewer().person_id))
    rows = in_pieces(ids, table.rows_of)
    name = f"deltagare-{now():%Y-%m-%d}"
    if form == "xlsx":
        return xlsx_response(table.columns, rows, name)
    return csv_response(table.columns, rows, name)


@blueprint.get(f"{_AT}/deltagare/exportera")
@scoped(Capability.EXPORT)
@access(Access.MEMBER)
def choose_export(scope: Scope) -> str:
    """Which columns, and as what."""
    wanted = filter_of(request.args)
    chosen = find_columns(session(), viewer().person_id) or list(COLUMN_WORDS)
    return draw(
        "dashboard/export.html", scope=scope, current="participants", columns=COLUMN_WORDS, chosen=chosen,
        total=count_participants(session(), scope.ids, wanted), at_once=AT_ONCE,
        kept=carried(request.args),
    )  # fmt: skip


@blueprint.post(f"{_AT}/deltagare/exportera")
@scoped(Capability.EXPORT)
@access(Access.MEMBER)
def export(scope: Scope) -> Response:
    """Remember the columns; the file at once, or the worker's page if it is a large one."""
    if not ButtonForm(request.form).validate():
        abort(400)
    columns = [key for key in COLUMN_WORDS if key in request.form.getlist("kolumn")]
    person_id, total = viewer().person_id, count_participants(session(), scope.ids, filter_of(request.form))
    form = "xlsx" if request.form.get("form") == "xlsx" else "csv"
    large = form == "xlsx" and total > AT_ONCE
    with transaction() as rows:
        remember_columns(rows, person_id, columns)
        if large:
            job = ask_export(
                rows,
                person_id=person_id,
                conference_ids=scope.ids,
                wanted={name: request.form.getlist(name) for name in CARRIED},
                columns=columns,
                language=language(),
                total=total,
                now=SystemClock().now(),
            )
    if large:
        return redirect(_url(scope, "show_export", export_id=job.id), 303)
    return redirect(_url(scope, "export_participants", form=form, **_kept(request.form)), 303)


@blueprint.get(f"{_AT}/deltagare/exporter/<int:export_id>")
@scoped(Capability.EXPORT)
@access(Access.MEMBER)
def show_export(scope: Scope, export_id: int) -> Any:
    """How far it is; looks again by itself until there is a file."""
    found = _export(scope, export_id)
    html = draw("dashboard/export_job.html", scope=scope, current="participants", export=found)
    working = found.state in {ExportState.WAITING, ExportState.RUNNING}
    return html, {"Refresh": "2"} if working else {}


@blueprint.get(f"{_AT}/deltagare/exporter/<int:export_id>/deltagare.xlsx")
@scoped(Capability.EXPORT)
@access(Access.MEMBER)
def fetch_export(scope: Scope, export_id: int) -> Any:
    """For whoever asked for it, as long as they may export here; gone after a day."""
    found = _export(scope, export_id)
    file = kept_sheet(config().instance_path, found.key)
    if found.state is not ExportState.DONE or not file.exists():
        abort(404)
    note_taken(scope.ids, "exported_xlsx")
    return xlsx_file_response(file, f"deltagare-{found.created_at:%Y-%m-%d}")


def _export(scope: Scope, number: int) -> Export:
    found = None
    if number < 2**31:
        found = find_export(session(), number, person_id=viewer().person_id, conference_ids=scope.ids)
    return found or abort(404)


def _kept(args: "MultiDict[str, str]") -> dict[str, Any]:
    found = {name: args.getlist(name) for name in CARRIED}
    return {name: some for name, some in found.items() if some}


def _url(scope: Scope, page: str, **more: Any) -> str:
    return url_for(f"dashboard.{page}", kind=scope.kind, number=scope.number, **more)
