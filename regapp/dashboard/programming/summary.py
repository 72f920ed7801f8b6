"""What is said of a conference afterwards, with somebody's card beside it."""

from typing import Any

from flask import flash, redirect, request, url_for

from regapp.conferences.guards import conference_access
from regapp.conferences.models import Conference
from regapp.dashboard.programming.forms import SummaryForm
from regapp.dashboard.programming.page import blueprint, drawn, saved
from regapp.database.session import session
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.programme.commands.summary import save_summary
from regapp.programme.queries import find_summary, list_speakers
from regapp.programme.rules.people import shows_more
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _


@blueprint.get("/efter")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def summary(conference: Conference) -> Any:
    form = SummaryForm()
    form.fill(conference, find_summary(session(), conference.id))
    return _page(conference, form)


@blueprint.post("/efter")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def save(conference: Conference) -> Any:
    form = SummaryForm(request.form)
    form.offer(list_speakers(session(), conference.id))
    if not form.validate():
        return _page(conference, form, 400 if form.forged() else 422)
    done, _given = saved(
        conference, form,
        lambda rows, fresh: save_summary(
            rows, fresh, form.to_plan(), version=form.seen_version, by=viewer().by, now=now()
        ),
    )  # fmt: skip
    if not done:
        return _page(conference, form, 409)
    flash(_("Sammanfattningen är sparad."))
    return redirect(url_for("programming.summary", conference_id=conference.id), 303)


def _page(conference: Conference, form: SummaryForm, status: int = 200) -> Any:
    people = list_speakers(session(), conference.id)
    form.offer(people)
    silent = [one for one in people if one.id == form.person.data and not shows_more(one)]
    html = drawn(
        conference, "dashboard/programming/summary.html", form=form, errors=form.error_summary(),
        silent=silent, people=people,
    )  # fmt: skip
    return html, status
