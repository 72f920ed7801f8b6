"""`…/incheckning/hjalpare`: links for those who help at the door, each with a name and a PIN."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.checkin.commands.links import make_link, renew_pin, revoke_link, set_tables
from regapp.checkin.forms import LinkForm, TablesForm
from regapp.checkin.models import DoorLink
from regapp.checkin.pins import new_pin
from regapp.checkin.queries import list_links, tables_of
from regapp.checkin.rules import closes_at, opens_at
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _
from regapp.web.state import addresses, config

blueprint = Blueprint("door", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/incheckning")
_NEEDS = (Capability.CHECK_IN, Capability.EDIT_PARTICIPANTS)


@blueprint.get("/hjalpare")
@conference_access(*_NEEDS)
@access(Access.MEMBER)
def index(conference: Conference) -> Any:
    return _page(conference, LinkForm())


@blueprint.post("/hjalpare")
@conference_access(*_NEEDS)
@access(Access.MEMBER)
def create(conference: Conference) -> Any:
    """The PIN is shown on the page that answers, and never again."""
    form = LinkForm(request.form)
    if not form.validate():
        return _page(conference, form, status=400 if form.forged() else 422)
    pin = new_pin()
    try:
        with transaction() as rows:
            still_open = sum(one.revoked_at is None for one in list_links(rows, conference.id))
            link = make_link(
                rows, conference.id, form.name.data or "", pin=pin, secret=config().secret_key,
                open_links=still_open, by=viewer().by, now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(conference, form, status=409)
    return _page(conference, LinkForm(formdata=None), told=(link, pin))


@blueprint.post("/hjalpare/<int:link_id>/pin")
@conference_access(*_NEEDS)
@access(Access.MEMBER)
def renew(conference: Conference, link_id: int) -> Any:
    _check_button()
    pin = new_pin()
    with transaction() as rows:
        link = _link(conference, link_id)
        renew_pin(rows, link, pin=pin, secret=config().secret_key, by=viewer().by, now=now())
    return _page(conference, LinkForm(formdata=None), told=(link, pin))


@blueprint.post("/hjalpare/<int:link_id>/ta-bort")
@conference_access(*_NEEDS)
@access(Access.MEMBER)
def revoke(conference: Conference, link_id: int) -> Response:
    _check_button()
    with transaction() as rows:
        link = _link(conference, link_id)
        revoke_link(rows, link, by=viewer().by, now=now())
    flash(_("Länken för %(name)s gäller inte längre.", name=link.name))
    return redirect(url_for(".index", conference_id=conference.id), 303)


@blueprint.post("/hjalpare/bord")
@conference_access(*_NEEDS)
@access(Access.MEMBER)
def save_tables(conference: Conference) -> Any:
    """On which table each badge lies: phones tell it of everybody they check in."""
    form = TablesForm(request.form)
    if not form.validate():
        return _page(conference, LinkForm(formdata=None), tables=form, status=400 if form.forged() else 422)
    try:
        with transaction() as rows:
            set_tables(rows, conference.id, form.tables.data or "", by=viewer().by, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(conference, LinkForm(formdata=None), tables=form, status=422)
    flash(_("Borden är sparade."))
    return redirect(url_for(".index", conference_id=conference.id), 303)


def _link(conference: Conference, link_id: int) -> DoorLink:
    links = list_links(session(), conference.id)
    found = next((one for one in links if one.id == link_id and one.revoked_at is None), None)
    return found or abort(404)


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)


def _page(
    conference: Conference,
    form: LinkForm,
    *,
    told: tuple[DoorLink, str] | None = None,
    tables: TablesForm | None = None,
    status: int = 200,
) -> Any:
    tables = tables or TablesForm(formdata=None, tables=tables_of(session(), conference.id))
    page = draw(
        "dashboard/door/index.html",
        scope=Scope([conference], granted()),
        current="door",
        conference=conference,
        form=form,
        tables=tables,
        errors=[*form.error_summary(), *tables.error_summary()],
        links=[one for one in list_links(session(), conference.id) if one.revoked_at is None],
        told=told,
        door_url=lambda link: addresses().url(url_for("checkin.door_by_link", token=link.token)),
        opens_at=opens_at(conference),
        closes_at=closes_at(conference, member=False),
    )
    return page, status
