"""Val: what participants choose at one conference, and how it stands."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from regapp.choices.offers import MealOffer, RoundOffer
from regapp.choices.queries import list_meals, list_rounds
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.dashboard.choosing.forms import ChoosingForm
from regapp.dashboard.choosing.queries import count_items, count_meals, list_contacts, list_limits
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.set_up import set_up_choices
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _

blueprint = Blueprint("choosing", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/val")


@blueprint.get("")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def index(conference: Conference) -> Any:
    form = ChoosingForm()
    form.fill(conference, _rounds(conference), list_limits(session(), conference.id), _meals(conference))
    return _page(conference, form)


@blueprint.post("")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def update(conference: Conference) -> Any:
    """Save; over a newer save nothing is written and what was typed is kept."""
    form = ChoosingForm(request.form)
    form.prepare(conference, list_contacts(session(), conference))
    if not form.validate():
        return _page(conference, form, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            set_up_choices(rows, fresh, form.to_plan(), by=viewer().by, now=now())
    except Refusal as refusal:
        field = form.seats_field(refusal.field) if refusal.field else None
        if field is not None:
            refusal.field = field.name
        refuse(form, refusal, conference.id)
        return _page(conference, form, 409)
    flash(_("Ändringen är sparad."))
    return redirect(url_for("choosing.index", conference_id=conference.id), 303)


def _page(conference: Conference, form: ChoosingForm, status: int = 200) -> Any:
    rounds, meals = _rounds(conference), _meals(conference)
    items = {item.id: item for one in rounds for item in one.items}
    form.prepare(conference, list_contacts(session(), conference))
    html = draw(
        "dashboard/choosing/index.html",
        scope=Scope([conference], granted()),
        current="edit",
        conference=conference,
        form=form,
        errors=form.error_summary(),
        items=items,
        counts=count_items(session(), conference.id, list(items)) if items else {},
        eaten=count_meals(session(), conference.id) if meals else {},
        rounds={(one.day_id, one.number): one for one in rounds},
    )
    return html, status


def _rounds(conference: Conference) -> tuple[RoundOffer, ...]:
    return list_rounds(session(), [conference.id]).get(conference.id, ())


def _meals(conference: Conference) -> tuple[MealOffer, ...]:
    return list_meals(session(), [conference.id]).get(conference.id, ())
