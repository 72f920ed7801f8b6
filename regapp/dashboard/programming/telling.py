""" "Meddela de anmälda?": what has changed since they were told, whom it touches, and the letter."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.dashboard.programming.forms import TellForm
from regapp.dashboard.programming.page import blueprint, drawn, pressed
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.programme.rules.telling import change_words
from regapp.registrations.commands.programme_changes import (
    Audience,
    count_touched,
    let_be,
    list_changes,
    tell_programme_changes,
)
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language, ngettext


@blueprint.get("/meddela")
@conference_access(Capability.EDIT, Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def ask_tell(conference: Conference) -> Any:
    form = TellForm()
    form.audience.data = Audience.TOUCHED.value
    return _page(conference, form)


@blueprint.post("/meddela")
@conference_access(Capability.EDIT, Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def tell(conference: Conference) -> Any:
    form = TellForm(request.form)
    if not form.validate():
        return _page(conference, form, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            count = tell_programme_changes(
                rows, get_conference(rows, conference.id), audience=Audience(form.audience.data),
                message=form.message.data or "", by=viewer().by, now=now(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(conference, form, 409)
    flash(ngettext("Ändringen meddelas %(num)s deltagare.", "Ändringen meddelas %(num)s deltagare.", count))
    return redirect(url_for("dashboard.programme", conference_id=conference.id), 303)


@blueprint.post("/meddela-inte")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def tell_nobody(conference: Conference) -> Response:
    def act(rows: Any, fresh: Conference) -> str:
        let_be(rows, fresh, by=viewer().by, now=now())
        return _("Ändringarna meddelas inte. De syns på sidan och i kalendrar.")

    return pressed(conference, act, "dashboard.programme")


def _page(conference: Conference, form: TellForm, status: int = 200) -> Any:
    rows = session()
    counts = {one.value: count_touched(rows, conference, one) for one in Audience}
    html = drawn(
        conference, "dashboard/programming/tell.html", form=form, errors=form.error_summary(), counts=counts,
        changes=[change_words(one, language()) for one in list_changes(rows, conference)],
    )  # fmt: skip
    return html, status
