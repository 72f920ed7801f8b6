"""Väntelista: the line in its order, open offers, why nothing is offered, and offering by hand."""

from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference, LetInMode
from regapp.conferences.queries import get_conference
from regapp.dashboard.forms import LetInForm
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.queries import find_participant
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands import accept_offers, choose_let_in_mode, offer_by_hand
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import list_standing, places_in_line
from regapp.registrations.rules import answer_by_hand, let_in_mode, may_cancel
from regapp.registrations.waiting import line_at
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, ngettext
from regapp.web.refusals import refusal_text

_AT = "/konferens/<int:conference_id>/vantelista"
_SEE, _CHANGE = Capability.SEE_PARTICIPANTS, Capability.EDIT_PARTICIPANTS
_SHOWN = 500
_LARGEST = 2**31 - 1


@blueprint.get(_AT)
@conference_access(_SEE)
@access(Access.MEMBER)
def waiting(conference: Conference) -> Any:
    return _page(conference, _mode_form(conference))


@blueprint.post(f"{_AT}/satt")
@conference_access(_SEE, Capability.EDIT)
@access(Access.MEMBER)
def choose_mode(conference: Conference) -> Any:
    form = LetInForm(request.form)
    if not form.validate():
        return _page(conference, form, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            fresh, version = get_conference(rows, conference.id), form.seen_version
            choose_let_in_mode(rows, fresh, form.chosen, version=version, by=viewer().by, now=now())
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _page(get_conference(session(), conference.id), form, 409)
    flash(_("Ändringen är sparad."))
    return _back(conference)


@blueprint.post(f"{_AT}/erbjud")
@conference_access(_SEE, _CHANGE)
@access(Access.MEMBER)
def offer_head(conference: Conference) -> Any:
    """To the head of the line, as many groups as there are seats for."""
    return _offer(conference, None)


@blueprint.get(f"{_AT}/erbjud/<int:ticket>")
@conference_access(_SEE, _CHANGE)
@access(Access.MEMBER)
def ask_out_of_turn(conference: Conference, ticket: int) -> str:
    """The question: others have waited longer, and the history will say so."""
    people = list_standing(session(), conference.id, Status.WAITING, _SHOWN)
    group = [person for person in people if person.queue_ticket == ticket] or abort(404)
    place = places_in_line(session(), group)[group[0].id]
    return draw(
        "dashboard/out_of_turn.html", scope=Scope([conference], granted()), current="participants",
        conference=conference, group=group, passed=place - 1, line=line_at(conference, now()),
        until=answer_by_hand(conference, now()), ticket=ticket,
    )  # fmt: skip


@blueprint.post(f"{_AT}/erbjud/<int:ticket>")
@conference_access(_SEE, _CHANGE)
@access(Access.MEMBER)
def offer_out_of_turn(conference: Conference, ticket: int) -> Any:
    return _offer(conference, ticket)


@blueprint.post("/konferens/<int:conference_id>/deltagare/<int:participant_id>/tacka-ja")
@conference_access(_SEE, _CHANGE)
@access(Access.MEMBER)
def accept_for(conference: Conference, participant_id: int) -> Any:
    """Somebody said yes on the telephone: what their own button does, told as the organizer's."""
    if not ButtonForm(request.form).validate():
        abort(400)
    if participant_id > _LARGEST:
        abort(404)
    try:
        with transaction() as rows:
            person = find_participant(rows, [conference.id], participant_id) or abort(404)
            held = get_conference(rows, conference.id)
            accept_offers(rows, person.registration, held, [person.id], now=now(), by=viewer().by)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Platsen är deras. Bekräftelsen är på väg."))
    if request.form.get("fran") == "vantelista":
        return _back(conference)
    return redirect(
        url_for(".participant", conference_id=conference.id, participant_id=participant_id), 303
    )  # fmt: skip


def _offer(conference: Conference, ticket: int | None) -> Response:
    if not ButtonForm(request.form).validate():
        abort(400)
    if ticket is not None and ticket > _LARGEST:
        abort(404)
    try:
        with transaction() as rows:
            offered = offer_by_hand(rows, conference, now=now(), by=viewer().by, ticket=ticket)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        count = len(offered)
        flash(ngettext("%(num)s plats är erbjuden.", "%(num)s platser är erbjudna.", count))
    return _back(conference)


def _page(conference: Conference, form: LetInForm, status: int = 200) -> Any:
    at, rows = now(), session()
    people = list_standing(rows, conference.id, Status.WAITING, _SHOWN + 1)
    shown = people[:_SHOWN]
    html = draw(
        "dashboard/waiting.html",
        scope=Scope([conference], granted()),
        current="participants",
        conference=conference,
        line=line_at(conference, at),
        is_live=may_cancel(conference, at),
        groups=_groups(shown),
        more=len(people) > _SHOWN,
        offers=list_standing(rows, conference.id, Status.OFFERED, _SHOWN),
        until=answer_by_hand(conference, at),
        mode=let_in_mode(conference, at),
        form=form,
        errors=form.error_summary(),
        may_change=_CHANGE in granted(),
        may_choose=Capability.EDIT in granted(),
        time_left=lambda until: _time_left((until - at).total_seconds()),
    )
    return html, status


def _groups(people: Any) -> list[tuple[int, list[Participant]]]:
    """Each group with its first place in line. `people`: the whole line from its head."""
    found: list[tuple[int, list[Participant]]] = []
    place = 1
    for _ticket, some in groupby(people, key=lambda person: person.queue_ticket):
        group = list(some)
        found.append((place, group))
        place += len(group)
    return found


def _time_left(seconds: float) -> str:
    """ "2 dygn 3 tim", "45 min"; that it is over, until the worker has seen it."""
    minutes = int(seconds // 60)
    if seconds <= 0:
        return _("Tiden är ute")
    if minutes < 60:
        return _("%(minutes)s min", minutes=minutes)
    days, hours = divmod(minutes // 60, 24)
    if not days:
        return _("%(hours)s tim", hours=hours)
    return _("%(days)s dygn %(hours)s tim", days=days, hours=hours)


def _mode_form(conference: Conference) -> LetInForm:
    form = LetInForm()
    chosen: LetInMode | None = conference.let_in_mode
    form.mode.data = chosen.value if chosen else ""
    form.version.data = str(conference.version)
    return form


def _back(conference: Conference) -> Response:
    return redirect(url_for("dashboard.waiting", conference_id=conference.id), 303)
