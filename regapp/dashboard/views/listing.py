"""The list of those who said that they may be listed: shown to participants, or not."""

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access, granted, viewer
from regapp.conferences.models import Conference
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.organizers.rules import Capability
from regapp.registrations.commands.listed import show_list
from regapp.registrations.listing import list_listed
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _

_AT = "/konferens/<int:conference_id>/deltagare/deltagarlista"


@blueprint.get(_AT)
@conference_access(Capability.SEE_PARTICIPANTS)
@access(Access.MEMBER)
def listing(conference: Conference) -> str:
    return draw(
        "dashboard/listing.html", scope=Scope([conference], granted()), current="participants",
        conference=conference, people=list_listed(session(), conference.id),
        may_change=Capability.EDIT_PARTICIPANTS in granted(),
    )  # fmt: skip


@blueprint.post(_AT)
@conference_access(Capability.SEE_PARTICIPANTS, Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def switch_listing(conference: Conference) -> Response:
    if not ButtonForm(request.form).validate():
        abort(400)
    show = request.form.get("visa") == "1"
    with transaction() as rows:
        show_list(rows, conference.id, show=show, by=viewer().by, now=now())
    flash(_("Deltagarna ser listan på sin sida.") if show else _("Listan visas inte."))
    return redirect(url_for(".listing", conference_id=conference.id), 303)
