"""Actions for those chosen in the list: looked at, confirmed, undone for ten minutes."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.batches.commands import act, do_batch, do_now, plan_batch, refuse_batch, undo_batch
from regapp.batches.models import Batch, BatchKind, BatchState
from regapp.batches.queries import find_batch, list_latest
from regapp.batches.rehearsal import Look, look
from regapp.batches.rules import MOST, PART, in_parts, may_undo, part_of
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference
from regapp.dashboard.batches.forms import BatchForm, askable, numbers
from regapp.dashboard.batches.offered import batch_words, places_to_move_to, reach
from regapp.dashboard.batches.words import SLUGS, state_words, what_words
from regapp.dashboard.filtering import carried, filter_of
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.queries import group_by_conference, list_ids, list_these
from regapp.dashboard.scope import Scope
from regapp.database.session import rehearsal, session, transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.renderers import LetterContext
from regapp.organizers.rules import Capability
from regapp.registrations.commands.completion import ASKABLE
from regapp.registrations.commands.many import check_room_for
from regapp.registrations.models import Participant, Status
from regapp.registrations.rules import ACTIVE, shown_name
from regapp.registrations.words import field_words
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text
from regapp.web.state import addresses, config

_AT = "/<any(konferens,serie):kind>/<int:number>/deltagare"
_KINDS = {slug: kind for kind, slug in SLUGS.items()}
blueprint = Blueprint("batches", __name__, url_prefix="/arrangor")


@blueprint.get(f"{_AT}/atgard/<any(avanmal,flytta,komplettera):deed>")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def ask(scope: Scope, deed: str) -> Any:
    """Who it reaches and what it does to them; nothing is done by looking."""
    kind = _KINDS[deed]
    wanted = filter_of(request.args)
    if not wanted.ids and "alla" not in request.args:
        return _nobody(scope, wanted)
    found = numbers([request.args.get("till", "")])
    ids = list_ids(session(), scope.ids, wanted)[: MOST + 1]
    return _preview(scope, kind, ids, found[0] if found else None, askable(request.args.getlist("falt")))


@blueprint.post(f"{_AT}/atgard/<any(avanmal,flytta,komplettera):deed>")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def plan(scope: Scope, deed: str) -> Any:
    kind, form = _KINDS[deed], BatchForm(request.form)
    if not form.validate():
        abort(400 if form.forged() else 422)
    people = _people(scope, form.chosen)
    target = _target(scope, kind, form.target_id)
    if kind is BatchKind.MOVE and target is None:
        return _preview(scope, kind, form.chosen, None, status=422)
    try:
        with transaction() as rows:
            batch = plan_batch(
                rows,
                kind,
                _chosen(people, target),
                target_id=target.id if target else None,
                waive=bool(form.waive.data) and kind is BatchKind.CANCEL,
                fields=form.asked,
                person_id=viewer().person_id,
                now=now(),
            )
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return _preview(scope, kind, form.chosen, form.target_id, form.asked, status=409)
    return redirect(_url(scope, "show", batch_id=batch.id), 303)


@blueprint.get(f"{_AT}/atgarder")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def index(scope: Scope) -> str:
    found = list_latest(session(), scope.ids)
    return _draw(
        "dashboard/batches/index.html",
        scope,
        batches=[(one, batch_words(one), state_words(one)) for one in found],
    )


@blueprint.get(f"{_AT}/atgarder/<int:batch_id>")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def show(scope: Scope, batch_id: int) -> Any:
    """How it stands; looks again by itself while parts are being done."""
    batch = _batch(scope, batch_id)
    html = _draw(
        "dashboard/batches/show.html",
        scope,
        batch=batch,
        what=batch_words(batch),
        state=state_words(batch),
        open=may_undo(batch),
    )
    going = batch.state is BatchState.PLANNED and (batch.reached or batch.due_at <= now())
    return html, {"Refresh": "3"} if going else {}


@blueprint.post(f"{_AT}/atgarder/<int:batch_id>/angra")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def undo(scope: Scope, batch_id: int) -> Response:
    _check_button()
    batch = _batch(scope, batch_id)
    try:
        with transaction() as rows:
            undo_batch(rows, batch, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Ångrat. Inget är ändrat och inget mejl skickat."))
    return redirect(_url(scope, "show", batch_id=batch_id), 303)


@blueprint.post(f"{_AT}/atgarder/<int:batch_id>/nu")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def hurry(scope: Scope, batch_id: int) -> Response:
    """Without waiting: for somebody on the telephone. Of many parts the worker does the others."""
    _check_button()
    batch = _batch(scope, batch_id)
    try:
        with transaction() as rows:
            do_now(rows, batch, now=now())
            do_batch(rows, batch_id, now=now())
    except Refusal as refusal:
        with transaction() as rows:
            refuse_batch(rows, batch_id, refusal, now=now())
    return redirect(_url(scope, "show", batch_id=batch_id), 303)


def _preview(
    scope: Scope,
    kind: BatchKind,
    ids: Sequence[int],
    target_id: int | None,
    asked: Sequence[str] = (),
    *,
    status: int = 200,
) -> Any:
    people = _people(scope, ids)
    target = _target(scope, kind, target_id)
    places = places_to_move_to(scope) if kind is BatchKind.MOVE else []
    chosen = _chosen(people, target)
    found, why = None, ""
    if len(ids) > MOST:
        why = refusal_text(Refusal("too_many_chosen", most=MOST))
    elif not any(chosen.values()):
        why = _("Ingen av dem är anmäld eller står i kö.")
    elif kind is BatchKind.CANCEL or target is not None or asked:
        found, why = _look(kind, chosen, target, asked)
    size = sum(map(len, chosen.values()))
    names = [(one, shown_name(one, may_see_protected=False)) for one in people if _takes(one, target)]
    form = BatchForm()
    form.ids.data = ",".join(str(one.id) for one, _name in names)
    form.target.data = str(target.id) if target else ""
    form.fields.data = ",".join(asked)
    left_out = len(people) - len(names)
    html = _draw(
        "dashboard/batches/preview.html", scope, kind=kind, deed=SLUGS[kind], form=form, names=names,
        left_out=left_out, places=places, target=target, found=found, why=why,
        what=what_words(kind, len(names), target), asked=asked, kept=_kept(ids),
        part=PART if in_parts(kind, size) else 0,
        askable=[(code, field_words([code], language())[0]) for code in ASKABLE],
    )  # fmt: skip
    return html, status


def _look(
    kind: BatchKind, chosen: dict[int, list[int]], target: Conference | None, asked: Sequence[str]
) -> tuple[Look | None, Any]:
    """What it does, or why it cannot be done; of what is done in parts, the first one."""
    target_id = target.id if target else None
    parts = in_parts(kind, sum(map(len, chosen.values())))
    first = part_of(chosen, 0, PART) if parts else chosen
    what = partial(
        act, kind=kind, chosen=first, target_id=target_id, waive=False, fields=asked, by=viewer().by,
        now=now(),
    )  # fmt: skip
    context = LetterContext(config=config(), addresses=addresses(), now=now())
    touched = [*first, *([target_id] if target_id else [])]
    try:
        if parts and target_id is not None:
            check_room_for(session(), chosen, target_id)
        with rehearsal() as rows:
            found = look(rows, touched, what, context)
    except Refusal as refusal:
        return None, refusal_text(refusal)
    finally:
        session().expire_all()
    return found, ""


def _people(scope: Scope, ids: Sequence[int]) -> list[Participant]:
    """Those of the numbers that are somebody's here."""
    here = set(scope.ids)
    return [one for one in list_these(session(), list(ids)[: MOST + 1]) if one.conference_id in here]


def _takes(person: Participant, target: Conference | None) -> bool:
    return person.status in ACTIVE and (target is None or person.conference_id != target.id)


def _chosen(people: Sequence[Participant], target: Conference | None) -> dict[int, list[int]]:
    """Those in line first, as they leave, and who came together side by side."""
    ordered = sorted(people, key=lambda one: (one.status is Status.CONFIRMED, one.registration_id))
    return group_by_conference([one for one in ordered if _takes(one, target)])


def _target(scope: Scope, kind: BatchKind, target_id: int | None) -> Conference | None:
    if kind is not BatchKind.MOVE or target_id is None:
        return None
    return next((one for one in places_to_move_to(scope) if one.id == target_id), None)


def _batch(scope: Scope, number: int) -> Batch:
    found = find_batch(session(), number, reach(scope)) if number < 2**31 else None
    return found or abort(404)


def _kept(ids: Sequence[int]) -> list[tuple[str, Any]]:
    """Who is chosen, to look again: as the list handed them over, or each by number."""
    if request.method == "GET":
        return carried(request.args)
    return [("visa", "alla"), *(("id", number) for number in ids)]


def _nobody(scope: Scope, wanted: Any) -> Response:
    flash(_("Kryssa för minst en deltagare, eller markera alla som filtret visar."), "error")
    return redirect(_list_url(scope, visa=request.args.get("visa"), q=wanted.text, bara=wanted.only), 303)


def _list_url(scope: Scope, **shown: Any) -> str:
    kept = {name: value for name, value in shown.items() if value}
    return url_for("dashboard.participants", kind=scope.kind, number=scope.number, **kept)


def _url(scope: Scope, page: str, **more: Any) -> str:
    return url_for(f"batches.{page}", kind=scope.kind, number=scope.number, **more)


def _draw(page: str, scope: Scope, **values: Any) -> str:
    return draw(page, scope=scope, current="participants", statuses=Status, **values)


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)
