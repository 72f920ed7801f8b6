"""The organizers' pages about the kitchen. Numbers for those who see diets; notes and names for fewer."""

from typing import Any

from flask import flash, redirect, request, url_for

from regapp.catering.commands import drop_link, give_report, make_link, set_extra
from regapp.catering.files import kitchen_file
from regapp.catering.models import KitchenExtra
from regapp.catering.queries import (
    find_link,
    list_extras,
    list_kitchens,
    list_served,
)
from regapp.catering.rules import is_changed, plate_of
from regapp.catering.shown import shown
from regapp.catering.words import EXTRAS, plate_words, served_words
from regapp.conferences.guards import conference_access
from regapp.conferences.models import Conference
from regapp.conferences.rules import is_off
from regapp.dashboard.catering.forms import ExtraForm, LinkForm
from regapp.dashboard.catering.page import AT, RUNS, blueprint, check_button, draw_kitchen, scope_of
from regapp.dashboard.page import scoped
from regapp.dashboard.scope import Scope
from regapp.dashboard.taken import note_taken
from regapp.database.session import session, transaction
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _
from regapp.web.state import addresses


@blueprint.get("/<any(konferens,serie):kind>/<int:number>/koket")
@scoped(Capability.SEE_DIETS)
@access(Access.MEMBER)
def index(scope: Scope) -> str:
    """Portions of each meal at each place, and what has changed."""
    kitchens = list_kitchens(session(), _held(scope))
    runs = scope.granted.issuperset(RUNS)
    return draw_kitchen(
        "dashboard/catering/index.html",
        scope,
        tab="index",
        runs=runs,
        changed={one.conference.id: is_changed(one.tables) for one in kitchens},
        **shown(kitchens),
    )


@blueprint.get("/<any(konferens,serie):kind>/<int:number>/koket.<any(csv,xlsx,pdf):form>")
@scoped(Capability.SEE_DIETS)
@access(Access.MEMBER)
def export(scope: Scope, form: str) -> Any:
    note_taken(scope.ids, "exported_kitchen")
    kitchens = list_kitchens(session(), _held(scope))
    return kitchen_file(kitchens, form, f"koket-{now():%Y-%m-%d}", now=now())


@blueprint.post(f"{AT}/rapport")
@conference_access(*RUNS)
@access(Access.MEMBER)
def report(conference: Conference) -> Any:
    """The kitchen has been given the numbers as they are now."""
    check_button()
    with transaction() as rows:
        give_report(rows, conference, by=viewer().by, now=now())
    flash(_("Antalet är lämnat till köket. Ändringar räknas härifrån."))
    return redirect(url_for("kitchen.index", kind="konferens", number=conference.id), 303)


@blueprint.get(f"{AT}/ovriga")
@conference_access(*RUNS)
@access(Access.MEMBER)
def extras(conference: Conference) -> Any:
    return _extras(conference, ExtraForm())


@blueprint.post(f"{AT}/ovriga")
@conference_access(*RUNS)
@access(Access.MEMBER)
def save_extra(conference: Conference) -> Any:
    form = ExtraForm(request.form)
    form.prepare(list_served(session(), [conference])[conference.id])
    if not form.validate():
        return _extras(conference, form, 400 if form.forged() else 422)
    with transaction() as rows:
        set_extra(
            rows, conference, meal=form.meal.data, kind=form.extra_kind, plate=form.plate_key,
            count=form.count.data or 0, by=viewer().by, now=now(),
        )  # fmt: skip
    flash(_("Ändringen är sparad."))
    return redirect(url_for("kitchen.extras", conference_id=conference.id), 303)


@blueprint.post(f"{AT}/ovriga/bort")
@conference_access(*RUNS)
@access(Access.MEMBER)
def drop_extra(conference: Conference) -> Any:
    check_button()
    sent = request.form
    wanted = sent.get("meal", ""), sent.get("kind", ""), sent.get("plate", "")
    known = {(row.meal, row.kind.value, row.plate): row for row in list_extras(session(), conference.id)}
    row = known.get(wanted)
    if row is not None:
        with transaction() as rows:
            set_extra(
                rows, conference, meal=row.meal, kind=row.kind, plate=row.plate, count=0, by=viewer().by,
                now=now(),
            )  # fmt: skip
    return redirect(url_for("kitchen.extras", conference_id=conference.id), 303)


@blueprint.get(f"{AT}/lank")
@conference_access(*RUNS)
@access(Access.MEMBER)
def link(conference: Conference) -> Any:
    return _link(conference)


@blueprint.post(f"{AT}/lank")
@conference_access(*RUNS)
@access(Access.MEMBER)
def new_link(conference: Conference) -> Any:
    form = LinkForm(request.form)
    if not form.validate():
        return _link(conference, form, 400 if form.forged() else 422)
    with transaction() as rows:
        make_link(rows, conference, form.email.data or "", by=viewer().by, now=now())
    flash(_("Länken är klar. Den förra gäller inte längre."))
    return redirect(url_for("kitchen.link", conference_id=conference.id), 303)


@blueprint.post(f"{AT}/lank/bort")
@conference_access(*RUNS)
@access(Access.MEMBER)
def revoke_link(conference: Conference) -> Any:
    check_button()
    with transaction() as rows:
        drop_link(rows, conference, by=viewer().by, now=now())
    flash(_("Länken gäller inte längre."))
    return redirect(url_for("kitchen.link", conference_id=conference.id), 303)


def _extras(conference: Conference, form: ExtraForm, status: int = 200) -> Any:
    meals = list_served(session(), [conference])[conference.id]
    form.prepare(meals)
    words = {meal.key: served_words(meal) for meal in meals} | {"": _("Alla måltider")}
    found = [
        (row, words.get(row.meal) or _("Måltiden finns inte längre"), EXTRAS[row.kind], _eaten(row))
        for row in list_extras(session(), conference.id)
    ]
    html = draw_kitchen(
        "dashboard/catering/extras.html",
        scope_of(conference),
        tab="extras",
        form=form,
        errors=form.error_summary(),
        found=found,
    )
    return html, status


def _eaten(row: KitchenExtra) -> str:
    return plate_words(plate_of(row.plate))


def _link(conference: Conference, form: LinkForm | None = None, status: int = 200) -> Any:
    found = find_link(session(), conference.id)
    if form is None:
        form = LinkForm()
        form.email.data = found.email if found else ""
    html = draw_kitchen(
        "dashboard/catering/link.html",
        scope_of(conference),
        tab="link",
        form=form,
        errors=form.error_summary(),
        found=found,
        url=addresses().url(f"kok/{found.token}") if found else "",
    )
    return html, status


def _held(scope: Scope) -> list[Conference]:
    """Without those that are called off, unless it is the one that is asked for."""
    return [one for one in scope.conferences if scope.single is not None or not is_off(one)]
