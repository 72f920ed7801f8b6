"""An organizer sets what one participant pays for: the category and the options."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for

from regapp.audit.queries import list_latest
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.offers import Offer, list_offers
from regapp.conferences.queries import get_conference
from regapp.dashboard.fees.forms import choice_form, seen_choice
from regapp.dashboard.fees.views import blueprint
from regapp.dashboard.newer import told
from regapp.dashboard.page import draw
from regapp.dashboard.queries import find_participant
from regapp.dashboard.scope import Scope
from regapp.dashboard.versioned import NewerSave
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands import change_options
from regapp.registrations.models import Participant
from regapp.registrations.queries import list_picks
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _


@blueprint.route("/deltagare/<int:participant_id>", methods=["GET", "POST"])
@conference_access(Capability.SEE_PARTICIPANTS, Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def choose(conference: Conference, participant_id: int) -> Any:
    """No code is asked for, and what is closed may be chosen: the organizer decides."""
    person = _person(conference, participant_id)
    offer = list_offers(session(), [conference]).get(conference.id, Offer())
    kind = choice_form(offer)
    form = kind(request.form) if request.method == "POST" else kind()
    if request.method == "GET":
        form.fill(person.category_id, [pick.option_id for pick in list_picks(session(), [person.id])])
        return _form(conference, person, form)
    if not form.validate():
        return _form(conference, person, form, 400 if form.forged() else 422)
    category_id, options = form.chosen()
    try:
        with transaction() as rows:
            fresh = find_participant(rows, [conference.id], participant_id) or abort(404)
            _check_seen(rows, fresh, form.seen.data)
            held = get_conference(rows, conference.id)
            change_options(
                rows, fresh.registration, fresh, held, options, now=now(), by=viewer().by,
                category_id=category_id,
            )  # fmt: skip
    except Refusal as refusal:
        session().expire_all()
        form.refuse(refusal)
        person = _person(conference, participant_id)
        form.seen.data = _chosen(session(), person)
        newer = _newer(person) if refusal.code == "edited_by_other" else None
        return _form(conference, person, form, 409, newer=newer)
    flash(_("Ändringen är sparad."))
    return redirect(_back(conference, participant_id), 303)


def _chosen(rows: Any, person: Participant) -> str:
    return seen_choice(person.category_id, [pick.option_id for pick in list_picks(rows, [person.id])])


def _check_seen(rows: Any, person: Participant, seen: str | None) -> None:
    """Whoever chose meanwhile is not written over unseen."""
    if seen != _chosen(rows, person):
        raise Refusal("edited_by_other")


def _newer(person: Participant) -> list[NewerSave]:
    latest = list_latest(session(), "participant", person.id, {"options_changed"}, limit=1)
    return [told(session(), one) for one in latest]


def _person(conference: Conference, participant_id: int) -> Participant:
    person = find_participant(session(), [conference.id], participant_id) if participant_id < 2**31 else None
    return person or abort(404)


def _back(conference: Conference, participant_id: int) -> str:
    return url_for("dashboard.participant", conference_id=conference.id, participant_id=participant_id)


def _form(
    conference: Conference,
    person: Participant,
    form: Any,
    status: int = 200,
    newer: Sequence[NewerSave] | None = None,
) -> Any:
    html = draw(
        "dashboard/fees/choose.html", scope=Scope([conference], granted()), current="participants",
        conference=conference, form=form, errors=form.error_summary(), newer=newer,
        shown=person.alias if person.protected else person.name, back=_back(conference, person.id),
    )  # fmt: skip
    return html, status
