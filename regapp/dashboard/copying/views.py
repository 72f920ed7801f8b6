"""Kopiera: one page that asks when, where, by whom and under which name; then there is a draft."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import local_date
from regapp.dashboard.copying.commands import copy_conference, copy_series
from regapp.dashboard.copying.forms import CopyForm
from regapp.dashboard.copying.rules import first_day, next_first_day, renamed, same_weekday, slug_for
from regapp.dashboard.creating.queries import all_organizers, own_organizers
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.scope import Scope
from regapp.database.session import session, transaction
from regapp.kernel.dates import long_date
from regapp.kernel.refusal import Refusal
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language

blueprint = Blueprint("copying", __name__, url_prefix="/arrangor")
_AT = "/<any(konferens,serie):kind>/<int:number>/kopiera"


@blueprint.get(_AT)
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def ask(scope: Scope) -> Any:
    acting, sources = _acting(scope), _sources(scope)
    before = first_day(sources)
    after = next_first_day(before, local_date(now(), sources[0].zone))
    row: Any = scope.series or sources[0]
    form = _form(scope, acting)
    form.title.data, form.first_on.data = renamed(row.title, before, after), after
    form.slug.data = slug_for(row.address.path.replace("/", "-"), before, after)
    # A series is for those who make it; a conference is first of all its host's again.
    ours = scope.series is None or row.owner_id in acting
    form.owner.data = str(row.owner_id if ours else acting[0])
    if scope.series is None:
        form.place.data = sources[0].place
        form.county.data = sources[0].county.value if sources[0].county else ""
    return _page(scope, form, before)


@blueprint.post(_AT)
@scoped(Capability.EDIT)
@access(Access.MEMBER)
def copy(scope: Scope) -> Any:
    acting, sources = _acting(scope), _sources(scope)
    before, form = first_day(sources), _form(scope, acting, request.form)
    if not form.validate_for(before):
        return _page(scope, form, before, 400 if form.forged() else 422)
    plan = form.to_plan(before)
    common: dict[str, Any] = {"acting": acting, "by": viewer().by, "now": now()}
    try:
        with transaction() as rows:
            fresh = [get_conference(rows, one.id) for one in sources]
            if scope.series is not None:
                kind, number = "serie", copy_series(rows, scope.series, fresh, plan, **common).id
            else:
                kind, number = "konferens", copy_conference(rows, fresh[0], plan, **common).id
    except Refusal as refusal:
        session().expire_all()
        form.refuse(refusal)
        return _page(scope, form, before, 422)
    flash(_told(before, form.first_on.data))
    return redirect(url_for("creating.review", kind=kind, number=number), 303)


def _acting(scope: Scope) -> list[int]:
    """The organizers that the viewer may make conferences for, those of this one first."""
    own = own_organizers(viewer())
    if not own:
        abort(404)
    here = [scope.conferences[0].owner_id, *(one.organizer_id for one in scope.conferences[0].co_organizers)]
    return sorted(own, key=lambda number: here.index(number) if number in here else len(here))


def _sources(scope: Scope) -> Sequence[Conference]:
    return [get_conference(session(), one.id) for one in scope.conferences]


def _form(scope: Scope, acting: Sequence[int], sent: Any = None) -> CopyForm:
    """A conference may go to any organizer, as when it is another county's turn; a series stays."""
    form, names = CopyForm(sent), all_organizers(session())
    own = {number: names[number] for number in acting}
    form.offer(own if scope.series else {**own, **names})
    if scope.series:
        form.of_a_series()
    return form


def _told(before: date | None, chosen: date | None) -> str:
    """What the copy is, and which day has the weekday of the last time where it has another."""
    told = _("Kopian är ett utkast, utan deltagare. Läs igenom den innan ni publicerar.")
    if before is None or chosen is None:
        return told
    told += " " + _("Alla datum är flyttade lika många dagar: den börjar %(day)s.", day=_day(chosen))
    other = same_weekday(before, chosen)
    return (
        told
        if other is None
        else told + " " + _("Samma veckodag som förra gången är %(day)s.", day=_day(other))
    )


def _day(day: date) -> str:
    return long_date(day, language())


def _page(scope: Scope, form: CopyForm, before: date | None, status: int = 200) -> Any:
    hint = ""
    if before is not None:
        same = next_first_day(before, local_date(now(), scope.conferences[0].zone))
        hint = _("Förra gången: %(day)s.", day=_day(before))
        if same is not None:
            hint += " " + _("Samma veckodag nästa gång: %(day)s.", day=_day(same))
    html = draw(
        "dashboard/copying/copy.html", scope=scope, current="edit", form=form, hint=hint,
        errors=form.error_summary(),
    )  # fmt: skip
    return html, status
