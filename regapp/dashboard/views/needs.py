"""Behov: what participants need on site, for whoever sees to it. In no list and no export."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.needs import arrange_need
from regapp.registrations.needs_list import list_needs
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _

_AT = "/konferens/<int:conference_id>/behov"


def sees_needs(conference: Conference) -> bool:
    """The named contact whatever their role; else those who see each participant's needs."""
    return viewer().person_id == conference.needs_contact_id or Capability.SEE_NEEDS in granted()


@blueprint.get(_AT)
@conference_access()
@access(Access.MEMBER)
def needs(conference: Conference) -> str:
    if not sees_needs(conference):
        abort(404)
    found = list_needs(session(), conference.id)
    return draw(
        "dashboard/needs.html",
        scope=Scope([conference], granted()),
        current="needs",
        conference=conference,
        found=found,
        left=sum(one.arranged_at is None for one in found),
    )


@blueprint.post(f"{_AT}/<int:participant_id>")
@conference_access()
@access(Access.MEMBER)
def arrange(conference: Conference, participant_id: int) -> Any:
    """Seen to, or not after all."""
    if not sees_needs(conference):
        abort(404)
    if not ButtonForm(request.form).validate():
        abort(400)
    arranged = request.form.get("ordnat") == "1"
    with transaction() as rows:
        known = participant_id < 2**31 and arrange_need(
            rows, conference, participant_id, arranged=arranged, by=viewer().by, now=now()
        )
    if not known:
        abort(404)
    flash(_("Behovet är ordnat.") if arranged else _("Behovet är inte ordnat."))
    return redirect(url_for("dashboard.needs", conference_id=conference.id), 303)
