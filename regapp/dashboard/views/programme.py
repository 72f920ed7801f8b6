"""The programme: its items by day, one item, and whether everybody sees it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.dashboard.item_form import KIND_WORDS, ItemForm
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.programme.commands import publish_programme, save_item
from regapp.programme.commands.desk import keep_room
from regapp.programme.models import ProgrammeItem, Speaker
from regapp.programme.queries import (
    find_item,
    list_items,
    list_rooms,
    list_speakers,
    list_tracks,
    speakers_by_item,
)
from regapp.programme.rules import by_day, is_published
from regapp.programme.rules.clashes import clashes
from regapp.programme.rules.grid import day_grids
from regapp.programme.rules.people import names_in, speakers_line
from regapp.programme.rules.telling import changes
from regapp.registrations.commands.programme_changes import count_confirmed
from regapp.registrations.commands.removing import remove_chosen_item
from regapp.registrations.queries import count_coming
from regapp.registrations.rules import may_cancel
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, ngettext
from regapp.web.refusals import refusal_text

_AT = "/konferens/<int:conference_id>/program"


@blueprint.get(_AT)
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def programme(conference: Conference) -> Any:
    rows, as_grid = session(), request.args.get("vy") == "rutnat"
    items, named = list_items(rows, conference.id), speakers_by_item(rows, conference.id)
    names = {
        item.id: [one.name for one in named.get(item.id, ())] or names_in(item.speakers) for item in items
    }
    tracks = list_tracks(rows, conference.id)
    untold = _untold(conference, items)
    return draw(
        "dashboard/programme.html", scope=_scope(conference), current="programme", conference=conference,
        days=by_day(items, conference.zone), kinds=KIND_WORDS, has_days=bool(held_days(conference)),
        grids=day_grids(items, tracks, conference.zone) if as_grid else None,
        tracks={track.id: track for track in tracks},
        chosen=count_coming(rows, [item.id for item in items]),
        untold=untold,
        coming=count_confirmed(rows, conference.id) if untold else 0,
        clashes=clashes(items, names, conference.zone),
    )  # fmt: skip


@blueprint.get(f"{_AT}/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def new_item(conference: Conference) -> Any:
    return _form(conference, _drawn(conference, None), None)


@blueprint.post(f"{_AT}/ny")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def create_item(conference: Conference) -> Any:
    return _save(conference, None)


@blueprint.get(f"{_AT}/<int:item_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit_item(conference: Conference, item_id: int) -> Any:
    item = _item(session(), conference, item_id)
    return _form(conference, _drawn(conference, item), item)


@blueprint.post(f"{_AT}/<int:item_id>")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def update_item(conference: Conference, item_id: int) -> Any:
    return _save(conference, _item(session(), conference, item_id))


@blueprint.get(f"{_AT}/<int:item_id>/ta-bort")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def ask_drop_item(conference: Conference, item_id: int) -> str:
    """The question: who chose it is told."""
    item = _item(session(), conference, item_id)
    return draw(
        "dashboard/drop_item.html", scope=_scope(conference), current="edit", conference=conference,
        item=item, chosen=count_coming(session(), [item.id]).get(item.id, 0),
        told=may_cancel(conference, now()),
    )  # fmt: skip


@blueprint.post(f"{_AT}/<int:item_id>/ta-bort")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def drop_item(conference: Conference, item_id: int) -> Response:
    def act(rows: Any, fresh: Conference) -> str:
        item = _item(rows, fresh, item_id)
        told = remove_chosen_item(rows, fresh, item, version=fresh.version, by=viewer().by, now=now())
        said = _("Programpunkten är borttagen. I kalendrar står den som inställd.")
        if not told:
            return said
        return f"{said} " + ngettext("%(num)s person hade valt den.", "%(num)s personer hade valt den.", told)

    return _act(conference, act)


@blueprint.post(f"{_AT}/publicera")
@conference_access(Capability.PUBLISH)
@access(Access.MEMBER)
def show_programme(conference: Conference) -> Response:
    """Show it to everybody, or hide it again."""
    shown = request.form.get("visa") == "1"

    def act(rows: Any, fresh: Conference) -> str:
        publish_programme(rows, fresh, shown=shown, version=fresh.version, by=viewer().by, now=now())
        return _("Programmet är publicerat.") if shown else _("Programmet visas inte längre.")

    return _act(conference, act)


def _untold(conference: Conference, items: Sequence[ProgrammeItem]) -> int:
    """How much has changed since those who come were told; 0 where nobody needs to be."""
    may_tell = {Capability.EDIT, Capability.EDIT_PARTICIPANTS} <= granted()
    if not may_tell or not is_published(conference) or not may_cancel(conference, now()):
        return 0
    return len(changes(items, conference.zone))


def _save(conference: Conference, item: ProgrammeItem | None) -> Any:
    form = ItemForm(request.form)
    known = _offer(conference, form)
    if not form.validate():
        return _form(conference, form, item, 400 if form.forged() else 422)
    plan = form.to_plan(conference)
    if plan is None:
        return _form(conference, form, item, 422)
    chosen = [one for one in known if one.id in set(form.people.data or ())]
    if chosen:
        plan = replace(plan, speakers=speakers_line(chosen))
    try:
        with transaction() as rows:
            fresh = get_conference(rows, conference.id)
            old = _item(rows, fresh, item.id) if item else None
            plan = replace(plan, room=keep_room(rows, fresh.id, plan.room))
            save_item(
                rows, fresh, old, plan, version=form.seen_version, by=viewer().by, now=now(),
                speaker_ids=[one.id for one in chosen],
            )  # fmt: skip
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _form(conference, form, item, 409)
    flash(_("Programpunkten är sparad."))
    return _list(conference)


def _act(conference: Conference, act: Callable[[Any, Conference], str]) -> Response:
    if not ButtonForm(request.form).validate():
        abort(400)
    try:
        with transaction() as rows:
            said = act(rows, get_conference(rows, conference.id))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(said)
    return _list(conference)


def _drawn(conference: Conference, item: ProgrammeItem | None) -> ItemForm:
    form = ItemForm()
    _offer(conference, form)
    people = speakers_by_item(session(), conference.id).get(item.id, ()) if item else ()
    form.fill(conference, item, people)
    return form


def _offer(conference: Conference, form: ItemForm) -> Sequence[Speaker]:
    """What there is to choose from; the people among it."""
    people = list_speakers(session(), conference.id)
    form.offer(conference, list_tracks(session(), conference.id), people)
    return people


def _item(rows: Any, conference: Conference, item_id: int) -> ProgrammeItem:
    found = find_item(rows, conference.id, item_id) if item_id < 2**31 else None
    return found or abort(404)


def _form(conference: Conference, form: ItemForm, item: ProgrammeItem | None, status: int = 200) -> Any:
    html = draw(
        "dashboard/programme_item.html", scope=_scope(conference), current="programme", form=form,
        errors=form.error_summary(), conference=conference, item=item,
        rooms=list_rooms(session(), conference.id),
    )  # fmt: skip
    return html, status


def _scope(conference: Conference) -> Scope:
    return Scope([conference], granted())


def _list(conference: Conference) -> Response:
    return redirect(url_for("dashboard.programme", conference_id=conference.id), 303)
