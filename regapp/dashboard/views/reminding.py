"""Asking for invoice references that are missing."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from regapp.conferences.rules import is_off
from regapp.dashboard.page import scoped
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import transaction
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.references import ask_for_references
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, ngettext


@blueprint.post("/<any(konferens,serie):kind>/<int:number>/paminn-om-referens")
@scoped(Capability.EDIT_PARTICIPANTS)
@access(Access.MEMBER)
def ask_references(scope: Scope) -> Any:
    """A letter to each who has not given one, at most once a week."""
    if not ButtonForm(request.form).validate():
        abort(400)
    held = [one.id for one in scope.conferences if not is_off(one)]
    with transaction() as rows:
        asked = ask_for_references(rows, held, by=viewer().by, now=now())
    if asked:
        flash(ngettext("%(num)s mejl är på väg.", "%(num)s mejl är på väg.", asked))
    else:
        flash(_("Alla har redan fått en påminnelse den senaste veckan."))
    return redirect(url_for("dashboard.overview", kind=scope.kind, number=scope.number), 303)
