"""Participants from a sheet: upload, match the columns, look, sign up all or nobody."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from regapp.conferences.guards import conference_access, granted, viewer
from regapp.conferences.models import Conference
from regapp.conferences.prices import is_charged
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import pool_of
from regapp.dashboard.lists.checking import Checked, RowError, check_rows, mark_doubles
from regapp.dashboard.lists.forms import FIELD_WORDS, SettingsForm, UploadForm, columns_form
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.files.serving import sent_form, takes_uploads
from regapp.kernel.refusal import Refusal
from regapp.kernel.text import clean_line
from regapp.lists.commands import Imported, RowRefused, drop_list, keep_list, sign_up_list
from regapp.lists.models import SentList
from regapp.lists.queries import find_list, known_people
from regapp.lists.reading import MOST_BYTES, read_sheet
from regapp.lists.rules import MOST_ROWS, guess_columns
from regapp.organizers.rules import Capability
from regapp.registrations.choosing import days_parts
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language, ngettext
from regapp.web.refusals import refusal_text
from regapp.web.sheets import Column, csv_response

_AT = "/arrangor/konferens/<int:conference_id>/deltagare/importera"
blueprint = Blueprint("lists", __name__, url_prefix=_AT)
_CHANGE = Capability.EDIT_PARTICIPANTS


@blueprint.get("")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def upload_form(conference: Conference) -> Any:
    return _upload(conference, UploadForm())


@blueprint.post("")
@conference_access(_CHANGE)
@access(Access.MEMBER)
@takes_uploads(MOST_BYTES)
def upload(conference: Conference) -> Any:
    try:
        form = UploadForm(sent_form(MOST_BYTES))
    except Refusal:
        form = UploadForm()
        form.refuse(Refusal("list_too_large", "file"))
        return _upload(conference, form, 413)
    if not form.validate():
        return _upload(conference, form, 400 if form.forged() else 422)
    sent = form.file.data
    try:
        sheet = read_sheet(sent.stream.read(MOST_BYTES + 1))
    except Refusal as refusal:
        form.refuse(Refusal(refusal.code, "file", **refusal.details))
        return _upload(conference, form, 422)
    with transaction() as rows:
        kept = keep_list(
            rows, conference, sheet, name=clean_line(sent.filename), person_id=viewer().person_id, now=now()
        )
    return redirect(url_for(".look", conference_id=conference.id, list_id=kept.id), 303)


@blueprint.get("/mall.csv")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def template(conference: Conference) -> Response:
    """A sheet with the headings that are understood, to write in."""
    names = [_("Förnamn"), _("Efternamn"), _("E-post"), _("Organisation"), _("Titel")]
    if is_charged(conference.prices, now()):
        names += [_("Fakturamottagare"), _("Organisationsnummer"), _("Fakturareferens")]
    return csv_response([Column(name) for name in names], [], "deltagare-mall")


@blueprint.get("/<int:list_id>")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def look(conference: Conference, list_id: int) -> Any:
    """What is in it, as its columns seem to be."""
    kept = _list(conference, list_id)
    form = columns_form(len(kept.header))()
    for column, field in guess_columns(kept.header).items():
        form[f"column_{column}"].data = field
    return _look(conference, kept, form)


@blueprint.post("/<int:list_id>")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def sign_up(conference: Conference, list_id: int) -> Any:
    """Look again with other columns, or sign them all up."""
    kept = _list(conference, list_id)
    form = columns_form(len(kept.header))(request.form)
    if not form.validate():
        return _look(conference, kept, form, 400 if form.forged() else 422)
    if request.form.get("do") != "import":
        return _look(conference, kept, form)
    checked = _check(conference, kept, form)
    if checked.errors or not _chosen(checked, form):
        return _look(conference, kept, form, 422)
    try:
        done = _do(conference.id, kept.id, checked, form)
    except RowRefused as refused:
        error = RowError(refused.row, _("Raden"), refusal_text(refused.refusal))
        return _refused(conference.id, list_id, form, error=error)
    except Refusal as refusal:
        form.refuse(refusal)
        return _refused(conference.id, list_id, form)
    _tell(done)
    return redirect(url_for("dashboard.participants", kind="konferens", number=conference.id), 303)


def _do(conference_id: int, list_id: int, checked: Checked, form: SettingsForm) -> Imported | None:
    """None if a colleague, or a second click, was faster."""
    with transaction() as rows:
        if not drop_list(rows, list_id):
            return None
        return sign_up_list(
            rows,
            get_conference(rows, conference_id),
            _chosen(checked, form),
            may_wait=bool(form.may_wait.data),
            tell=bool(form.tell.data),
            by=viewer().by,
            now=now(),
        )


def _tell(done: Imported | None) -> None:
    if done is None:
        flash(_("Listan är redan importerad."), "error")
        return
    flash(ngettext("%(num)s deltagare är anmäld.", "%(num)s deltagare är anmälda.", done.seated))
    if done.waiting:
        flash(ngettext("%(num)s står på väntelistan.", "%(num)s står på väntelistan.", done.waiting))


def _check(conference: Conference, kept: SentList, form: SettingsForm) -> Checked:
    columns = {
        number: form[f"column_{number}"].data
        for number in range(len(kept.header))
        if form[f"column_{number}"].data
    }
    found = check_rows(
        kept.rows, columns, priced=is_charged(conference.prices, now()),
        language=language(), chosen=_everything(conference),
    )  # fmt: skip
    emails = [person.email for _row, one in found.right for person in one.participants]
    mark_doubles(found, known_people(session(), conference.id, emails))
    return found


def _everything(conference: Conference) -> Mapping[str, Any]:
    """All days and meals; nothing where there are none to choose."""
    part = days_parts(session(), [conference]).get(conference.id)
    return part.everything() if part else {}


def _chosen(checked: Checked, form: SettingsForm) -> list[Any]:
    return [one for one in checked.right if form.doubles.data or one[0] not in checked.doubles]


def _refused(number: int, list_id: int, form: SettingsForm, *, error: RowError | None = None) -> Any:
    session().expire_all()
    conference = get_conference(session(), number)
    return _look(conference, _list(conference, list_id), form, 409, error=error)


def _look(
    conference: Conference,
    kept: SentList,
    form: SettingsForm,
    status: int = 200,
    *,
    error: RowError | None = None,
) -> Any:
    checked = _check(conference, kept, form)
    pool = pool_of(conference)
    free = max(pool.capacity - pool.taken, 0) if pool and not pool.waiting else 0
    chosen = _chosen(checked, form)
    html = _draw(
        "dashboard/lists/look.html", conference, kept=kept, form=form, errors=form.error_summary(),
        missing=[FIELD_WORDS[field] for field in checked.missing],
        wrong=[*([error] if error else []), *checked.errors], doubles=checked.doubles, people=len(chosen),
        free=free, rows=kept.rows[:5], has_line=conference.has_waiting_list, again=UploadForm(),
        eats=_everything(conference),
    )  # fmt: skip
    return html, status


def _upload(conference: Conference, form: UploadForm, status: int = 200) -> Any:
    html = _draw(
        "dashboard/lists/upload.html", conference, form=form, errors=form.error_summary(), most=MOST_ROWS
    )  # fmt: skip
    return html, status


def _list(conference: Conference, list_id: int) -> SentList:
    found = find_list(session(), list_id, conference.id) if list_id < 2**31 else None
    return found or cast("SentList", abort(404))


def _draw(page: str, conference: Conference, **values: Any) -> str:
    scope = Scope([conference], granted())
    return draw(page, scope=scope, current="participants", conference=conference, **values)
