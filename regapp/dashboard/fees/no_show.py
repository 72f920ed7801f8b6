"""Who stayed away: a list to tick after the conference, and the fee for it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.prices import no_show_price
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.dashboard.fees.queries import list_registrations_of, list_seated, no_show_ids
from regapp.dashboard.fees.views import blueprint
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.leaving import charge_no_show
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import ngettext
from regapp.web.refusals import refusal_text


@blueprint.get("/uteblivna")
@conference_access(Capability.FINANCE, Capability.SEE_NAMES)
@access(Access.MEMBER)
def no_show(conference: Conference) -> str:
    rows, at = session(), now()
    return draw(
        "dashboard/fees/no_show.html",
        scope=Scope([conference], granted()),
        current="edit",
        conference=conference,
        price=no_show_price(conference.prices, at),
        over=sign_up_state(conference, at) is SignUpState.PAST,
        people=list_seated(rows, conference.id),
        charged=no_show_ids(rows, conference.id),
    )


@blueprint.post("/uteblivna")
@conference_access(Capability.FINANCE, Capability.SEE_NAMES)
@access(Access.MEMBER)
def charge_absent(conference: Conference) -> Any:
    """Charge those who are ticked; who is charged already is not charged again."""
    if not ButtonForm(request.form).validate():
        abort(400)
    ticked = set(request.form.getlist("deltagare", type=int))
    count = 0
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            ids = [person.id for person in list_seated(rows, conference.id) if person.id in ticked]
            for registration in list_registrations_of(rows, ids):
                count += charge_no_show(rows, fresh, registration, ids, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(ngettext("%(num)s person är debiterad.", "%(num)s personer är debiterade.", count))
    return redirect(url_for("fees.no_show", conference_id=conference.id), 303)
