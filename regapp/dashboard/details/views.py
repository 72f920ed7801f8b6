"""An organizer's own details, for those who see to its people."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from regapp.audit.queries import list_latest
from regapp.dashboard.details.forms import DetailsForm, decimal
from regapp.dashboard.newer import told
from regapp.dashboard.page import draw
from regapp.dashboard.versioned import NewerSave
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.colours import contrast, ground_of
from regapp.organizers.details import details_of, save_details, seal
from regapp.organizers.guards import organizer_access, viewer
from regapp.organizers.models import Organizer, OrganizerKind
from regapp.organizers.queries import find_organizer
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _

blueprint = Blueprint("details", __name__, url_prefix="/arrangor")
_AT = "/organisation/<slug:organizer>/uppgifter"


@blueprint.get(_AT)
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def edit(organizer: Organizer) -> Any:
    form = DetailsForm()
    form.fill(details_of(organizer), seal(organizer))
    return _page(organizer, form)


@blueprint.post(_AT)
@organizer_access(Capability.MANAGE)
@access(Access.MEMBER)
def update(organizer: Organizer) -> Any:
    slug, form = organizer.slug, DetailsForm(request.form)
    if not (form.validate() and form.check_together()):
        return _page(organizer, form, 400 if form.forged() else 422)
    try:
        with transaction() as rows:
            fresh = find_organizer(rows, slug)
            if fresh is not None:
                seen = form.seen.data or ""
                save_details(rows, fresh, form.to_details(), seen=seen, by=viewer().by, now=now())
    except Refusal as refusal:
        session().expire_all()
        form.refuse(refusal)
        if refusal.code != "edited_by_other":
            return _page(organizer, form, 422)
        form.seen.data = seal(organizer)
        return _page(organizer, form, 409, newer=_newer(organizer, form))
    flash(_("Uppgifterna är sparade."))
    return redirect(url_for("details.edit", organizer=slug), 303)


def _newer(organizer: Organizer, form: DetailsForm) -> list[NewerSave]:
    """Who saved last, and what."""
    latest = list_latest(session(), "organizer", organizer.id, {"details_saved"}, limit=1)
    return [
        told(session(), one, [str(form[name].label.text) for name in one.fields if name in form])
        for one in latest
    ]


def _page(
    organizer: Organizer, form: DetailsForm, status: int = 200, newer: Sequence[NewerSave] | None = None
) -> Any:
    html = draw(
        "dashboard/details/edit.html", scope=None, current="roles", organizer=organizer, form=form,
        errors=form.error_summary(), newer=newer,
        cooperates=organizer.kind is OrganizerKind.COOPERATION, **_looks(form),
    )  # fmt: skip
    return html, status


def _looks(form: DetailsForm) -> dict[str, Any]:
    """The colours beside each other as they are used, and how well text stands on them."""
    colour, accent = form.chosen()
    return {
        "look": (ground_of(colour), colour, accent),
        "ratios": (decimal(contrast(colour, "#ffffff")), decimal(contrast(accent, "#15241d"))),
    }
